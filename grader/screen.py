"""Reports as text for a terminal: a table to take in at a glance, and the hints that matter."""

import textwrap
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from math import fsum

from click import style

from .model import Outcome
from .report import Report
from .summary import FINE, Line, ProblemPart, Row, Tone, next_step, summary
from .text import count

COLOURS = {
    Outcome.PASSED: "green",
    Outcome.PARTIAL: "yellow",
    Outcome.NOT_IMPLEMENTED: "cyan",
    Outcome.SKIPPED: "bright_black",
    Outcome.NOT_APPLICABLE: "bright_black",
}
WRONG = "red"
TONES = {Tone.PLAIN: None, Tone.HINT: "yellow", Tone.QUIET: "bright_black"}

NARROWEST, WIDEST = 30, 100
INDENT = 6


AGAIN = "run grade local again"


def render(report: Report, *, width: int, verbose: bool, then: str = AGAIN) -> str:
    """The report in lines of at most `width` characters, with colours as ANSI codes.

    then: what is done after the next step.
    """
    width = _usable(width)
    problems = [_problem(part, width) for part in summary(report, verbose=verbose)]
    return "\n".join([*_title(report, width), *chain(*problems), "", *_next(report, width, then)])


def render_within(
    height: int, report: Report, *, width: int, verbose: bool, then: str, focus: Collection[str]
) -> str:
    """The same in at most `height` lines: where it is longer, what is out of focus is shortened.

    focus: the problems whose details matter most now.
    """
    width = _usable(width)
    ends = [*_title(report, width), "", *_next(report, width, then)]
    parts = list(summary(report, verbose=verbose))
    problems = [(part.problem in focus, list(_problem(part, width))) for part in parts]
    return "\n".join([*ends[:2], *_shortened(problems, height - len(ends)), *ends[2:]])


def _shortened(problems: Sequence[tuple[bool, list[str]]], room: int) -> list[str]:
    """The lines of all problems, each with whether it is in focus, in as many lines as fit.

    Where it is too little, those out of focus have one line each, as long as there is room for it.
    """
    full = [line for _, lines in problems for line in lines]
    if len(full) <= room:
        return full
    details = sum(len(lines) for in_focus, lines in problems if in_focus)
    others = sum(not in_focus for in_focus, _ in problems)
    rows = others if details + others <= room else max(0, room - 1 - details)
    short: list[str] = []
    for in_focus, lines in problems:
        short += lines if in_focus else lines[: rows > 0]
        rows -= not in_focus
    if rows < 0:
        short.append(f"  … and {count(-rows, 'other problem')}")
    return (
        short
        if len(short) <= room
        else [*short[: max(0, room - 1)], "  … and more: make this window taller"]
    )


def render_problems(
    report: Report, problems: Collection[str], *, width: int, verbose: bool, then: str
) -> str:
    """Some problems of the report, and the next step."""
    width = _usable(width)
    parts = [part for part in summary(report, verbose=verbose) if part.problem in problems]
    return "\n".join(
        [*chain(*(_problem(part, width) for part in parts)), *_next(report, width, then)]
    )


def _usable(width: int) -> int:
    return max(NARROWEST, min(WIDEST, width))


def _title(report: Report, width: int) -> list[str]:
    title = f"{report.assignment['id']} · {report.assignment['title']}"
    return [style(_row(title, report.points, report.max_points, width), bold=True), ""]


def render_course(reports: Sequence[Report], *, width: int) -> str:
    """One line for each of several reports, and the sum."""
    width = _usable(width)
    rows = [_row(r.assignment["id"], r.points, r.max_points, width) for r in reports]
    points, most = fsum(r.points for r in reports), fsum(r.max_points for r in reports)
    return "\n".join([*rows, style(_row("all", points, most, width), bold=True)])


def _row(text: str, points: float, most: float, width: int) -> str:
    """Text on the left, points on the right, with the slashes in one column."""
    right = f"{points:>7g} / {most:<5g}"
    room = width - len(right)
    short = textwrap.shorten(text, room, placeholder="…")
    if short == "…":  # its first word is too long
        short = f"{text[: room - 1]}…"
    return short.ljust(room) + right.rstrip()


def _marked(row: Row, indent: int, width: int, *, bold: bool = False) -> str:
    """A row behind its mark, `indent` characters from the left."""
    mark = style(row.mark, fg=COLOURS.get(row.outcome, WRONG))
    text = _row(row.text, row.points, row.max_points, width - indent - 2)
    return f"{' ' * indent}{mark} {style(text, bold=True) if bold else text}"


def _problem(part: ProblemPart, width: int) -> Iterator[str]:
    yield _marked(part.row, 2, width, bold=part.row.outcome not in FINE)
    for check in part.checks:
        yield _marked(check.row, INDENT - 2, width)
        for line in check.lines:
            yield from _wrapped(line, width)
    for line in part.remarks:
        yield from _wrapped(line, width)


def _wrapped(line: Line, width: int) -> Iterator[str]:
    """Words under a check, indented behind their label."""
    colour = TONES[line.tone]
    for text in textwrap.wrap(
        line.label + line.text,
        width - INDENT - 2,
        subsequent_indent=" " * len(line.label),
        break_on_hyphens=False,
    ):
        yield f"{' ' * INDENT}{style(text, fg=colour) if colour else text}"


def _next(report: Report, width: int, then: str) -> Iterator[str]:
    """What to do first."""
    todo = next_step(report, then=then)
    if not todo:
        yield style("All right.", fg="green", bold=True)
        return
    yield from textwrap.wrap(f"Next: {todo}.", width)
