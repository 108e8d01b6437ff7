"""What `grade publish` writes for the platforms that show results themselves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import CourseError
from grader.text import count

from .common import first, relative
from .formats import Publication

if TYPE_CHECKING:
    from grader.publish.gradebook import Gradebook
    from grader.report import Report


def gradescope_results(gradebook: "Gradebook", folder: Path) -> Publication:
    """A results.json for each student."""
    from grader.publish import gradescope  # noqa: PLC0415

    return _each(gradebook, folder, gradescope.FILE, gradescope.results)


def prairielearn_results(gradebook: "Gradebook", folder: Path) -> Publication:
    """A results.json for each student."""
    from grader.publish import prairielearn  # noqa: PLC0415

    return _each(gradebook, folder, prairielearn.FILE, prairielearn.results)


def markdown_page(gradebook: "Gradebook", path: Path) -> Publication:
    """A page of the class, or of the only report."""
    from grader.publish import markdown  # noqa: PLC0415

    alone = gradebook.alone
    text = markdown.of_report(alone) if alone else markdown.of_class(gradebook)
    return Publication(files={path: text}, says=[f"{relative(path)}: a summary page."])


def classroom_output(gradebook: "Gradebook", path: Path) -> Publication:
    """What GitHub Classroom's reporter reads. Raises CourseError for more than one report."""
    from grader.publish import classroom  # noqa: PLC0415

    if gradebook.alone is None:
        raise CourseError(
            "--github-classroom goes with one report, and this is a folder of them",
            "Name the file, such as graded/reports/alice.json.",
        )
    says = f"{relative(path)}: the output of a step for GitHub Classroom."
    return Publication(files={path: classroom.encoded(gradebook.alone) + "\n"}, says=[says])


def _each(
    gradebook: "Gradebook", folder: Path, name: str, results: Callable[["Report"], dict[str, Any]]
) -> Publication:
    """A file for each student; none where the grader broke, and those are told."""
    broke, files = [], {}
    for record, report in gradebook.reports():
        if report.grader_broke:
            broke.append(report.submission["id"])
        elif record.path:
            files[folder / record.path.stem / name] = json.dumps(results(report), indent=2) + "\n"
    says = [f"{relative(folder)}: {name} of {count(len(files), 'student')}."]
    if broke:
        says.append(f"  None for {first(broke)}: the grader broke there.")
    return Publication(files=files, says=says, folder=folder)
