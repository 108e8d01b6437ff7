"""LTI: the score of each student as Assignment and Grade Services 2.0 take it, ready to post."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.errors import CourseError
from grader.report import Entry
from grader.summary import FINE
from grader.text import count, shown

from .gradebook import Gradebook, Record, Standing

MOST = 400
"""Characters of a line in a comment: the longest hint has 330."""


@dataclass(frozen=True, slots=True)
class Score:
    """The body of one request, for a file of this name."""

    file: str
    text: str


def scores(gradebook: Gradebook) -> Iterator[Score]:
    """A score for everybody who has points: who handed in nothing has none, nor whom we broke on.

    Raises CourseError where the assignment has no points: a platform could not scale them.
    """
    if not gradebook.max_points:
        raise CourseError(f"{gradebook.assignment} is out of 0 points, which no platform takes")
    for record in gradebook.records:
        if record.path and record.standing is Standing.GRADED:
            data = {
                "userId": record.student.id,
                "scoreGiven": record.final,
                "scoreMaximum": gradebook.max_points,
                "comment": _comment(record),
                "timestamp": _written(record.path),
                "activityProgress": "Completed",
                "gradingProgress": "FullyGraded",
            }
            text = json.dumps(data, indent=2, ensure_ascii=False)
            yield Score(f"{record.path.stem}.json", f"{text}\n")


def _written(path: Path) -> str:
    """When the report was written: later for a new score, the same for the same report."""
    time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return time.isoformat(timespec="microseconds")


def _comment(record: Record) -> str:
    """Plain text: the points, and a line for each check that lost some."""
    lines = [f"{record.points:g} of {record.max_points:g} points."]
    if record.late_days:
        days = count(record.late_days, "day")
        lines.append(f"{days} late: {record.final:g} points remain.")
    found = record.report()
    checks = found.checks if found else ()
    lines += [_line(check) for check in checks if check.outcome not in FINE]
    return "\n".join(lines)


def _line(check: Entry) -> str:
    name = f" ({check.misconception})" if check.misconception else ""
    why = check.hint or check.message or check.outcome.value
    return shown(
        f"{check.problem}, {check.title}: {check.points:g} of {check.max_points:g}. {why}{name}",
        MOST,
    )
