"""Two conventions may both be right; a mixture of them is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.checks import GradientCheck, MatchesReference
from grader.model import Outcome
from grader.problems import LossFunction
from grader.solution import Convention, Misconception
from inhouse import judged

PENALTY = LossFunction(
    "penalty",
    inputs=lambda rng: {"W": rng.standard_normal((4, 3)), "reg": 0.7},
    wrt=["W"],
    checks=[MatchesReference(points=1), GradientCheck(points=1)],
)


def penalty(loss: float, slope: float) -> Any:
    return lambda W, reg: (loss * reg * np.sum(W * W), slope * reg * W)


HALF = Convention("R has a 1/2.", "R has no 1/2.", ("penalty",), penalty(0.5, 1.0))
MIXED = Misconception("mixed", "The 1/2 is in one only.", ("penalty",), penalty(0.5, 2.0))


def outcomes(loss: float, slope: float) -> tuple[list[Outcome], tuple[str, ...], set[str]]:
    found = judged(
        PENALTY,
        {"penalty": penalty(1.0, 2.0)},
        {"penalty": penalty(loss, slope)},
        conventions=[HALF],
        misconceptions=[MIXED],
    )
    verdicts = found.verdicts.values()
    return [v.outcome for v in verdicts], found.remarks, {v.misconception for v in verdicts} - {""}


@pytest.mark.parametrize(
    ("loss", "slope", "says"), [(1.0, 2.0, "R has no 1/2."), (0.5, 1.0, "R has a 1/2.")]
)
def test_each_convention_keeps_all_points_and_is_named(
    loss: float, slope: float, says: str
) -> None:
    assert outcomes(loss, slope) == ([Outcome.PASSED, Outcome.PASSED], (says,), set())


def test_a_mixture_is_wrong_and_has_its_name() -> None:
    found, remarks, names = outcomes(0.5, 2.0)

    assert found == [Outcome.FAILED, Outcome.PASSED]
    assert remarks == ()
    assert names == {"mixed"}


def test_a_convention_that_makes_no_difference_is_not_told() -> None:
    found = judged(
        PENALTY,
        {"penalty": penalty(1.0, 2.0)},
        {"penalty": penalty(1.0, 2.0)},
        conventions=[replace(HALF, function=penalty(1.0, 2.0))],
    )

    assert found.remarks == ()


def test_what_is_right_by_no_convention_is_held_against_the_reference() -> None:
    found, remarks, _ = outcomes(3.0, 7.0)

    assert found == [Outcome.FAILED, Outcome.FAILED]
    assert remarks == ()
