"""Gradescope: a report as the results.json of an autograder.

All text has the format `text`: Gradescope shows it as it is, and nothing in it is markup.
https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from grader.errors import GraderError
from grader.model import Outcome
from grader.report import Entry, Report
from grader.summary import FINE

from . import plain

FILE = "results.json"
PLAIN = "text"


def results(report: Report) -> dict[str, Any]:
    """The results of one submission: a test for each check, in the order of the assignment.

    They have no time, so that the same report gives the same file. Their score is the sum of their
    tests', unless something was taken off for lateness. Raises GraderError where the grader broke:
    those points would not be the submission's.
    """
    if report.grader_broke:
        raise GraderError("the grader broke on this submission, so that it has no score")
    late = report.lateness
    return {
        **({"score": late["final"]} if late and late["penalty"] else {}),
        "output": plain.about(report),
        "output_format": PLAIN,
        "test_output_format": PLAIN,
        "test_name_format": PLAIN,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "assignment": dict(report.assignment),
            "grader": dict(report.grader),
            "seed": report.seed,
            "isolation": report.isolation["level"],
        },
        "tests": list(_tests(report)),
    }


def _tests(report: Report) -> Iterator[dict[str, Any]]:
    for number, (_, entries) in enumerate(groupby(report.checks, lambda e: e.problem), start=1):
        for inner, entry in enumerate(entries, start=1):
            yield _test(entry, f"{number}.{inner}")


def _test(entry: Entry, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": plain.name(entry),
        "name_format": PLAIN,
        "score": entry.points,
        "max_score": entry.max_points,
        "status": "passed" if entry.outcome in FINE else "failed",
        "output": plain.reasons(entry) or _fine(entry),
        "output_format": PLAIN,
        "visibility": "visible",
        "extra_data": {
            "id": entry.id,
            "outcome": entry.outcome.value,
            "misconception": entry.misconception,
        },
    }


def _fine(entry: Entry) -> str:
    return "Right." if entry.outcome is Outcome.PASSED else entry.message
