"""Real reports to publish: specimens graded once, and handed to students by name."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result

from conftest import SUBMISSIONS, TESTS
from grader import report
from grader.cli import main
from grader.course import load_course
from grader.local import desk, grade_local
from grader.report import Report


@cache
def graded(specimen: str) -> Report:
    """The report on a specimen of tests/submissions, with the inputs that everybody has."""
    course = load_course(TESTS / "course" / "autograder.yml")
    with desk() as place:
        return grade_local(place, course, "line", SUBMISSIONS / f"{specimen}.py")


def class_folder(folder: Path, students: Mapping[str, str | Report]) -> Path:
    """A folder as grade batch leaves it, with a report for each student: of a specimen or as is."""
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    for number, (student, work) in enumerate(students.items()):
        found = graded(work) if isinstance(work, str) else work
        named = replace(found, submission={**found.submission, "id": student})
        stem = student if student.isalnum() and student.isascii() else f"odd-{number}"
        report.write(named, folder / "reports" / f"{stem[:60]}.json")
    return folder


def publish(*words: object) -> Result:
    """`grade publish` with these words."""
    return CliRunner().invoke(main, ["publish", *map(str, words)])
