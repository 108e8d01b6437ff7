"""What a report tells a person, in order and each thing once: for a terminal and a notebook."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from enum import StrEnum
from itertools import groupby
from math import fsum

from .model import Outcome
from .pictures import ErrorMap
from .report import Entry, Report
from .text import error, number

FINE = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
ONE_LINE = {
    Outcome.PASSED: "",
    Outcome.NOT_IMPLEMENTED: "not written yet",
    Outcome.NOT_APPLICABLE: "left out by this course",
}
"""Problems whose checks all ended so take one line."""

STOPPED = (Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED)
"""Problems whose checks all ended so, for one reason, tell it once."""

MARKS = {
    Outcome.PASSED: "✓",
    Outcome.PARTIAL: "◐",
    Outcome.NOT_IMPLEMENTED: "○",
    Outcome.SKIPPED: "·",
    Outcome.NOT_APPLICABLE: "·",
}
WRONG = "✗"


class Tone(StrEnum):
    """How loud a line is."""

    PLAIN = "plain"
    HINT = "hint"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Line:
    """Words under a check, behind a label that may be empty."""

    label: str
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome, what it is the outcome of, and the points."""

    outcome: Outcome
    text: str
    _: KW_ONLY
    points: float
    max_points: float

    @property
    def mark(self) -> str:
        """The outcome in one character."""
        return MARKS.get(self.outcome, WRONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPart:
    """One check: its row, and why points are missing."""

    row: Row
    lines: Sequence[Line]
    error_maps: Sequence[ErrorMap]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPart:
    """One problem: its row, its checks unless they all ended alike, and remarks without points."""

    problem: str
    row: Row
    checks: Sequence[CheckPart]
    remarks: Sequence[Line]


def summary(report: Report, *, verbose: bool = False) -> Iterator[ProblemPart]:
    """The report problem by problem; `verbose` adds the evidence for every check."""
    for problem, found in groupby(report.checks, key=lambda entry: entry.problem):
        entries = list(found)
        outcomes = {entry.outcome for entry in entries}
        first = next((e.outcome for e in entries if e.outcome not in FINE), entries[0].outcome)
        alike = len(outcomes) == 1 and first in ONE_LINE
        about = ONE_LINE.get(first) or ", ".join(entry.title for entry in entries)
        yield ProblemPart(
            problem=problem,
            row=Row(
                first,
                f"{problem}: {about}" if alike else problem,
                points=fsum(e.points for e in entries),
                max_points=fsum(e.max_points for e in entries),
            ),
            checks=list(_checks(entries, verbose=verbose)) if verbose or not alike else (),
            remarks=[
                Line("remark, no points: ", remark.text, Tone.QUIET)
                for remark in report.remarks
                if remark.problem == problem
            ],
        )


def next_step(report: Report, *, then: str) -> str:
    """What to do first, and then, as in "run grade local again"; empty where all is right."""
    first = next((entry for entry in report.checks if entry.outcome not in FINE), None)
    if first is None:
        return ""
    if first.outcome is Outcome.NOT_IMPLEMENTED:
        todo = first.hint.removeprefix("Write ").removesuffix(".") or first.problem
        return f"write {todo}, then {then}"
    return f"{first.problem}, {first.title}"


def _checks(entries: Sequence[Entry], *, verbose: bool) -> Iterator[CheckPart]:
    """The same trouble, the same hint and the errors of the same output are told once."""
    told: set[str] = set()
    drawn: set[str] = set()
    for entry in [_all_of(entries)] if _stopped_alike(entries) and not verbose else entries:
        lines: list[Line] = []
        if entry.outcome is not Outcome.PASSED:
            lines += explanation(entry, told if not verbose else ())
            told |= {entry.message, entry.hint}
        if verbose:
            lines += _evidence(entry)
        errors = [p for p in entry.pictures if isinstance(p, ErrorMap) and p.output not in drawn]
        yield CheckPart(
            row=Row(entry.outcome, entry.title, points=entry.points, max_points=entry.max_points),
            lines=lines,
            error_maps=errors,
        )
        drawn |= {picture.output for picture in errors}


def _stopped_alike(entries: Sequence[Entry]) -> bool:
    """Whether nothing could be judged, and always for the same reason."""
    reasons = {(entry.outcome, entry.message, entry.misconception) for entry in entries}
    return len(reasons) == 1 < len(entries) and entries[0].outcome in STOPPED


def _all_of(entries: Sequence[Entry]) -> Entry:
    """Several checks as if they were one."""
    return replace(
        entries[0],
        title=f"all {len(entries)} checks",
        points=fsum(entry.points for entry in entries),
        max_points=fsum(entry.max_points for entry in entries),
    )


def explanation(entry: Entry, told: Collection[str] = ()) -> Iterator[Line]:
    """Why points are missing, in about five lines; less where some of it was told before."""
    if entry.message not in told:
        message = entry.message
        if entry.student_text:
            message += f": {entry.student_text}"
        if entry.kind not in ("timing", "trains") and None not in (entry.measured, entry.tolerance):
            message += (
                f"; error {error(entry.measured or 0)}, allowed {error(entry.tolerance or 0)}"
            )
        yield Line("", message)
    if entry.message not in told or not entry.misconception:
        for label, text in (("where: ", entry.where), ("there: ", "".join(entry.values[:1]))):
            if text:
                yield Line(label, text)
    if entry.hint and entry.hint not in told:
        name = f" ({entry.misconception})" if entry.misconception else ""
        yield Line("hint: ", f"{entry.hint}{name}", Tone.HINT)
    elif entry.misconception:
        yield Line("hint: ", f"the same mistake ({entry.misconception})", Tone.HINT)


def _evidence(entry: Entry) -> Iterator[Line]:
    """What --verbose adds: further values, the id, what was measured, and the CPU time."""
    for value in entry.values[1:]:
        yield Line("there: ", value)
    measured = ""
    if entry.measured is not None and entry.tolerance is not None:
        measured = f", measured {number(entry.measured)} against {number(entry.tolerance)}"
    text = f"{entry.id}: {entry.outcome}{measured}, {entry.cpu_seconds * 1e3:.1f} ms of CPU"
    yield Line("", text, Tone.QUIET)
