"""What `grade publish` writes, format by format: all is made before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import CourseError
from grader.text import count, shown

from .common import first, relative

if TYPE_CHECKING:
    from grader.publish.canvas import Filled
    from grader.publish.database import Published
    from grader.publish.gradebook import Gradebook

MOST_NAMES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The files of one format, and what to say of them. folder: is made if there is none."""

    files: Mapping[Path, str | bytes]
    says: Sequence[str]
    folder: Path | None = None

    def write(self) -> None:
        """Writes each file in one step. Raises CourseError where one cannot be written."""
        from grader.folders import replace_file  # noqa: PLC0415

        for path, content in self.files.items():
            if self.folder:
                try:
                    path.parent.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise CourseError(f"{path.parent} cannot be made: {error.strerror}") from error
            replace_file(path, content)


def check_places(
    publications: Sequence[Publication], inputs: Sequence[Path], pages: Path | None
) -> None:
    """Raises CourseError where a file has no folder, or would replace an input or another one.

    pages: the folder of the pages, in which nothing else is put.
    """
    taken = {path.resolve() for path in inputs}
    for one in publications:
        if one.folder and one.folder.exists() and not one.folder.is_dir():
            raise CourseError(f"{one.folder} is no folder", "Name another one.")
        for path in one.files:
            folder = one.folder.parent if one.folder else path.parent
            if not folder.is_dir():
                raise CourseError(f"{path} cannot be written: there is no folder {folder}")
            if pages and path.resolve().is_relative_to(pages.resolve()):
                raise CourseError(
                    f"{path} lies among the pages of --html", "Name another place for one of them."
                )
            if path.resolve() in taken or path.is_dir():
                raise CourseError(
                    f"{path} cannot be written: it is a folder, or another file of this command",
                    "Name another file.",
                )
            taken.add(path.resolve())


def tidy_csv(gradebook: "Gradebook", path: Path) -> Publication:
    """Every check of every student, as a table."""
    from grader.publish import tidy  # noqa: PLC0415

    says = f"{relative(path)}: every check of {_students(gradebook)}."
    return Publication(files={path: tidy.text(gradebook)}, says=[says])


def junit_xml(gradebook: "Gradebook", path: Path) -> Publication:
    """A suite for each student."""
    from grader.publish import junit  # noqa: PLC0415

    says = f"{relative(path)}: a test suite for each of {_students(gradebook)}."
    return Publication(files={path: junit.text(gradebook)}, says=[says])


def _students(gradebook: "Gradebook") -> str:
    return count(len(gradebook.records), "student")


# --- LTI ------------------------------------------------------------------------------------


def lti_scores(gradebook: "Gradebook", folder: Path) -> Publication:
    """A file for each student who has points."""
    from grader.publish import lti  # noqa: PLC0415

    files = {folder / score.file: score.text for score in lti.scores(gradebook)}
    says = [f"{relative(folder)}: {count(len(files), 'score')} to post."]
    without = len(gradebook.records) - len(files)
    if without:
        says.append(f"  No points, so no score: {count(without, 'student')}.")
    others = sorted(path.name for path in folder.glob("*.json") if path not in files)
    if others:
        says.append(f"  From an earlier time, and not of these reports: {_names(others)}.")
    return Publication(files=files, says=says, folder=folder)


# --- Canvas ---------------------------------------------------------------------------------


def canvas_export(gradebook: "Gradebook", path: Path, column: str) -> Publication:
    """The export with a column filled, beside the export."""
    from grader.publish import canvas  # noqa: PLC0415
    from grader.publish.canvas_export import read_export  # noqa: PLC0415

    filled = canvas.fill(read_export(path), gradebook, column)
    out = canvas.filled_path(path)
    return Publication(
        files={out: filled.content}, says=list(_canvas_lines(filled, gradebook, out))
    )


def _canvas_lines(filled: "Filled", gradebook: "Gradebook", path: Path) -> Iterator[str]:
    yield (
        f"{relative(path)}: {shown(filled.column)} of {count(filled.students, 'student')}, "
        f"found by {filled.matched_by}; {count(filled.changed, 'cell')} changed."
    )
    if filled.scale != 1:
        yield (
            f"  It is out of {filled.points_possible:g} in Canvas and out of "
            f"{gradebook.max_points:g} here: every score is multiplied by {filled.scale:.6g}."
        )
    for about, names in (
        ("No report, left as it was", filled.alone),
        ("No number in the cell, left as it was", filled.kept),
        ("The grader broke, left as it was", filled.broken),
        ("Report, but not in the export", filled.strangers),
    ):
        if names:
            yield f"  {about}: {_names(names)}."


def _names(names: Sequence[str]) -> str:
    return first([shown(name) for name in names], MOST_NAMES)


# --- databases ------------------------------------------------------------------------------


def into_databases(gradebook: "Gradebook", path: Path | None, url: str | None) -> Iterator[str]:
    """What was written to the SQLite file and to the PostgreSQL database that are named."""
    if url:
        _insist_on_sqlalchemy("--database", "sqlalchemy", "psycopg")
        from grader.publish.database import to_postgresql  # noqa: PLC0415

        yield from _published(to_postgresql(url, gradebook), gradebook.assignment)
    if path:
        _insist_on_sqlalchemy("--sqlite", "sqlalchemy")
        from grader.publish.database import to_sqlite  # noqa: PLC0415

        yield from _published(to_sqlite(path, gradebook), gradebook.assignment)


def _insist_on_sqlalchemy(option: str, *packages: str) -> None:
    for name in packages:
        try:
            import_module(name)
        except ImportError as error:
            raise CourseError(
                f"{option} needs the package {name}, which is not installed",
                "Run: pip install 'nabla-grader[database]'",
            ) from error


def _published(found: "Published", assignment: str) -> Iterator[str]:
    students, checks = count(found.students, "student"), count(found.checks, "check")
    yield f"{found.where}: {students} and {checks} of {assignment}."
    if found.gone:
        yield f"  Not in the reports any more, so removed: {_names(found.gone)}."
