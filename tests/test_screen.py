"""A report in a window that may be too small for it."""

from dataclasses import replace

from click import unstyle

from grader.model import Outcome
from grader.report import Entry, Report
from grader.screen import render, render_within

RIGHT = Entry(
    id="a.value",
    title="value",
    problem="a",
    kind="matches_reference",
    outcome=Outcome.PASSED,
    points=10,
    max_points=10,
)
WRONG = {"outcome": Outcome.FAILED, "points": 0, "message": "it is wrong", "hint": "Mend it."}


def entry(problem: str, **changes: object) -> Entry:
    return replace(RIGHT, id=f"{problem}.value", problem=problem, **changes)  # type: ignore[arg-type]


REPORT = Report(
    grader={},
    assignment={"id": "a1", "title": "Letters"},
    submission={},
    environment={},
    isolation={},
    seed="public",
    checks=[entry("a"), entry("b", **WRONG), entry("c"), entry("d", **WRONG), entry("e")],
)


def within(height: int, *focus: str) -> list[str]:
    """The lines of the report, without the title and the next step."""
    lines = unstyle(
        render_within(height, REPORT, width=60, verbose=False, then="save it", focus=focus)
    ).splitlines()
    assert len(lines) <= height
    assert lines[0].split() == ["a1", "·", "Letters", "30", "/", "50"]
    assert lines[-1] == "Next: b, value."
    return [line[:20].strip() for line in lines[2:-2]]


def test_a_report_that_fits_is_shown_whole() -> None:
    whole = render(REPORT, width=60, verbose=False, then="save it")

    assert render_within(99, REPORT, width=60, verbose=False, then="save it", focus=()) == whole


def test_in_a_smaller_window_only_what_is_in_focus_has_details() -> None:
    assert within(13, "d") == [
        "✓ a: value",
        "✗ b",
        "✓ c: value",
        "✗ d",
        "✗ value",
        "it is wrong",
        "hint: Mend it.",
        "✓ e: value",
    ]


def test_in_a_still_smaller_one_the_others_go() -> None:
    assert within(10, "d") == [
        "✓ a: value",
        "✗ d",
        "✗ value",
        "it is wrong",
        "hint: Mend it.",
        "… and 3 other prob",
    ]


def test_in_the_smallest_one_the_end_goes() -> None:
    assert within(7, "d") == ["✗ d", "✗ value", "… and more: make t"]


def test_in_a_narrow_window_every_line_fits_and_has_its_points() -> None:
    name = "a_function_whose_name_is_longer_than_the_window"
    report = replace(REPORT, checks=[entry("b", **WRONG), entry(name)])

    lines = unstyle(render(report, width=39, verbose=False)).splitlines()

    assert max(map(len, lines)) <= 39
    assert [line.split()[-3:] for line in lines if "/" in line] == [
        ["10", "/", "20"],
        ["0", "/", "10"],
        ["0", "/", "10"],
        ["10", "/", "10"],
    ]
    assert any("✓ a_function_whose_na…" in line for line in lines)
