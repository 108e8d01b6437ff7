"""GitHub Classroom: a report as what a grading step gives to its autograding reporter."""

import base64
import json
from typing import Any

from grader.model import Outcome
from grader.report import Entry, Report
from grader.summary import FINE

from . import plain

VERSION = 1
MOST_OUTPUT = 500
"""Characters of a test's output that are kept."""

STOPPED = (Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED, Outcome.GRADER_ERROR)


def encoded(report: Report) -> str:
    """The output `result` of a step: the results as JSON, in base 64, on one line."""
    return base64.b64encode(json.dumps(results(report)).encode()).decode()


def results(report: Report) -> dict[str, Any]:
    """The results of one submission. The reporter adds up the scores of the tests."""
    status = "error" if report.grader_broke else "pass" if report.all_passed else "fail"
    return {
        "version": VERSION,
        "status": status,
        "max_score": report.max_points,
        "tests": [_test(entry) for entry in report.checks],
    }


def _test(entry: Entry) -> dict[str, Any]:
    stopped = "error" if entry.outcome in STOPPED else "fail"
    return {
        "name": plain.name(entry),
        "status": "pass" if entry.outcome in FINE else stopped,
        "score": entry.points,
        "message": "" if entry.outcome in FINE else entry.message,
        "output": plain.reasons(entry)[:MOST_OUTPUT],
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }
