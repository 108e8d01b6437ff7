"""The score report: verdicts and points as JSON that is valid against the published schema."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import fsum
from pathlib import Path
from typing import Any

from . import pictures, schemas
from .checks.base import Check
from .errors import CourseError, GraderError
from .folders import replace_file
from .model import Outcome, Verdict
from .pictures import Picture
from .seed import PUBLIC

SCHEMA_VERSION = "1.0"
FILE = "score-report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One check in a report."""

    id: str
    title: str
    problem: str
    kind: str
    outcome: Outcome
    points: float
    max_points: float
    message: str = ""
    measured: float | None = None
    tolerance: float | None = None
    where: str = ""
    misconception: str = ""
    hint: str = ""
    values: Sequence[str] = ()
    student_text: str = ""
    cpu_seconds: float = 0.0
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Words without points, about a problem."""

    problem: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one grading found. `only` holds the words of --only: such a report is no whole one."""

    grader: Mapping[str, str]
    assignment: Mapping[str, str]
    submission: Mapping[str, str]
    environment: Mapping[str, str]
    isolation: Mapping[str, Any]
    seed: str
    checks: Sequence[Entry]
    remarks: Sequence[Remark] = ()
    only: Sequence[str] = ()
    lateness: Mapping[str, Any] | None = None

    @property
    def points(self) -> float:
        return _rounded(fsum(entry.points for entry in self.checks))

    @property
    def max_points(self) -> float:
        return _rounded(fsum(entry.max_points for entry in self.checks))

    @property
    def all_passed(self) -> bool:
        fine = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
        return all(entry.outcome in fine for entry in self.checks)

    @property
    def grader_broke(self) -> bool:
        return any(entry.outcome is Outcome.GRADER_ERROR for entry in self.checks)


def entry(check_id: str, problem: str, check: Check, verdict: Verdict, *, hidden: bool) -> Entry:
    """A verdict with its points. For hidden cases no values and no student-produced text remain."""
    applies = verdict.outcome is not Outcome.NOT_APPLICABLE
    return Entry(
        id=check_id,
        title=check.title,
        problem=problem,
        kind=check.kind,
        outcome=verdict.outcome,
        points=_rounded(check.points * verdict.credit),
        max_points=check.points if applies else 0.0,
        message=verdict.says,
        measured=_number(verdict.measured),
        tolerance=_number(verdict.tolerance),
        where=verdict.where,
        misconception=verdict.misconception,
        hint=verdict.hint,
        values=() if hidden else tuple(verdict.values),
        student_text="" if hidden else verdict.student_text,
        cpu_seconds=round(verdict.cpu_seconds, 6),
        pictures=tuple(pictures.of_hidden(verdict.pictures) if hidden else verdict.pictures),
    )


def without_values(report: Report) -> Report:
    """The report as it may be written for hidden cases."""
    checks = [
        replace(one, values=(), student_text="", pictures=pictures.of_hidden(one.pictures))
        for one in report.checks
    ]
    return replace(report, checks=checks)


def _rounded(points: float) -> float:
    return round(points, 4)


def _number(value: float | None) -> float | None:
    """Six digits, so that reports compare; infinity, which JSON has not, is left out."""
    return float(f"{value:.6g}") if value is not None and abs(value) < float("inf") else None


# --- JSON -----------------------------------------------------------------------------------


def to_json(report: Report) -> dict[str, Any]:
    """The report as data for JSON, validated.

    Raises GraderError where it breaks its own schema, or would tell of hidden cases.
    """
    if report.seed != PUBLIC.label and any(one.values or one.student_text for one in report.checks):
        raise GraderError("a report on hidden cases shows no values and no text of a student's")
    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "grader": dict(report.grader),
        "assignment": dict(report.assignment),
        "submission": dict(report.submission),
        "environment": dict(report.environment),
        "isolation": dict(report.isolation),
        "seed": report.seed,
        "only": list(report.only),
        "checks": [_entry_json(entry) for entry in report.checks],
        "remarks": [{"problem": r.problem, "text": r.text} for r in report.remarks],
        "totals": {"points": report.points, "max_points": report.max_points},
    }
    if report.lateness is not None:
        data["lateness"] = dict(report.lateness)
    for where, says in schemas.problems(data, schemas.SCORE_REPORT):
        raise GraderError(f"the report breaks its own schema: {says} ({where})")
    return data


def _entry_json(entry: Entry) -> dict[str, Any]:
    data = {f.name: getattr(entry, f.name) for f in fields(entry)}
    data["outcome"] = entry.outcome.value
    data["values"] = list(entry.values)
    data["pictures"] = [pictures.to_json(picture) for picture in entry.pictures]
    return data


def from_json(data: Any, name: str) -> Report:  # noqa: ANN401
    """The report in data read from JSON. Raises CourseError where it is not a valid report."""
    found = schemas.problems(data, schemas.SCORE_REPORT)
    if not found:
        found = _wrong_totals(data)
    if found:
        raise CourseError(
            "\n".join(f"{name}: {says}" for _, says in found),
            "It was written by another version, or changed by hand: grade again.",
        )
    return Report(
        grader=data["grader"],
        assignment=data["assignment"],
        submission=data["submission"],
        environment=data["environment"],
        isolation=data["isolation"],
        seed=data["seed"],
        only=data["only"],
        checks=[_entry(check) for check in data["checks"]],
        remarks=[Remark(**remark) for remark in data["remarks"]],
        lateness=data.get("lateness"),
    )


def _entry(data: Mapping[str, Any]) -> Entry:
    shown = [pictures.from_json(picture) for picture in data["pictures"]]
    return Entry(**{**data, "outcome": Outcome(data["outcome"]), "pictures": shown})


def _wrong_totals(data: Mapping[str, Any]) -> list[tuple[schemas.Path, str]]:
    """Totals that are not the sums, and points above the maximum: a schema cannot say this."""
    found: list[tuple[schemas.Path, str]] = []
    for key in ("points", "max_points"):
        total = _rounded(fsum(entry[key] for entry in data["checks"]))
        if total != data["totals"][key]:
            says = f"totals/{key} is {data['totals'][key]}, but the checks add up to {total}"
            found.append((("totals", key), says))
    for number, entry in enumerate(data["checks"]):
        if entry["points"] > entry["max_points"]:
            says = f"{entry['id']} has {entry['points']} of {entry['max_points']} points"
            found.append((("checks", number), says))
    return found


# --- files ----------------------------------------------------------------------------------


def write(report: Report, path: Path) -> None:
    """Writes the report in one step: whoever reads the file sees the old report or the new one."""
    text = json.dumps(to_json(report), indent=2, ensure_ascii=False, allow_nan=False)
    replace_file(path, f"{text}\n")


def read(path: Path) -> Report:
    """The report in a file. Raises CourseError where there is none that can be used."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CourseError(f"{path} is not a JSON file: {error}") from error
    return from_json(data, str(path))
