"""The scores of a batch, from its reports: a table for people and a summary for programs."""

import csv
import io
import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

from . import report
from .folders import replace_file
from .lateness import Late
from .report import Report
from .roster import Student

SCORES, SUMMARY = "scores.csv", "summary.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with, in full width too: a Japanese spreadsheet reads that alike."""


@dataclass(slots=True)
class Totals:
    """What a whole batch adds up to."""

    graded: int = 0
    missing: list[str] = field(default_factory=list)
    not_graded: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    grader_errors: list[str] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    misconceptions: Counter[str] = field(default_factory=Counter)

    @property
    def mean(self) -> float:
        """The mean of the points; 0 without any."""
        return mean(self.points) if self.points else 0.0

    @property
    def median(self) -> float:
        """The median of the points; 0 without any."""
        return median(self.points) if self.points else 0.0

    def add(self, found: Report) -> None:
        """Counts one report."""
        self.graded += 1
        self.points.append(found.points)
        if found.grader_broke:
            self.grader_errors.append(found.submission["id"])
        for check in found.checks:
            self.outcomes.setdefault(check.id, Counter())[check.outcome.value] += 1
        self.misconceptions.update({c.misconception for c in found.checks if c.misconception})


def reports_in(folder: Path) -> Iterator[tuple[Path, Report]]:
    """The reports of a folder, one after the other. Raises CourseError for one that is broken."""
    for path in sorted((folder / "reports").glob("*.json")):
        yield path, report.read(path)


def write_scores(
    folder: Path,
    roster: Sequence[Student] = (),
    late: Late = lambda *_: None,
    handed_in: Container[str] = (),
) -> Totals:
    """Writes scores.csv and summary.json beside the reports of a folder.

    roster: all students; those without a report appear with 0 points and the status missing, or
    without points where `handed_in` has them. late: the late policy; a report gets its lateness
    here, without being graded again.
    """
    totals, rows, checks = Totals(), [], {}
    students = {student.id: student for student in roster}
    for path, raw in reports_in(folder):
        found = _with_lateness(path, raw, late)
        totals.add(found)
        student = students.pop(found.submission["id"], None)
        if roster and not student:
            totals.strangers.append(found.submission["id"])
        rows.append(_row(found, student))
        checks.update(dict.fromkeys(check.id for check in found.checks))
    for student in students.values():
        nothing = student.id not in handed_in
        (totals.missing if nothing else totals.not_graded).append(student.id)
        points = {"points": 0, "final": 0} if nothing else {}
        status = "missing" if nothing else "not_graded"
        rows.append({**_person(student, student.id), "status": status, **points})
    columns = ["student", "name", "section", "status", "points", "max_points", "late_days"]
    columns += ["penalty", "final", *checks]
    _write_csv(folder / SCORES, columns, sorted(rows, key=lambda row: str(row["student"])))
    replace_file(
        folder / SUMMARY, json.dumps(_summary(totals), indent=2, ensure_ascii=False) + "\n"
    )
    return totals


def _with_lateness(path: Path, found: Report, late: Late) -> Report:
    """The report with its lateness, in its file too."""
    lateness = late(found.submission["id"], found.points, found.max_points)
    if lateness is None or asdict(lateness) == found.lateness:
        return found
    changed = replace(found, lateness=asdict(lateness))
    report.write(changed, path)
    return changed


def _row(found: Report, student: Student | None) -> dict[str, object]:
    late: Mapping[str, Any] = found.lateness or {}
    return {
        **_person(student, found.submission["id"]),
        "status": "grader_error" if found.grader_broke else "graded",
        "points": found.points,
        "max_points": found.max_points,
        "late_days": late.get("late_days", 0),
        "penalty": late.get("penalty", 0),
        "final": late.get("final", found.points),
        **{check.id: check.points for check in found.checks},
    }


def _person(student: Student | None, student_id: str) -> dict[str, object]:
    name, section = (student.name, student.section) if student else ("", "")
    return {"student": student_id, "name": name, "section": section}


def _summary(totals: Totals) -> dict[str, object]:
    return {
        "schema_version": "1.0",
        "graded": totals.graded,
        "missing": sorted(totals.missing),
        "not_graded": sorted(totals.not_graded),
        "strangers": sorted(totals.strangers),
        "grader_errors": sorted(totals.grader_errors),
        "mean": round(totals.mean, 4),
        "median": round(totals.median, 4),
        "checks": {check: dict(sorted(c.items())) for check, c in totals.outcomes.items()},
        "misconceptions": dict(totals.misconceptions.most_common()),
    }


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: cell(v) for k, v in row.items()} for row in rows)
    replace_file(path, text.getvalue())


def cell(value: object) -> object:
    """A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe."""
    if not isinstance(value, str):
        return value
    value = value.replace("\r", " ")  # before 3.13 the csv module does not quote it
    return f"'{value}" if value.startswith(FORMULA) else value
