"""A report as text for a terminal: a table to take in at a glance, and the hints that matter."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

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
NARROWEST = 60
WIDEST = 100


def render(report: Report, *, width: int, verbose: bool) -> str:
    """The report as lines of at most `width` characters, with colours as ANSI codes."""
    width = max(NARROWEST, min(WIDEST, width))
    lines = [_heading(report, width), ""]
    for problem, entries in groupby(report.checks, key=lambda entry: entry.problem):
        lines += _problem(problem, list(entries), width, verbose=verbose)
        lines += _remarks(report, problem, width)
        lines.append("")
    return "\n".join([*lines, *_summary(report, width)])


def _heading(report: Report, width: int) -> str:
    title = f"{report.assignment['id']} · {report.assignment['title']}"
    points = f"{_points(report.points)} / {_points(report.max_points)}"
    return style(f"{title}{points.rjust(width - len(title))}", bold=True)


def _problem(problem: str, entries: Sequence[Entry], width: int, *, verbose: bool) -> Iterator[str]:
    """One problem. The same trouble in all of its checks is told once."""
    yield f"  {style(problem, bold=True)}"
    told: set[tuple[str, str]] = set()
    for entry in entries:
        mark, colour = MARKS.get(entry.outcome, WRONG)
        points = f"{_points(entry.points)} / {_points(entry.max_points)}"
        room = width - 6 - len(points) - 1
        title = textwrap.shorten(entry.title, room, placeholder="…")
        yield f"    {style(mark, fg=colour)} {title.ljust(room)} {points}"
        key = (entry.message, entry.hint)
        if entry.outcome is not Outcome.PASSED and (verbose or key not in told):
            yield from _explanation(entry, width)
        told.add(key)
        if verbose:
            yield from _evidence(entry, width)


def _explanation(entry: Entry, width: int) -> Iterator[str]:
    """Why points are missing, in about five lines."""
    message = entry.message
    if entry.student_text:
        message = f"{message}: {entry.student_text}"
    if entry.kind not in ("timing", "trains") and entry.measured is not None and entry.tolerance:
        message += f"; relative error {error(entry.measured)}, tolerance {error(entry.tolerance)}"
    yield from _wrapped("", message or entry.outcome.value.replace("_", " "), width)
    if entry.where:
        yield from _wrapped("where: ", entry.where, width)
    for value in entry.values[:1]:
        yield from _wrapped("there: ", value, width)
    if entry.hint:
        name = f"{entry.misconception}: " if entry.misconception else ""
        yield from _wrapped("hint: ", f"{name}{entry.hint}", width, colour="yellow")


def _evidence(entry: Entry, width: int) -> Iterator[str]:
    """What --verbose adds: the id, all values, what was measured, and the CPU time."""
    for value in entry.values[1:]:
        yield from _wrapped("there: ", value, width)
    measured = ""
    if entry.measured is not None:
        measured = f", measured {number(entry.measured)}"
        if entry.tolerance is not None:
            measured += f" against {number(entry.tolerance)}"
    text = f"{entry.id}: {entry.outcome}{measured}, {entry.cpu_seconds * 1e3:.1f} ms of CPU"
    yield from _wrapped("", text, width, colour="bright_black")


def _remarks(report: Report, problem: str, width: int) -> Iterator[str]:
    for remark in report.remarks:
        if remark.problem == problem:
            yield from _wrapped("remark, no points: ", remark.text, width, colour="bright_black")


def _wrapped(label: str, text: str, width: int, colour: str | None = None) -> Iterator[str]:
    """Text under a check, indented behind its label."""
    lines = textwrap.wrap(
        label + text, width - 6, subsequent_indent=" " * len(label), break_on_hyphens=False
    )
    for line in lines:
        yield f"      {style(line, fg=colour) if colour else line}"


def _summary(report: Report, width: int) -> Iterator[str]:
    """What to do first."""
    first = next((e for e in report.checks if e.outcome not in _FINE), None)
    if first is None:
        yield style("All right.", fg="green", bold=True)
    elif first.outcome is Outcome.NOT_IMPLEMENTED:
        yield from textwrap.wrap(f"Next: write {first.problem}, then run grade local again.", width)
    else:
        yield from textwrap.wrap(f"Next: {first.problem}, {first.title}.", width)


_FINE = (Outcome.PASSED, Outcome.NOT_APPLICABLE)


def _points(points: float) -> str:
    return f"{points:g}"
