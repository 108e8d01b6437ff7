"""Reports: valid on write and on read, with points that add up."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SUBMISSIONS
from grader import report, schemas
from grader.course import Course
from grader.errors import CourseError
from grader.local import desk, grade_local
from grader.model import Outcome, Verdict
from grader.pictures import ErrorMap, Tangent
from grader.report import Report


@pytest.fixture(scope="module")
def graded() -> Report:
    from conftest import TESTS
    from grader.course import load_course

    course = load_course(TESTS / "course" / "autograder.yml")
    with desk() as place:
        return grade_local(place, course, "line", SUBMISSIONS / "wrong_gradient.py")


def test_a_report_comes_back_from_its_file_as_it_was(graded: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.json"

    report.write(graded, path)

    assert report.to_json(report.read(path)) == report.to_json(graded)
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_the_schema_knows_every_outcome_and_every_kind_of_check() -> None:
    from grader import checks

    fields = schemas.schema(schemas.SCORE_REPORT)["$defs"]["check"]["properties"]
    kinds = {
        getattr(checks, name).kind
        for name in checks.__all__
        if hasattr(getattr(checks, name), "kind")
    }

    assert set(fields["outcome"]["enum"]) == set(Outcome)
    assert set(fields["kind"]["enum"]) == kinds


Change = Any


def broken(data: dict[str, Any], *path: Any, value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(data))
    place: Any = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["extra"], 1, "unknown key 'extra'"),
        (["checks", 0, "outcome"], "great", 'checks/0/outcome: "great" is not allowed'),
        (["checks", 0, "points"], "all", 'checks/0/points: found "all", expected a number'),
        (["checks", 0, "points"], 1000, "totals/points is 40.0, but the checks add up to 1000"),
        (["totals", "points"], 100, "totals/points is 100, but the checks add up to 40"),
        (["schema_version"], "9.9", 'schema_version: "9.9" is not allowed'),
        (["submission", "digest"], "md5:0", 'submission/digest: "md5:0" is not allowed'),
    ],
)
def test_a_changed_report_is_refused(
    graded: Report, path: list[Any], value: Any, says: str
) -> None:
    data = broken(report.to_json(graded), *path, value=value)

    with pytest.raises(CourseError) as caught:
        report.from_json(data, "r.json")

    assert f"r.json: {says}" in caught.value.message


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "7"])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text)

    with pytest.raises(CourseError):
        report.read(path)


def test_a_report_that_cannot_be_written_says_so(graded: Report, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="cannot be written"):
        report.write(graded, tmp_path / "nowhere" / "r.json")


class _Check:
    points = 4.0
    title = "title"
    kind = "value"


LINE = Tangent(
    output="dW",
    case="case",
    value="loss",
    at=[-1, 0, 1],
    loss=[-0.7123, 0, 1],
    numeric=-0.5,
    analytic=1.2345,
)
VERDICT = Verdict(
    outcome=Outcome.FAILED,
    says="W is wrong",
    values=["case: W is 3, expected 4"],
    student_text="ValueError: 3.14159",
    pictures=[
        ErrorMap.of(np.array([3.0]), output="W", case="case", axes=(), tolerance=1e-6),
        LINE,
    ],
)


def test_pictures_come_back_from_the_file_as_they_were(graded: Report, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    (gradient,) = (e for e in graded.checks if e.kind == "gradient")
    report.write(graded, path)

    errors, line = gradient.pictures
    assert isinstance(errors, ErrorMap)
    assert (errors.output, errors.axes) == ("dw", ("D",))
    assert set(errors.decades) <= {"0", "1"}
    assert isinstance(line, Tangent)
    assert (line.output, line.at[0], line.at[-1]) == ("dw", -1, 1)
    back = report.read(path)
    assert report.to_json(back) == report.to_json(graded)
    assert next(p for e in back.checks for p in e.pictures).kind == "error-map"


def test_hidden_cases_show_no_values_and_no_student_text() -> None:
    shown = report.entry("p.value", "p", _Check(), VERDICT, hidden=True)  # type: ignore[arg-type]

    assert shown.values == ()
    assert shown.student_text == ""
    errors, line = shown.pictures
    assert isinstance(errors, ErrorMap)
    assert isinstance(line, Tangent)
    assert (line.at, line.loss, line.numeric, line.analytic) == ((), (), -1, 2.5)
    assert shown.message == "W is wrong"


def test_what_does_not_apply_counts_for_nothing() -> None:
    verdict = replace(VERDICT, outcome=Outcome.NOT_APPLICABLE)

    assert report.entry("p.value", "p", _Check(), verdict, hidden=False).max_points == 0  # type: ignore[arg-type]


@given(st.sampled_from(Outcome), st.floats(-1, 2))
def test_no_verdict_pays_for_anything_but_a_pass(outcome: Outcome, credit: float) -> None:
    try:
        verdict = Verdict(outcome=outcome, credit=credit)
    except ValueError:
        return
    assert 0 <= verdict.credit <= 1
    assert (verdict.credit == 1) == (outcome is Outcome.PASSED)
    assert (0 < verdict.credit < 1) == (outcome is Outcome.PARTIAL)


def test_an_infinite_error_is_left_out_of_the_json() -> None:
    verdict = replace(VERDICT, measured=float("inf"))

    assert report.entry("p.value", "p", _Check(), verdict, hidden=False).measured is None  # type: ignore[arg-type]


def test_a_problem_left_out_by_the_course_is_not_applicable(own_course: Path) -> None:
    from grader.course import load_course

    path = own_course / "autograder.yml"
    path.write_text(
        path.read_text().replace("- id: line", "- id: line\n    not_applicable: [squared_error]")
    )
    course: Course = load_course(path)

    with desk() as place:
        found = grade_local(place, course, "line", SUBMISSIONS / "right.py")

    assert {entry.outcome for entry in found.checks} == {Outcome.NOT_APPLICABLE}
    assert found.max_points == 0
    assert report.to_json(found)["totals"] == {"points": 0, "max_points": 0}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(schema_version="2.0"),
        lambda data: data["checks"][0].update(pictures=[{"kind": "speed"}]),
        lambda data: data["checks"][0].update(pictures=[{"kind": "unknown"}]),
        lambda data: _picture(data).update(more=1),
        lambda data: _picture(data).update(kind="tangent"),
        lambda data: _picture(data).update(decades="7a"),
    ],
)
def test_what_the_quick_validator_refuses_gets_its_words(graded: Report, spoil: Any) -> None:
    data = json.loads(json.dumps(report.to_json(graded)))
    assert schemas._is_valid(data, schemas.SCORE_REPORT)
    spoil(data)

    assert not schemas._is_valid(data, schemas.SCORE_REPORT)
    assert schemas.problems(data, schemas.SCORE_REPORT)


def _picture(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(p for check in data["checks"] for p in check["pictures"])
    return found
