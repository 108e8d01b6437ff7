"""A small class with real reports, as files, to be published."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from graded import class_folder
from grader.model import Outcome
from grader.publish.gradebook import Gradebook, read_gradebook
from grader.report import Report
from grader.roster import Student

CLASS = {"alice": "right", "bob": "wrong_gradient", "carol": "not_written"}
"""Who handed in which specimen: 100, 20 and 0 points."""

LATE = {
    "submitted": "2027-02-03T18:00:00Z",
    "due": "2027-02-01T18:00:00Z",
    "late_seconds": 172800.0,
    "policy": "per_day",
    "late_days": 2,
    "penalty": 20.0,
    "final": 80.0,
}
HOSTILE = (
    '=cmd|"/C calc"!A1',
    "</testsuite><x a='\"'>&amp; ]]> <!--",
    "two\nlines, \"quoted\"; 'and'\tmore\r\n",
    "\x1b[31mred\x1b[0m\x07\x08 \x9b2J",
    "'); DROP TABLE students; --",
    "\ud800 half, \ufffe no character, \u202e backwards",
)
"""What a student may want to be called, or have a message say."""


def of(student: str, found: Report, **changes: Any) -> Report:
    """A report as if on another student's work."""
    return replace(found, submission={**found.submission, "id": student}, **changes)


def broken(found: Report) -> Report:
    """The report as if the grader had broken on its first check."""
    first, *others = found.checks
    return replace(
        found, checks=[replace(first, outcome=Outcome.GRADER_ERROR, points=0.0), *others]
    )


def saying(found: Report, words: str) -> Report:
    """The report with these words in every place where a student's text can be."""
    checks = [
        replace(
            check,
            outcome=Outcome.FAILED,
            points=0.0,
            message=words,
            where=words,
            hint=words,
            misconception=words,
            student_text=words,
        )
        for check in found.checks
    ]
    return replace(found, checks=checks)


def gradebook_of(
    folder: Path, students: Mapping[str, str | Report], roster: Sequence[Student] = ()
) -> Gradebook:
    """The gradebook of such a folder."""
    return read_gradebook(class_folder(folder, students), roster)
