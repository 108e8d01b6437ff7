"""One specimen for each way to fail, graded through the real worker, compared with its report."""

import json
import re
import shutil
from typing import Any

import pytest

from conftest import SUBMISSIONS, TESTS
from grader import report
from grader.course import Course, load_course
from grader.local import desk, grade_local
from grader.model import Outcome
from inhouse import handed_out

GOLDEN = TESTS / "golden"
SPECIMENS = sorted(path.stem for path in SUBMISSIONS.glob("*.py"))


def graded(course: Course, specimen: str) -> dict[str, Any]:
    with desk() as place:
        found = grade_local(place, course, "line", SUBMISSIONS / f"{specimen}.py")
    return report.to_json(found)


def normalized(data: dict[str, Any]) -> str:
    """What must be the same on every machine, as text."""
    for key in ("grader", "assignment", "submission", "environment"):
        del data[key]
    for check in data["checks"]:
        del check["cpu_seconds"]
        if check["kind"] == "timing" and check["measured"] is not None:
            check["measured"] = "varies"
            check["message"] = re.sub(r"^\d+ times", "some times", check["message"])
        elif check["measured"] is not None:
            # Rounding errors differ between processors: only the size of an error is compared.
            check["measured"] = (
                "rounding" if check["measured"] < 1e-6 else f"{check['measured']:.2g}"
            )
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_a_specimen_gets_its_golden_report(
    course: Course, specimen: str, request: pytest.FixtureRequest
) -> None:
    golden = GOLDEN / f"{specimen}.json"
    found = normalized(graded(course, specimen))
    if request.config.getoption("--update-golden"):
        golden.write_text(found, "utf-8")

    assert found == golden.read_text("utf-8")


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course as a student has it: with a recorded key in place of the solutions."""
    folder = tmp_path_factory.mktemp("student") / "course"
    shutil.copytree(TESTS / "course", folder, ignore=shutil.ignore_patterns("__pycache__"))
    handed_out(folder)
    return load_course(folder / "autograder.yml")


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_a_student_with_a_recorded_key_is_told_the_same(student: Course, specimen: str) -> None:
    golden = json.loads((GOLDEN / f"{specimen}.json").read_text("utf-8"))
    found = json.loads(normalized(graded(student, specimen)))

    assert untimed(found) == untimed(golden)


def untimed(data: dict[str, Any]) -> dict[str, Any]:
    """The report without what comes of timing, which is advice where there is no reference."""
    checks = [check for check in data["checks"] if check["kind"] != "timing"]
    remarks = [remark for remark in data["remarks"] if "this machine" not in remark["text"]]
    return {**data, "checks": checks, "remarks": remarks, "totals": {}}


def test_every_golden_report_has_its_specimen() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == SPECIMENS


def test_every_outcome_of_a_submission_has_a_specimen() -> None:
    """The two others are not the submission's doing: see test_judging.py and test_grading.py."""
    found = {
        check["outcome"]
        for path in GOLDEN.glob("*.json")
        for check in json.loads(path.read_text("utf-8"))["checks"]
    }

    assert found == set(Outcome) - {Outcome.GRADER_ERROR, Outcome.NOT_APPLICABLE}


def test_only_right_specimens_earn_every_point() -> None:
    full = {
        path.stem
        for path in GOLDEN.glob("*.json")
        if json.loads(path.read_text("utf-8"))["totals"]["points"] == 100
    }

    assert full == {s for s in SPECIMENS if s.startswith("right")} - {
        "right_but_loops",
        "right_but_loops_over_blocks",
    }


def test_two_runs_give_the_same_report(course: Course) -> None:
    first, second = (graded(course, "wrong_gradient") for _ in range(2))

    for data in (first, second):
        for check in data["checks"]:
            check["cpu_seconds"] = 0
    assert json.dumps(first) == json.dumps(second)
