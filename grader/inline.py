"""Reports as HTML for a notebook: what the terminal shows, and a map of the errors.

No scripts and no style sheet: colours are the page's own, or stand out on light and dark alike.
All text is escaped, whoever it comes from.
"""

from collections.abc import Iterator
from html import escape

from .heatmap import caption, heat_map
from .model import Outcome
from .report import Report
from .summary import FINE, Line, ProblemPart, Row, Tone, next_step, summary

# Between 3.3 and 6.4 to 1 against white and black.
COLOURS = {
    Outcome.PASSED: "#2f9e44",
    Outcome.PARTIAL: "#c77700",
    Outcome.NOT_IMPLEMENTED: "#1c8ca8",
    Outcome.SKIPPED: "#868e96",
    Outcome.NOT_APPLICABLE: "#868e96",
}
WRONG = "#e5484d"
HINT = "#c77700"

PAGE = "max-width:46em;line-height:1.45;background:transparent;text-align:left"
ROW = "display:flex;gap:.5em;margin-top:.3em"
TONES = {
    Tone.PLAIN: "",
    Tone.HINT: f"border-left:3px solid {HINT};padding-left:.6em",
    Tone.QUIET: "opacity:.75",
}


def render(report: Report, note: str) -> str:
    """The report as one element of HTML, with a note below it."""
    todo = next_step(report, then="run this cell again")
    problems = list(summary(report))
    parts = [piece for part in problems for piece in _problem(part)]
    if len(problems) > 1:
        parts.insert(0, _title(report))
    last = f"Next: {escape(todo)}." if todo else "All right."
    return (
        f'<div style="{PAGE}">{"".join(parts)}<div style="margin-top:.5em">{last}</div>'
        f'<div style="opacity:.75;font-size:90%">{escape(note)}</div></div>'
    )


def _title(report: Report) -> str:
    text = f"{report.assignment['id']} · {report.assignment['title']}"
    return (
        f'<div style="{ROW};font-weight:bold"><span style="flex:1">{escape(text)}</span>'
        f"<span>{report.points:g} / {report.max_points:g}</span></div>"
    )


def _problem(part: ProblemPart) -> Iterator[str]:
    yield _row(part.row, 0, bold=True)
    for check in part.checks:
        yield _row(check.row, 1)
        yield from (_line(line) for line in check.lines)
        for errors in check.error_maps:
            yield _under(
                f'<div>{heat_map(errors)}</div><div style="opacity:.75;font-size:90%">'
                f"{escape(caption(errors))}</div>"
            )
    yield from (_line(line) for line in part.remarks)


def _row(row: Row, indent: int, *, bold: bool = False) -> str:
    """A mark, what it is about, and the points on the right."""
    mark = f'<span style="width:1em;color:{COLOURS.get(row.outcome, WRONG)}">{row.mark}</span>'
    weight = "font-weight:bold" if bold and row.outcome not in FINE else ""
    return (
        f'<div style="{ROW};padding-left:{1.5 * indent}em" title="{escape(row.outcome)}">{mark}'
        f'<span style="flex:1;{weight}">{escape(row.text)}</span>'
        f'<span style="white-space:nowrap">{row.points:g} / {row.max_points:g}</span></div>'
    )


def _line(line: Line) -> str:
    label = f"<b>{escape(line.label.strip())}</b> " if line.label else ""
    return _under(f'<div style="{TONES[line.tone]}">{label}{escape(line.text)}</div>')


def _under(html: str) -> str:
    """Something that belongs to the row above it."""
    return f'<div style="margin:.15em 0 .15em 3.1em">{html}</div>'
