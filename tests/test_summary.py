"""What a report tells: each thing once, and nothing left unexplained."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.model import Outcome
from grader.pictures import ErrorMap
from grader.report import Entry, Report
from grader.summary import CheckPart, summary

WRONG = Entry(
    id="conv.dx",
    title="dx",
    problem="conv",
    kind="gradient",
    outcome=Outcome.FAILED,
    points=0,
    max_points=4,
    message="dx is wrong in 2 of 2 cases",
    where="every entry of dx",
    values=["plain: dx[0] is 1, expected 2"],
)
STRIDE = replace(WRONG, id="conv.dx-stride", title="dx stride", values=["stride 2: dx[1] is 3"])
NAMED: dict[str, Any] = {"misconception": "overwritten", "hint": "Accumulate."}


def parts(*entries: Entry) -> Sequence[CheckPart]:
    """What a report with these entries tells of its checks."""
    empty: dict[str, str] = {}
    report = Report(
        grader=empty,
        assignment=empty,
        submission=empty,
        environment=empty,
        isolation=empty,
        seed="public",
        checks=entries,
    )
    (part,) = summary(report)
    return part.checks


def told(*entries: Entry) -> list[list[str]]:
    """The lines under each check."""
    return [[line.label + line.text for line in part.lines] for part in parts(*entries)]


def test_a_mistake_with_a_name_is_told_once() -> None:
    first, second = told(replace(WRONG, **NAMED), replace(STRIDE, **NAMED))

    assert first[-1] == "hint: Accumulate. (overwritten)"
    assert second == ["hint: the same mistake (overwritten)"]


def test_a_mistake_without_a_name_is_shown_where_it_is_in_every_check() -> None:
    first, second = told(WRONG, STRIDE)

    assert first[0] == "dx is wrong in 2 of 2 cases"
    assert second == ["where: every entry of dx", "there: stride 2: dx[1] is 3"]


def test_the_same_exception_is_told_once() -> None:
    raised = replace(WRONG, outcome=Outcome.ERROR, message="it raised ValueError", values=())
    raised = replace(raised, where="", student_text="ValueError: shapes")

    first, second, other = told(raised, replace(raised, id="conv.dw"), STRIDE)

    assert first == ["it raised ValueError: ValueError: shapes"]
    assert second == []
    assert other != []


def test_where_every_check_ended_so_it_takes_one_line() -> None:
    raised = replace(WRONG, outcome=Outcome.ERROR, message="it raised ValueError", values=())

    (part,) = parts(raised, replace(raised, id="conv.dw"))

    assert (part.row.text, part.row.max_points) == ("all 2 checks", 2 * raised.max_points)


def test_the_errors_of_an_output_are_drawn_once() -> None:
    errors = ErrorMap.of(np.ones(3), output="dx", case="plain", axes=(), tolerance=1e-6)
    other = replace(errors, output="dw")
    entries = [replace(WRONG, pictures=p) for p in ([], [errors], [errors], [other])]

    assert [part.error_maps for part in parts(*entries)] == [[], [errors], [], [other]]
