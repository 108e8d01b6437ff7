"""PrairieLearn's results.json: its fields, its points and its size."""

import json
from pathlib import Path

import pytest

from graded import class_folder, graded, publish
from grader.errors import GraderError
from grader.publish.prairielearn import MOST, results
from platform_reports import broken, faults, hostile, with_checks


def test_every_test_has_both_points_so_that_they_are_shown() -> None:
    found = results(graded("wrong_gradient"))

    assert faults("prairielearn", found) == []
    assert [(t["points"], t["max_points"]) for t in found["tests"][:2]] == [(40, 40), (0, 40)]
    assert "hint: The regularization term is missing." in found["tests"][1]["output"]
    assert found["tests"][1]["message"] == "failed"


@pytest.mark.parametrize(("specimen", "score"), [("right", 1.0), ("not_written", 0.0)])
def test_the_score_is_between_0_and_1(specimen: str, score: float) -> None:
    assert results(graded(specimen))["score"] == score


def test_of_what_would_be_too_large_the_words_are_left_out_and_no_points() -> None:
    found = results(with_checks(400, "x" * 4000))

    assert faults("prairielearn", found) == []
    assert len(json.dumps(found)) < MOST
    assert len(found["tests"]) == 400
    assert "left out" in found["output"]


def test_hostile_text_stays_text() -> None:
    """PrairieLearn's pages escape it; here it must only stay what it is."""
    found = results(hostile())

    assert faults("prairielearn", found) == []
    assert json.loads(json.dumps(found)) == found


def test_where_the_grader_broke_there_is_no_score(tmp_path: Path) -> None:
    folder = class_folder(tmp_path / "graded", {"eve": broken(), "alice": graded("right")})

    found = publish(folder, "--prairielearn", tmp_path / "out")

    assert "results.json of 1 student." in found.output
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["alice"]
    with pytest.raises(GraderError, match="it has no score"):
        results(broken())
