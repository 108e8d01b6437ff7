"""A tidy CSV: one line for each check of each student, for a spreadsheet or for pandas."""

import csv
import io
from collections.abc import Iterator

from grader.scores import cell

from .gradebook import Gradebook

COLUMNS = (
    *("assignment", "student", "name", "section", "standing", "check", "problem", "kind"),
    *("outcome", "points", "max_points", "misconception", "measured", "tolerance", "cpu_seconds"),
    *("late_days", "penalty", "final"),
)


def text(gradebook: Gradebook) -> str:
    """The table. A student who handed in nothing has one line, without a check."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: cell(v) for k, v in row.items()} for row in _rows(gradebook))
    return stream.getvalue()


def _rows(gradebook: Gradebook) -> Iterator[dict[str, object]]:
    for record in gradebook.records:
        person: dict[str, object] = {
            "assignment": gradebook.assignment,
            "student": record.student.id,
            "name": record.student.name,
            "section": record.student.section,
            "standing": record.standing.value,
            "late_days": record.late_days,
            "penalty": record.penalty,
            "final": record.final,
        }
        found = record.report()
        if found is None:
            yield {**person, "points": record.points, "max_points": record.max_points}
            continue
        for check in found.checks:
            yield {
                **person,
                "check": check.id,
                "problem": check.problem,
                "kind": check.kind,
                "outcome": check.outcome.value,
                "points": check.points,
                "max_points": check.max_points,
                "misconception": check.misconception,
                "measured": "" if check.measured is None else check.measured,
                "tolerance": "" if check.tolerance is None else check.tolerance,
                "cpu_seconds": check.cpu_seconds,
            }
