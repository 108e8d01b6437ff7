"""Reports as text for a terminal: a table to take in at a glance, and the hints that matter."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import fsum

from click import style

from .model import Outcome
from .report import Entry, Report
from .text import error, number

MARKS = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.PARTIAL: ("◐", "yellow"),
    Outcome.NOT_IMPLEMENTED: ("○", "cyan"),
    Outcome.SKIPPED: ("·", "bright_black"),
    Outcome.NOT_APPLICABLE: ("·", "bright_black"),
}
WRONG = ("✗", "red")
FINE = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
ONE_LINE = {
    Outcome.PASSED: "",
    Outcome.NOT_IMPLEMENTED: "not written yet",
    Outcome.NOT_APPLICABLE: "left out by this course",
}
"""Problems whose checks all ended so take one line."""

NARROWEST, WIDEST = 50, 100
INDENT = 6


def render(report: Report, *, width: int, verbose: bool) -> str:
    """The report in lines of at most `width` characters, with colours as ANSI codes."""
    width = max(NARROWEST, min(WIDEST, width))
    title = f"{report.assignment['id']} · {report.assignment['title']}"
    lines = [style(_row(title, report.points, report.max_points, width), bold=True), ""]
    for problem, entries in groupby(report.checks, key=lambda entry: entry.problem):
        lines += _problem(problem, list(entries), width, verbose=verbose)
        for remark in report.remarks:
            if remark.problem == problem:
                lines += _wrapped("remark, no points: ", remark.text, width, "bright_black")
    return "\n".join([*lines, "", *_next(report, width)])


def render_course(reports: Sequence[Report], *, width: int) -> str:
    """One line for each of several reports, and the sum."""
    width = max(NARROWEST, min(WIDEST, width))
    rows = [_row(r.assignment["id"], r.points, r.max_points, width) for r in reports]
    points, most = fsum(r.points for r in reports), fsum(r.max_points for r in reports)
    return "\n".join([*rows, style(_row("all", points, most, width), bold=True)])


def _row(text: str, points: float, most: float, width: int) -> str:
    """Text on the left, points on the right, with the slashes in one column."""
    right = f"{points:>7g} / {most:<5g}"
    room = width - len(right)
    return textwrap.shorten(text, room, placeholder="…").ljust(room) + right.rstrip()


def _marked(outcome: Outcome, row: str, indent: int) -> str:
    mark, colour = MARKS.get(outcome, WRONG)
    return f"{' ' * indent}{style(mark, fg=colour)} {row}"


def _problem(problem: str, entries: Sequence[Entry], width: int, *, verbose: bool) -> Iterator[str]:
    """One problem: a line where all of its checks ended alike, else a line for each check."""
    points, most = fsum(e.points for e in entries), fsum(e.max_points for e in entries)
    outcomes = {entry.outcome for entry in entries}
    first = next((e.outcome for e in entries if e.outcome not in FINE), entries[0].outcome)
    text = problem
    if len(outcomes) == 1 and first in ONE_LINE:
        about = ONE_LINE[first] or ", ".join(entry.title for entry in entries)
        text = f"{problem}: {about}"
    yield _marked(first, style(_row(text, points, most, width - 4), bold=first not in FINE), 2)
    if verbose or len(outcomes) > 1 or first not in ONE_LINE:
        yield from _checks(entries, width, verbose=verbose)


def _checks(entries: Sequence[Entry], width: int, *, verbose: bool) -> Iterator[str]:
    """A line for each check. The same trouble, or the same hint, is told once."""
    told: set[str] = set()
    for entry in entries:
        row = _row(entry.title, entry.points, entry.max_points, width - INDENT)
        yield _marked(entry.outcome, row, INDENT - 2)
        if entry.outcome is not Outcome.PASSED:
            yield from _explanation(entry, told if not verbose else set(), width)
            told |= {entry.message, entry.hint}
        if verbose:
            yield from _evidence(entry, width)


def _explanation(entry: Entry, told: set[str], width: int) -> Iterator[str]:
    """Why points are missing, in about five lines."""
    if entry.message not in told:
        message = entry.message
        if entry.student_text:
            message += f": {entry.student_text}"
        if entry.kind not in ("timing", "trains") and None not in (entry.measured, entry.tolerance):
            message += (
                f"; error {error(entry.measured or 0)}, allowed {error(entry.tolerance or 0)}"
            )
        yield from _wrapped("", message, width)
        for label, text in (("where: ", entry.where), ("there: ", "".join(entry.values[:1]))):
            if text:
                yield from _wrapped(label, text, width)
    if entry.hint and entry.hint not in told:
        name = f" ({entry.misconception})" if entry.misconception else ""
        yield from _wrapped("hint: ", f"{entry.hint}{name}", width, "yellow")
    elif entry.misconception:
        yield from _wrapped("hint: ", f"the same mistake ({entry.misconception})", width, "yellow")


def _evidence(entry: Entry, width: int) -> Iterator[str]:
    """What --verbose adds: further values, the id, what was measured, and the CPU time."""
    for value in entry.values[1:]:
        yield from _wrapped("there: ", value, width)
    measured = ""
    if entry.measured is not None and entry.tolerance is not None:
        measured = f", measured {number(entry.measured)} against {number(entry.tolerance)}"
    text = f"{entry.id}: {entry.outcome}{measured}, {entry.cpu_seconds * 1e3:.1f} ms of CPU"
    yield from _wrapped("", text, width, "bright_black")


def _wrapped(label: str, text: str, width: int, colour: str | None = None) -> Iterator[str]:
    """Text under a check, indented behind its label."""
    lines = textwrap.wrap(
        label + text,
        width - INDENT - 2,
        subsequent_indent=" " * len(label),
        break_on_hyphens=False,
    )
    for line in lines:
        yield f"{' ' * INDENT}{style(line, fg=colour) if colour else line}"


def _next(report: Report, width: int) -> Iterator[str]:
    """What to do first."""
    first = next((entry for entry in report.checks if entry.outcome not in FINE), None)
    if first is None:
        yield style("All right.", fg="green", bold=True)
        return
    todo = f"{first.problem}, {first.title}"
    if first.outcome is Outcome.NOT_IMPLEMENTED:
        todo = f"write {first.problem}, then run grade local again"
    yield from textwrap.wrap(f"Next: {todo}.", width)
