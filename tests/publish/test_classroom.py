"""What GitHub Classroom's reporter reads."""

import base64
import json
from pathlib import Path

from graded import class_folder, graded, publish
from grader.publish.classroom import encoded, results
from platform_reports import broken, faults, hostile, with_checks


def test_the_scores_of_the_tests_add_up_to_the_points() -> None:
    found = results(graded("wrong_gradient"))

    assert faults("classroom", found) == []
    assert found["status"] == "fail"
    assert found["max_score"] == 100
    assert sum(test["score"] for test in found["tests"]) == graded("wrong_gradient").points
    assert [test["status"] for test in found["tests"][:2]] == ["pass", "fail"]


def test_the_status_tells_right_and_wrong_from_what_stopped() -> None:
    assert results(graded("right"))["status"] == "pass"
    assert results(broken())["status"] == "error"
    assert {t["status"] for t in results(graded("raises"))["tests"]} == {"error"}


def test_output_is_kept_short() -> None:
    found = results(with_checks(3, "x" * 4000))

    assert faults("classroom", found) == []
    assert {len(test["output"]) for test in found["tests"]} == {500}


def test_publish_writes_one_line_of_base_64(tmp_path: Path) -> None:
    folder = class_folder(tmp_path / "graded", {"bob": graded("wrong_gradient")})

    done = publish(folder / "reports" / "bob.json", "--github-classroom", tmp_path / "result")

    assert done.exit_code == 0, done.output
    (line,) = (tmp_path / "result").read_text("utf-8").splitlines()
    assert json.loads(base64.b64decode(line)) == results(graded("wrong_gradient"))


def test_a_folder_is_not_one_report(tmp_path: Path) -> None:
    folder = class_folder(tmp_path / "graded", {"bob": graded("right")})

    out, result = tmp_path / "out", tmp_path / "result"
    found = publish(folder, "--gradescope", out, "--github-classroom", result)

    assert found.exit_code == 2
    assert "goes with one report" in found.output
    assert not out.exists()


def test_hostile_text_cannot_leave_the_line() -> None:
    assert faults("classroom", results(hostile())) == []
    assert encoded(hostile()).isascii()
    assert "\n" not in encoded(hostile())
