"""The gradient check: what is right, what is half right, and what is never paid."""

from typing import Any

import numpy as np
import pytest

from grader.checks import GradientCheck, MatchesReference
from grader.model import Case, CaseKind, Outcome, Verdict
from grader.pictures import ErrorMap, Tangent
from grader.problems import Layer, LossFunction
from grader.solution import Misconception
from inhouse import judged


def lasso(W: Any, reg: Any) -> tuple[Any, Any]:
    return reg * np.sum(np.abs(W)) + np.sum(W * W), reg * np.sign(W) + 2 * W


LASSO = LossFunction(
    "lasso",
    inputs=[
        Case("smooth", lambda rng: {"W": rng.standard_normal((3, 2)), "reg": 0.3}),
        Case("wide", lambda rng: {"W": rng.standard_normal((2, 5)), "reg": 0.7}),
        Case(
            "zeros",
            lambda rng: {"W": np.array([[1.0, 0, -2], [0, 0, 3]]), "reg": 0.5},
            kind=CaseKind.TIE,
        ),
    ],
    wrt=["W"],
    checks=[MatchesReference(points=1), GradientCheck(points=2)],
)


def graded(student: Any, **more: Any) -> Verdict:
    return judged(LASSO, {"lasso": lasso}, {"lasso": student}, **more).verdicts["gradient"]


@pytest.mark.parametrize("slope", [-1.0, -0.3, 0.0, 0.5, 1.0])
def test_any_subgradient_on_a_kink_is_right(slope: float) -> None:
    def student(W: Any, reg: float) -> Any:
        return lasso(W, reg)[0], reg * np.where(W == 0, slope, np.sign(W)) + 2 * W

    assert graded(student).outcome is Outcome.PASSED


