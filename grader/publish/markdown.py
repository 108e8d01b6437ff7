"""Markdown for the summary page of a step on GitHub, of one report or of a class.

GitHub drops a summary above 1024 KiB as a whole, so what does not fit is left out here, and told.
All text is shown as it is: names and titles as character references, the rest between <pre> tags.
"""

import html
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import mean, median

from grader.model import Outcome
from grader.report import Entry, Report
from grader.summary import FINE, next_step, summary
from grader.text import count, shown

from . import plain
from .gradebook import Gradebook, Record, Standing

MOST = 1_000_000
"""Bytes of a summary; other steps' and later lines need a little of the 1024 KiB."""

WIDEST = 400
"""Characters of a line of a report."""

MARKS = {Outcome.PASSED: "✅", Outcome.PARTIAL: "🟡", Outcome.NOT_IMPLEMENTED: "⬜"}
QUIET, WRONG = "⚪", "❌"


def of_report(report: Report) -> str:
    """A page on one report: a line for each check, and folded below it what is wrong."""
    todo = next_step(report, then="push again")
    title = escaped(report.assignment["title"])
    head = [
        f"## {title}: {report.points:g} of {report.max_points:g} points\n\n",
        f"Next: {escaped(todo)}.\n\n" if todo else "All right.\n\n",
        "| | check | points |\n|---|---|--:|\n",
        *(_row(entry) for entry in report.checks),
        "\n",
    ]
    return _fitted(head, [_folded(problem, found) for problem, found in _wrong(report)])


def of_class(gradebook: Gradebook) -> str:
    """A page on a class: a line for each student, and folded below it each student's checks."""
    records = gradebook.records
    points = [record.points for record in records if record.standing is Standing.GRADED]
    title = escaped(gradebook.title)
    about = f"{count(len(points), 'report')} of {count(len(records), 'student')}"
    if points:
        about += f", mean {mean(points):.1f}, median {median(points):.1f}"
    head = [
        f"## {title}\n\n{about}, of {gradebook.max_points:g} points.\n\n",
        "| student | points | late days | final | |\n|---|--:|--:|--:|---|\n",
        *(_line(record) for record in records),
        "\n",
    ]
    return _fitted(head, (_student(record, found) for record, found in gradebook.reports()))


def escaped(text: str) -> str:
    """Text that is shown as it is within a line or a cell: no markup, no link, no @mention."""
    found = "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in shown(text, WIDEST))
    return found.replace("&#64;", "&#64;&#8203;")  # GitHub looks for @name in the finished page


# --- pieces ---------------------------------------------------------------------------------


def _row(entry: Entry) -> str:
    mark = MARKS.get(entry.outcome, QUIET if entry.outcome in FINE else WRONG)
    return f"| {mark} | {escaped(plain.name(entry))} | {_points(entry)} |\n"


def _points(entry: Entry | Record) -> str:
    return f"{entry.points:g} / {entry.max_points:g}"


def _line(record: Record) -> str:
    """A student's line in the table of a class."""
    told = {Standing.GRADED: "", Standing.MISSING: "nothing handed in"}
    word = told.get(record.standing, "the grader broke: grade again")
    points = "" if record.standing is Standing.GRADER_ERROR else f"{record.points:g}"
    final = "" if record.standing is Standing.GRADER_ERROR else f"{record.final:g}"
    name = escaped(record.name)
    return f"| {name} | {points} | {record.late_days or ''} | {final} | {word} |\n"


def _wrong(report: Report) -> Iterator[tuple[str, Sequence[str]]]:
    """Each problem that is not all right, with its words."""
    for part in summary(report):
        lines = [
            text
            for check in part.checks
            if check.row.outcome not in FINE
            for text in (
                f"{check.row.mark} {check.row.text}",
                *(f"  {line.label}{line.text}" for line in check.lines),
            )
        ]
        lines += [f"{line.label}{line.text}" for line in part.remarks]
        if lines:
            yield part.problem, lines


def _student(record: Record, report: Report) -> str:
    lines = []
    for problem, entries in groupby(report.checks, lambda entry: entry.problem):
        lines.append(problem)
        for entry in entries:
            name = f" ({entry.misconception})" if entry.misconception else ""
            lines.append(f"  {entry.title}: {_points(entry)}, {entry.outcome}{name}")
    return _folded(f"{record.name}: {report.points:g}", lines)


def _folded(title: str, lines: Sequence[str]) -> str:
    """A title that unfolds: HTML, in which nothing is Markdown."""
    inside = "\n".join(html.escape(shown_line(line)) for line in lines)
    summed = escaped(title)
    return f"<details><summary>{summed}</summary>\n\n<pre>\n{inside}\n</pre>\n\n</details>\n\n"


def shown_line(line: str) -> str:
    """A line with its indentation, cut where it is too long, without invisible characters."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + shown(line, WIDEST)


def _fitted(head: Sequence[str], details: Iterator[str] | Sequence[str]) -> str:
    """As much as GitHub takes: first the table, then what is folded, and how much is missing."""
    page, size, missing = [], 0, 0
    for piece in [*head, *details]:
        size += len(piece.encode())
        if size <= MOST:
            page.append(piece)
        else:
            missing += 1
    if missing:
        page.append(f"\n{count(missing, 'part')} of this page left out: it would be too large.\n")
    return "".join(page)
