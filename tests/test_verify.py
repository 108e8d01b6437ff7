"""grade verify: finds what is wrong with an assignment."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT
from grader.cli import main
from grader.course import find_course, load_course
from grader.verify import Proof, Subject, verify_assignment
from grader.verify.values import Values

COURSE = find_course(ROOT)
SEEDS = 3


@pytest.mark.parametrize("assignment", [entry.id for entry in COURSE.entries])
def test_every_assignment_of_the_course_is_proved(assignment: str) -> None:
    proofs = list(verify_assignment(COURSE, assignment, SEEDS))

    assert len(proofs) > 5
    assert [proof for proof in proofs if not proof.holds] == []


def failing(own_course: Path, file: str, old: str, new: str) -> list[Proof]:
    path = own_course / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    course = load_course(own_course / "autograder.yml")
    return [proof for proof in verify_assignment(course, "line", 2) if not proof.holds]


CHECKS, SOLUTION = "assignments/line/checks.py", "solutions/line"


def told(proofs: list[Proof]) -> str:
    return "\n".join(f"{proof.says}: {'; '.join(proof.details)}" for proof in proofs)


def test_points_that_do_not_add_up_are_found(own_course: Path) -> None:
    proofs = failing(
        own_course, CHECKS, "MatchesReference(points=40)", "MatchesReference(points=50)"
    )

    assert told(proofs).startswith("points add up to 100: they add up to 110")


def test_a_drifted_stub_is_found(own_course: Path) -> None:
    proofs = failing(own_course, "assignments/line/line.py", "about 2 lines", "about 9 lines")

    assert "line.py is not what its reference gives: run grade stubs line" in told(proofs)


def test_a_misconception_that_is_right_is_found(own_course: Path) -> None:
    proofs = failing(
        own_course, f"{SOLUTION}/misconceptions.py", "return loss, dw / 2", "return loss, dw"
    )

    assert "factor-two-forgotten in squared_error: it loses no points" in told(proofs)


def test_two_misconceptions_that_are_the_same_are_found(own_course: Path) -> None:
    more = '''@misconception("squared_error")
def twin(w, X, y, reg):
    """The same again."""
    loss, dw = squared_error(w, X, y, reg)
    return loss, dw / 2


def loop('''
    proofs = failing(own_course, f"{SOLUTION}/misconceptions.py", "def loop(", more)

    assert "twin in squared_error: its hint is not shown" in told(proofs)


def test_a_check_that_no_misconception_fails_is_found(own_course: Path) -> None:
    law = "MatchesReference(points=20), Holds(points=20, says='always', law=lambda f, given: True)"
    path = own_course / CHECKS
    path.write_text(path.read_text().replace("GradientCheck, L", "GradientCheck, Holds, L"))

    proofs = failing(own_course, CHECKS, "MatchesReference(points=40)", law)

    assert "squared_error.law is failed by none" in told(proofs)


TRAINING = """
def descend(squared_error, w, X, y):
    with open(TRACE, "a") as trace:
        trace.write(squared_error.__name__ + "\\n")
    return w - 0.1 * squared_error(w, X, y, 0.0)[1]
"""

DECLARED = """
import numpy as np
from grader import Procedure, Trains

def improvement(given, values):
    return float(np.mean((given["X"] @ values["w"] - given["y"]) ** 2) < given["before"])

def start(rng):
    X, y = rng.standard_normal((20, 3)), 3 + rng.standard_normal(20)
    return {"w": np.zeros(3), "X": X, "y": y, "before": np.mean(y**2)}

assignment.given.append("given.py")
assignment.problems.append(
    Procedure(
        "descend",
        file="line.py",
        given="given.py",
        uses=["squared_error"],
        inputs=start,
        returns=["w"],
        withheld=["before"],
        checks=[Trains(points=0, score=improvement, at_least=1)],
    )
)
"""


def test_a_given_training_is_run_no_more_than_it_must(own_course: Path, tmp_path: Path) -> None:
    """By the first misconception on the first seed, in two cases; all lose points without it.

    And once on every seed for the answer key, which is then what the reference would submit.
    """
    trace = tmp_path / "trace"
    (own_course / "assignments/line/given.py").write_text(
        TRAINING.replace("TRACE", repr(str(trace)))
    )
    checks = own_course / CHECKS
    checks.write_text(
        checks.read_text().replace("problems=[", "given=[],\n    problems=[") + DECLARED
    )
    values = Values(Subject.load(load_course(own_course / "autograder.yml"), "line", 2))

    proofs = list(values.misconceptions())

    assert [proof for proof in proofs if not proof.holds] == []
    assert trace.read_text().split() == ["sum_not_mean", "squared_error"] * 2

    trace.unlink()
    assert values.reference().holds
    assert trace.read_text().split() == ["squared_error"] * 2  # on the second seed


def test_terms_that_do_not_add_up_are_found(own_course: Path) -> None:
    proofs = failing(own_course, f"{SOLUTION}/terms.py", '"reg": 2 * reg * w', '"reg": reg * w')

    assert "terms do not add up to dw" in told(proofs)


def test_a_loop_that_is_not_slow_is_found(own_course: Path) -> None:
    proofs = failing(own_course, CHECKS, 'loop="loop"', 'loop="squared_error"')

    assert "must be 30 or more" in told(proofs)


def test_a_reference_whose_gradient_is_wrong_is_found(own_course: Path) -> None:
    proofs = failing(own_course, f"{SOLUTION}/line.py", "2 * X.T @ error", "X.T @ error")

    assert "squared_error, 'few examples': wrong: the slope of f and the gradient" in told(proofs)


def test_a_file_in_a_package_is_cut_and_proved(
    own_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = own_course / SOLUTION / "line.py"
    (own_course / SOLUTION / "pack" / "inner").mkdir(parents=True)
    reference.rename(own_course / SOLUTION / "pack" / "inner" / "line.py")
    for file, old, new in (
        (CHECKS, 'files=["line.py"]', 'files=["pack/inner/line.py"]'),
        (f"{SOLUTION}/misconceptions.py", "from line import", "from pack.inner.line import"),
        (f"{SOLUTION}/misconceptions.py", "import misc", "import convention, misc"),
    ):
        path = own_course / file
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    monkeypatch.chdir(own_course)

    assert CliRunner().invoke(main, ["stubs"]).exit_code == 0
    proofs = list(verify_assignment(load_course(own_course / "autograder.yml"), "line", 2))

    assert [proof for proof in proofs if not proof.holds] == []
