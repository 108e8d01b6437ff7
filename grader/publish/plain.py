"""A report in plain words, for formats that show text as it is."""

from collections.abc import Iterator

from grader.report import Entry, Report
from grader.summary import explanation, next_step


def about(report: Report) -> str:
    """What concerns the whole submission: points, what to do next, remarks, and how it ran."""
    return "\n".join(_about(report))


def _about(report: Report) -> Iterator[str]:
    yield f"{report.assignment['title']}: {report.points:g} of {report.max_points:g} points."
    late = report.lateness
    if late and late["penalty"]:
        yield f"Late: {late['penalty']:g} points are taken off, {late['final']:g} remain."
    todo = next_step(report, then="hand in again")
    yield f"Next: {todo}." if todo else "All right."
    for remark in report.remarks:
        yield f"{remark.problem}: {remark.text} (a remark, no points)"
    level = report.isolation["level"]
    yield f"Inputs: {report.seed}. Isolation level {level}: {report.isolation['mechanism']}."


def name(entry: Entry) -> str:
    """What a check is about, in a few words."""
    return f"{entry.problem}: {entry.title}"


def reasons(entry: Entry) -> str:
    """Why a check's points are missing: some lines, or none where it passed."""
    if entry.outcome == "passed":
        return ""
    return "\n".join(f"{line.label}{line.text}" for line in explanation(entry))
