"""PrairieLearn: a report as the results.json of an external grader.

Its pages escape all of this text. https://prairielearn.readthedocs.io/en/latest/externalGrading/
"""

import json
from typing import Any

from grader.errors import GraderError
from grader.report import Entry, Report

from . import plain

FILE = "results.json"
MOST = 1_000_000
"""Bytes of a file that PrairieLearn takes."""


def results(report: Report) -> dict[str, Any]:
    """The results of one submission: a test for each check, always with its points.

    Text is left out, never points, where the file would be too large. Raises GraderError where the
    grader broke: those points would not be the submission's.
    """
    if report.grader_broke:
        raise GraderError("the grader broke on this submission, so that it has no score")
    found = _results(report)
    if len(json.dumps(found, indent=2)) > MOST:
        for test in found["tests"]:
            test.pop("output", None)
        found["output"] = "Too much to show: the words of all checks are left out."
    return found


def _results(report: Report) -> dict[str, Any]:
    score = report.points / report.max_points if report.max_points else 0.0
    return {
        "gradable": True,
        "score": round(min(max(score, 0.0), 1.0), 6),
        "message": f"{report.points:g} of {report.max_points:g} points",
        "output": plain.about(report),
        "tests": [_test(entry) for entry in report.checks],
    }


def _test(entry: Entry) -> dict[str, Any]:
    said = plain.reasons(entry)
    return {
        "name": plain.name(entry),
        "points": entry.points,
        "max_points": entry.max_points,
        "message": entry.outcome.value.replace("_", " "),
        **({"output": said} if said else {}),
    }
