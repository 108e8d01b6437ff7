"""What a notebook of an assignment uses: cells that wait for a stub, and grading in place."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import CourseError
from .text import clean

if TYPE_CHECKING:
    from .course import Course
    from .report import Report

WIDTH = 80
NOTE = (
    "Graded: your files as they are saved, so save your edits first. A local result, not a grade."
)


@contextmanager
def written() -> Iterator[None]:
    """A block of code that needs functions of the student's.

    Where one of them is still a stub, the rest of the block is left out, with the figures that it
    began, and one sentence says so. Every other exception goes on.
    """
    before = _figures()
    try:
        yield
    except NotImplementedError as stub:
        for number in _figures() - before:
            sys.modules["matplotlib.pyplot"].close(number)
        what = clean(str(stub))
        click.echo(f"not written yet: {what}" if what else "not written yet")


def _figures() -> set[int]:
    """The numbers of matplotlib's open figures. The grader does not need it, and has none."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """The report on the files beside the notebook, which shows it as a page."""

    report: "Report"

    def __repr__(self) -> str:
        """What `grade local` prints, without colours."""
        from .screen import render  # noqa: PLC0415

        shown = render(self.report, width=WIDTH, verbose=False, then="run this cell again")
        return f"{click.unstyle(shown)}\n{NOTE}"

    def _repr_html_(self) -> str:
        from .inline import render  # noqa: PLC0415

        return render(self.report, NOTE)


def check(name: str = "") -> Checked:
    """What `grade local` finds in the assignment in whose folder the notebook runs.

    name: a problem or function of the assignment; without it everything is graded. What counts are
    the files as they are saved. Raises CourseError where no assignment is here, or nothing in it
    has that name.
    """
    from .local import desk, grade_local  # noqa: PLC0415  # a stub's cell needs none of it

    _insist_on_text(name)
    with desk() as place:  # before any further import: its children start while we import
        from .course import find_course  # noqa: PLC0415

        course = find_course(Path.cwd())
        assignment = _assignment_of(course, Path.cwd())
        source = course.folder(assignment)
        return Checked(grade_local(place, course, assignment, source, [name] if name else []))


def _insist_on_text(name: object) -> None:
    if not isinstance(name, str):
        known = getattr(name, "__name__", "the_function")
        raise CourseError(
            f"check takes the name of a function, not a {type(name).__name__}",
            f'Write check("{known}"): the file that is saved is graded.',
        )


def _assignment_of(course: "Course", folder: Path) -> str:
    """The id of the assignment that a folder belongs to."""
    ids = [entry.id for entry in course.entries]
    for assignment in ids:
        if folder.is_relative_to(course.folder(assignment)):
            return assignment
    raise CourseError(
        f"{folder.name} is no assignment of the course",
        f"Open the notebook in the folder of one of them: {', '.join(ids)}.",
    )
