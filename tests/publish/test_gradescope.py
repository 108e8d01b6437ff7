"""Gradescope's results.json: its fields, its points, and plain text only."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from graded import class_folder, graded, publish
from grader.errors import GraderError
from grader.publish.gradescope import results
from platform_reports import broken, faults, hostile

WRONG = "wrong_gradient"


def test_every_check_is_a_test_with_its_points() -> None:
    found = results(graded(WRONG))

    assert faults("gradescope", found) == []
    told = [(t["number"], t["name"], t["score"], t["max_score"]) for t in found["tests"]]
    assert told[:2] == [
        ("1.1", "squared_error: value", 40, 40),
        ("1.2", "squared_error: gradient", 0, 40),
    ]
    assert [t["status"] for t in found["tests"][:2]] == ["passed", "failed"]
    assert sum(t["max_score"] for t in found["tests"]) == 100


def test_a_failed_test_tells_the_hint_and_a_passed_one_that_it_is_right() -> None:
    value, gradient, *_ = results(graded(WRONG))["tests"]

    assert value["output"] == "Right."
    assert "hint: The regularization term is missing. (reg*0)" in gradient["output"]
    assert gradient["extra_data"]["misconception"] == "reg*0"


def test_the_score_is_the_sum_of_the_tests_unless_it_was_late() -> None:
    lateness = {
        "submitted": "2027-02-02T18:00:00Z",
        "due": "2027-02-01T18:00:00Z",
        "late_seconds": 86400.0,
        "policy": "per_day",
        "late_days": 1,
        "penalty": 10.0,
        "final": 90.0,
    }
    late = replace(graded("right"), lateness=lateness)

    assert "score" not in results(graded("right"))
    assert results(late)["score"] == 90
    assert "10 points are taken off, 90 remain" in results(late)["output"]


def test_the_same_report_gives_the_same_results_without_a_time() -> None:
    found = results(graded(WRONG))

    assert "execution_time" not in found
    assert found == results(graded(WRONG))


def test_all_text_is_shown_as_it_is() -> None:
    """Gradescope has formats that are markup; none of them is used."""
    found = results(hostile())

    assert faults("gradescope", found) == []
    kinds = {found[key] for key in found if key.endswith("_format")}
    kinds |= {test[key] for test in found["tests"] for key in test if key.endswith("_format")}
    assert kinds == {"text"}
    assert found["stdout_visibility"] == "hidden"
    json.dumps(found).encode("ascii")


def test_where_the_grader_broke_there_is_no_score() -> None:
    with pytest.raises(GraderError, match="it has no score"):
        results(broken())


def test_publish_writes_a_file_for_each_student_but_none_where_the_grader_broke(
    tmp_path: Path,
) -> None:
    folder = class_folder(
        tmp_path / "graded", {"alice": graded("right"), "bob": graded(WRONG), "eve": broken()}
    )

    found = publish(folder, "--gradescope", tmp_path / "out")

    assert found.exit_code == 0, found.output
    assert "results.json of 2 students." in found.output
    assert "None for eve: the grader broke there." in found.output
    written = sorted(p.relative_to(tmp_path / "out") for p in (tmp_path / "out").rglob("*.json"))
    assert written == [Path("alice/results.json"), Path("bob/results.json")]
    data = json.loads((tmp_path / "out" / "bob" / "results.json").read_text("utf-8"))
    assert data == results(graded(WRONG))
