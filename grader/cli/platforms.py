"""What `grade publish` writes for other platforms."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.errors import CourseError
from grader.text import count

from .common import first, relative

if TYPE_CHECKING:
    from grader.publish.gradebook import Gradebook
    from grader.report import Report


def publish_platforms(
    source: Path, gradebook: "Gradebook", wanted: Mapping[str, Path | None]
) -> None:
    """Writes what is wanted: for each platform a folder or a file. Raises CourseError.

    source: where the gradebook was read, which may be a single report.
    """
    from grader import report  # noqa: PLC0415
    from grader.publish import classroom, gradescope, markdown, prairielearn  # noqa: PLC0415

    alone = report.read(source) if source.is_file() else None
    if wanted["classroom"] and alone is None:
        raise CourseError(
            "--github-classroom goes with one report, and this is a folder of them",
            "Name the file, such as graded/reports/alice.json.",
        )
    if folder := wanted["gradescope"]:
        _each(gradebook, folder, gradescope.FILE, gradescope.results)
    if folder := wanted["prairielearn"]:
        _each(gradebook, folder, prairielearn.FILE, prairielearn.results)
    if file := wanted["markdown"]:
        _write(file, markdown.of_report(alone) if alone else markdown.of_class(gradebook))
        click.echo(f"{relative(file)}: a summary page.")
    if (file := wanted["classroom"]) and alone:
        _write(file, classroom.encoded(alone) + "\n")
        click.echo(f"{relative(file)}: the output of a step for GitHub Classroom.")


def _each(
    gradebook: "Gradebook", folder: Path, name: str, results: Callable[["Report"], dict[str, Any]]
) -> None:
    """A file for each student; none where the grader broke, and those are told."""
    broke, written = [], 0
    for stem, report in _reports(gradebook):
        if report.grader_broke:
            broke.append(report.submission["id"])
            continue
        _write(folder / stem / name, json.dumps(results(report), indent=2) + "\n")
        written += 1
    click.echo(f"{relative(folder)}: {name} of {count(written, 'student')}.")
    if broke:
        click.secho(f"None for {first(broke)}: the grader broke there.", fg="red", err=True)


def _reports(gradebook: "Gradebook") -> Iterator[tuple[str, "Report"]]:
    for record, report in gradebook.reports():
        if record.path:
            yield record.path.stem, report


def _write(path: Path, text: str) -> None:
    from grader.folders import replace_file  # noqa: PLC0415

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CourseError(f"{path.parent} cannot be made: {error.strerror}") from error
    replace_file(path, text)
