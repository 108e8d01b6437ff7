"""Reports as text for a terminal: a table to take in at a glance, and the hints that matter."""

import textwrap
from collections.abc import Iterator, Sequence
from math import fsum

from click import style

from .model import Outcome
from .report import Report
from .summary import FINE, Line, ProblemPart, Row, Tone, next_step, summary

COLOURS = {
    Outcome.PASSED: "green",
    Outcome.PARTIAL: "yellow",
    Outcome.NOT_IMPLEMENTED: "cyan",
    Outcome.SKIPPED: "bright_black",
    Outcome.NOT_APPLICABLE: "bright_black",
}
WRONG = "red"
TONES = {Tone.PLAIN: None, Tone.HINT: "yellow", Tone.QUIET: "bright_black"}

NARROWEST, WIDEST = 50, 100
INDENT = 6


def render(report: Report, *, width: int, verbose: bool, again: str = "grade local") -> str:
    """The report in lines of at most `width` characters, with colours as ANSI codes.

    again: what is run after the next step.
    """
    width = max(NARROWEST, min(WIDEST, width))
    title = f"{report.assignment['id']} · {report.assignment['title']}"
    lines = [style(_row(title, report.points, report.max_points, width), bold=True), ""]
    for part in summary(report, verbose=verbose):
        lines += _problem(part, width)
    return "\n".join([*lines, "", *_next(report, width, again)])


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


def _next(report: Report, width: int, again: str) -> Iterator[str]:
    """What to do first."""
    todo = next_step(report, again=again)
    if not todo:
        yield style("All right.", fg="green", bold=True)
        return
    yield from textwrap.wrap(f"Next: {todo}.", width)
