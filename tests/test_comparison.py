"""Two gradings side by side: scores that move, and the conditions that moved them."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conftest import SUBMISSIONS, TESTS, Grade, needs_sandbox
from grader import report
from grader.cli import main
from grader.comparison import Comparison, compare
from grader.course import load_course
from grader.errors import CourseError
from grader.local import desk, grade_local
from grader.model import Outcome
from grader.report import Report

Reports = Mapping[str, Report]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    course = load_course(TESTS / "course" / "autograder.yml")
    found = {}
    for specimen in ("right", "wrong_gradient", "zeros"):
        with desk() as place:
            found[specimen] = grade_local(
                place, course, "line", SUBMISSIONS / f"{specimen}.py", ["value", "gradient"]
            )
    return found


def named(student: str, found: Report, **changes: Any) -> Reports:
    return {student: replace(found, submission={**found.submission, "id": student}, **changes)}


def difference(before: Report, after: Report, **changes: Any) -> Comparison:
    return compare(named("alice", before), named("alice", after, **changes))


def test_a_grading_is_the_same_as_itself(reports: Reports) -> None:
    found = compare(reports, reports)

    assert found.nothing_moved
    assert found.same == 3


def test_a_score_moves_with_its_checks_and_its_reason(reports: Reports) -> None:
    found = difference(reports["wrong_gradient"], reports["right"])

    (one,) = found.moved
    assert one.moved == 40
    assert one.reasons == ["the submission"]
    (check,) = one.checks
    assert (check.id, check.moved) == ("squared_error.gradient", 40)
    assert check.before is not None
    assert check.before.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"seed": "hidden x"}, "the seed: public → hidden x"),
        ({"only": ["value"]}, "the checks that were asked for"),
        ({"isolation": {"level": 3, "mechanism": "m", "probes": {}}}, "the isolation level: 1 → 3"),
        ({"grader": {"version": "9", "digest": "d"}}, " → 9"),
        ({"assignment": {"id": "line", "title": "t", "digest": "d"}}, "the assignment: its checks"),
        (
            {"environment": {"python": "3", "numpy": "9.9", "blas": "b", "platform": "p"}},
            " → 9.9",
        ),
    ],
)
def test_each_condition_is_a_reason(reports: Reports, changes: Any, reason: str) -> None:
    (one,) = difference(reports["zeros"], reports["right"], **changes).moved

    assert any(reason in said for said in one.reasons)


def test_being_late_moves_a_score_without_any_check(reports: Reports) -> None:
    late = {"penalty": 10.0, "final": reports["right"].points - 10}
    (one,) = difference(reports["right"], reports["right"], lateness=late).moved

    assert (one.moved, one.checks) == (-10, [])
    assert one.reasons == ["the penalty for being late: 0 → 10"]


def test_the_largest_move_comes_first(reports: Reports) -> None:
    zeros, wrong, right = reports["zeros"], reports["wrong_gradient"], reports["right"]
    old = {**named("ann", wrong), **named("bob", zeros), **named("cyd", right)}
    new = {**named("ann", right), **named("bob", right), **named("dan", wrong)}
    found = compare(old, new)

    assert [one.student for one in found.moved] == ["bob", "ann"]
    assert found.vanished == {"cyd": right.points}
    assert found.appeared == {"dan": wrong.points}


def test_other_words_for_the_same_score_are_counted_apart(reports: Reports) -> None:
    before = reports["wrong_gradient"]
    told = [replace(one, hint="Otherwise.") for one in before.checks]
    found = difference(before, before, checks=told)

    assert found.nothing_moved
    assert [one.student for one in found.reworded] == ["alice"]


def test_what_is_measured_is_no_difference(reports: Reports) -> None:
    before = reports["wrong_gradient"]
    measured = [replace(c, measured=1.0, cpu_seconds=9.0, pictures=()) for c in before.checks]

    assert difference(before, before, checks=measured).same == 1


def test_reports_on_different_assignments_are_refused(reports: Reports) -> None:
    other = {"id": "curve", "title": "", "digest": ""}

    with pytest.raises(CourseError, match="different assignments: curve, line"):
        difference(reports["right"], reports["right"], assignment=other)


# --- the command ----------------------------------------------------------------------------


def diff(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, args)])


@pytest.fixture
def files(reports: Reports, tmp_path: Path) -> Path:
    for name, found in reports.items():
        report.write(found, tmp_path / f"{name}.json")
    return tmp_path


def test_two_files_are_compared(files: Path) -> None:
    done = diff(files / "wrong_gradient.json", files / "right.json")

    assert done.exit_code == 1
    assert "40 → 80  +40" in done.output
    assert "squared_error.gradient: failed → passed, 0 → 40" in done.output
    assert "before: dw is wrong in 2 of 2 cases. The regularization term is missing." in (
        done.output
    )
    assert diff(files / "right.json", files / "right.json").exit_code == 0


def test_a_program_gets_json(files: Path) -> None:
    data = json.loads(diff("--json", files / "zeros.json", files / "right.json").stdout)

    (one,) = data["moved"]
    assert one["moved"] == 80
    assert one["checks"][0]["after"]["outcome"] == "passed"


def test_what_is_no_report_is_told(files: Path) -> None:
    (files / "empty").mkdir()

    for args in ((files / "none", files / "right.json"), (files / "empty", files / "empty")):
        done = diff(*args)
        assert done.exit_code == 2
        assert "is no report, and no folder with reports" in done.output


@needs_sandbox
def test_two_batches_are_compared(grade: Grade, submissions: Path) -> None:
    chosen = [f"--only={student}" for student in ("alice", "bob", "carol")]
    grade(*chosen)
    Path("out").rename("old")
    shutil.copy(SUBMISSIONS / "right.py", submissions / "carol" / "line.py")
    grade(*chosen[1:])
    done = diff("old", "out")

    assert done.exit_code == 1
    assert "carol  0 → 100  +100\n  different: the submission" in done.output
    assert "Vanished: alice (100)." in done.output
    assert "1 score moved, 1 did not." in done.output


def test_grade_report_compare_shows_other_words_too_and_takes_reports_only(files: Path) -> None:
    def compared(*args: str | Path) -> Result:
        return CliRunner().invoke(main, ["report", "compare", *map(str, args)])

    wrong, right = files / "wrong_gradient.json", files / "right.json"
    assert compared(wrong, right).output == diff(wrong, right).output
    assert compared(wrong, right).exit_code == 1
    assert compared(wrong, wrong).exit_code == 0
    assert json.loads(compared("--json", wrong, right).stdout)["moved"][0]["moved"] == 40

    reworded = files / "reworded.json"
    found = report.read(wrong)
    checks = [replace(check, hint="Another hint.") for check in found.checks]
    report.write(replace(found, checks=checks), reworded)
    assert "Another hint." in compared(wrong, reworded).output
    assert compared(files, right).exit_code == 2