def test_a_wrong_gradient_is_drawn_beside_the_slope_of_its_own_loss() -> None:
    errors, line = graded(lambda W, reg: (lasso(W, reg)[0], 3 * lasso(W, reg)[1])).pictures

    assert isinstance(errors, ErrorMap)
    assert isinstance(line, Tangent)
    assert line.analytic == pytest.approx(3 * line.numeric, rel=0.01)
    assert line.loss[len(line.loss) // 2] == 0


@pytest.mark.parametrize("size", [1e160, 1e300, 1e308, -1e308])
def test_a_gradient_of_any_size_is_only_wrong(size: float) -> None:
    verdict = graded(lambda W, reg: (lasso(W, reg)[0], np.full(W.shape, size)))

    assert verdict.outcome is Outcome.FAILED


@pytest.mark.parametrize("odd", [np.nan, np.inf, 1j, np.array([1j]), np.ones(3), "text", None])
def test_a_loss_that_is_no_finite_number_along_the_line_is_not_drawn(odd: Any) -> None:
    first: dict[Any, Any] = {}

    def student(W: Any, reg: float) -> Any:
        loss, dW = lasso(W, reg)
        moved = not np.array_equal(first.setdefault((W.shape, reg), W.copy()), W)
        return (odd if moved else loss), 3 * dW

    (errors,) = graded(student).pictures

    assert isinstance(errors, ErrorMap)


@pytest.mark.parametrize("slope", [-1.01, 1.01, 2.0])
def test_a_slope_outside_the_subdifferential_is_wrong(slope: float) -> None:
    def student(W: Any, reg: float) -> Any:
        return lasso(W, reg)[0], reg * np.where(W == 0, slope, np.sign(W)) + 2 * W

    verdict = graded(student)

    assert verdict.outcome is Outcome.FAILED
    assert verdict.says == "dW is wrong in 1 of 3 cases (zeros)"


def maximum_forward(x: Any) -> Any:
    return x.max(axis=1), x


def maximum_backward(dout: Any, x: Any) -> Any:
    dx = np.zeros_like(x)
    dx[np.arange(len(x)), x.argmax(axis=1)] = dout
    return dx


MAXIMUM = Layer(
    "maximum",
    inputs=[
        Case("smooth", lambda rng: {"x": rng.standard_normal((3, 4))}),
        Case(
            "ties",
            lambda rng: {"x": np.array([[1.0, 1, 0], [2, 2, 2]])},
            kind=CaseKind.TIE,
        ),
    ],
    wrt=["x"],
    checks=[GradientCheck(points=1)],
)


def backward_with(weigh: Any) -> Any:
    def backward(dout: Any, x: Any) -> Any:
        at_maximum = x == x.max(axis=1, keepdims=True)
        return dout[:, None] * weigh(at_maximum)

    return backward


def maximum_verdict(backward: Any) -> Verdict:
    reference: dict[str, Any] = {
        "maximum_forward": maximum_forward,
        "maximum_backward": maximum_backward,
    }
    student = {**reference, "maximum_backward": backward}
    return judged(MAXIMUM, reference, student).verdicts["gradient"]


def test_a_gradient_shared_among_tied_maxima_is_right() -> None:
    shared = backward_with(lambda m: m / m.sum(axis=1, keepdims=True))

    assert maximum_verdict(shared).outcome is Outcome.PASSED


def test_a_gradient_routed_to_all_tied_maxima_is_wrong() -> None:
    assert maximum_verdict(backward_with(lambda m: m)).outcome is Outcome.FAILED


@pytest.mark.parametrize("factor", [1 + 1e-4, 1 - 1e-4, 2, 0.5, -1, 0])
def test_scaling_a_right_gradient_is_seen(factor: float) -> None:
    verdict = graded(lambda W, reg: (lasso(W, reg)[0], factor * lasso(W, reg)[1]))

    assert verdict.outcome is Outcome.FAILED
    assert verdict.credit == 0


def test_single_precision_is_right() -> None:
    verdict = graded(lambda W, reg: lasso(W.astype("f4"), np.float32(reg)))

    assert verdict.outcome is Outcome.PASSED


def twice(W: Any, reg: float) -> Any:
    """Everything is doubled."""
    return 2 * lasso(W, reg)[0], 2 * lasso(W, reg)[1]


TWICE = Misconception("twice", "Everything is doubled.", ("lasso",), twice)


def test_a_gradient_beside_a_forward_of_another_shape_is_judged_by_itself() -> None:
    student: dict[str, Any] = {
        "maximum_forward": lambda x: (x, x),
        "maximum_backward": lambda dout, x: maximum_backward(2 * dout, x),
    }
    own: dict[str, Any] = {
        "maximum_forward": maximum_forward,
        "maximum_backward": maximum_backward,
    }

    verdict = judged(MAXIMUM, own, student).verdicts["gradient"]

    assert verdict.outcome is Outcome.FAILED
    assert verdict.says == "dx is wrong in 2 of 2 cases"


def test_a_gradient_that_fits_its_own_named_wrong_loss_earns_half() -> None:
    verdict = graded(twice, misconceptions=[TWICE])

    assert verdict.outcome is Outcome.PARTIAL
    assert verdict.credit == 0.5
    assert verdict.misconception == "twice"
    assert "fix the loss first" in verdict.says


def test_a_gradient_that_fits_an_unnamed_wrong_loss_earns_nothing() -> None:
    verdict = graded(lambda W, reg: (np.sum(W**4), 4 * W**3))

    assert verdict.outcome is Outcome.FAILED
    assert "right for your loss" in verdict.says


def test_zeros_fit_themselves_and_earn_nothing() -> None:
    verdict = graded(lambda W, reg: (0.0, np.zeros_like(W)), misconceptions=[TWICE])

    assert verdict.outcome is Outcome.FAILED


def test_a_right_gradient_earns_its_points_though_the_loss_is_wrong() -> None:
    verdict = graded(lambda W, reg: (0.0, lasso(W, reg)[1]))

    assert verdict.outcome is Outcome.PASSED


def test_a_gradient_of_integers_is_judged_by_its_values() -> None:
    verdict = graded(lambda W, reg: (lasso(W, reg)[0], np.round(lasso(W, reg)[1]).astype(int)))

    assert verdict.outcome is Outcome.FAILED


def test_a_missing_gradient_fails_by_the_contract() -> None:
    verdict = graded(lambda W, reg: (lasso(W, reg)[0], None))

    assert verdict.says == "dW is None; expected an array of shape (3, 2)"
