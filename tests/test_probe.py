from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from grader import gradcheck

Floats = NDArray[np.float64]
SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
SIZES = st.floats(-2, 2).map(lambda exponent: 10**exponent)
SEEDS = st.integers(0, 10**6)


def logistic(x: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-x))
    return found


SMOOTH: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "square": (lambda x: x**2, lambda x: 2 * x),
    "cube": (lambda x: x**3 + x, lambda x: 3 * x**2 + 1),
    "sine": (np.sin, np.cos),
    "logistic": (lambda x: logistic(x / 10), lambda x: logistic(x / 10) * logistic(-x / 10) / 10),
    "softplus": (lambda x: np.logaddexp(0, x), logistic),
    "reciprocal": (lambda x: 1 / (1 + x**2), lambda x: -2 * x / (1 + x**2) ** 2),
}


def drawn(seed: int, shape: tuple[int, ...], size: float = 1.0) -> tuple[Floats, Floats]:
    """A point, and a dout."""
    rng = np.random.default_rng(seed)
    return size * rng.standard_normal(shape), rng.standard_normal(shape)


# --- smooth functions -----------------------------------------------------------------------


@settings(deadline=None)
@given(st.sampled_from(sorted(SMOOTH)), SEEDS, SHAPES, SIZES)
def test_the_right_gradient_of_a_smooth_function_passes(
    name: str, seed: int, shape: tuple[int, ...], size: float
) -> None:
    f, derivative = SMOOTH[name]
    x, dout = drawn(seed, shape, size)

    assert gradcheck(f, x, dout * derivative(x), dout)


@settings(deadline=None)
@given(st.sampled_from(["square", "cube", "sine"]), SEEDS, SHAPES, st.sampled_from([1, -1]))
def test_a_gradient_wrong_by_1e_4_fails(
    name: str, seed: int, shape: tuple[int, ...], sign: int
) -> None:
    f, derivative = SMOOTH[name]
    x, dout = drawn(seed, shape)

    assert not gradcheck(f, x, (1 + sign * 1e-4) * dout * derivative(x), dout)


@settings(deadline=None)
@given(SEEDS, st.integers(0, 11))
def test_one_wrong_entry_fails_and_is_told(seed: int, place: int) -> None:
    x, dout = drawn(seed, (3, 4))
    gradient = 2 * x * dout
    gradient.flat[place] += 1

    found = gradcheck(lambda x: x**2, x, gradient, dout)

    assert not found
    assert f"at x[{place // 4}, {place % 4}]" in str(found)


def test_a_loss_needs_no_dout_and_may_be_a_number() -> None:
    assert gradcheck(lambda w: float(np.sum(w**2)), np.array([1.0, 2.0]), np.array([2.0, 4.0]))
    assert gradcheck(lambda w: w**2, np.array(3.0), np.array(6.0))


def test_a_function_that_does_not_change_has_the_gradient_zero() -> None:
    x = np.arange(4.0)

    assert gradcheck(lambda x: 5.0, x, np.zeros(4))
    assert not gradcheck(lambda x: 5.0, x, np.ones(4))


def test_every_block_that_has_a_gradient_is_judged() -> None:
    rng = np.random.default_rng(0)
    X, w, b, dout = (rng.standard_normal(s) for s in ((5, 3), (3, 2), (2,), (5, 2)))
    x = {"X": X, "w": w, "b": b}
    right = {"w": X.T @ dout, "b": dout.sum(0)}

    def affine(X: Floats, w: Floats, b: Floats) -> Floats:
        product: Floats = X @ w
        return product + b

    assert gradcheck(affine, x, right, dout)
    found = gradcheck(affine, x, {**right, "b": dout.mean(0)}, dout)
    assert [finding.block for finding in found.findings] == ["b"]


def test_the_function_gets_copies_and_may_spoil_them() -> None:
    def spoils(x: Floats) -> Floats:
        x *= 2
        return x

    x = np.array([1.0, -2.0, 3.0])

    assert gradcheck(spoils, x, 2 * np.ones(3), np.ones(3))
    assert x.tolist() == [1, -2, 3]


def test_the_same_question_has_the_same_answer() -> None:
    x, dout = drawn(0, (3, 4))
    answers = {str(gradcheck(np.sin, x, dout * np.cos(x), dout)) for _ in range(3)}

    assert len(answers) == 1


# --- kinks ----------------------------------------------------------------------------------

KINKY = np.array([0.0, 1.0, 0.0, -2.0, 0.0, 3.0, 0.0])


@settings(deadline=None)
@given(st.floats(0, 1), SEEDS)
def test_any_subgradient_of_relu_is_right_at_zero(share: float, seed: int) -> None:
    _, dout = drawn(seed, KINKY.shape)
    gradient = dout * np.where(KINKY == 0, share, KINKY > 0)

    found = gradcheck(lambda x: np.maximum(0, x), KINKY, gradient, dout)

    assert found
    assert found.kinks


@settings(deadline=None)
@given(st.one_of(st.floats(1.01, 3), st.floats(-2, -0.01)), SEEDS)
def test_what_is_no_subgradient_of_relu_fails(share: float, seed: int) -> None:
    _, dout = drawn(seed, KINKY.shape)
    gradient = dout * np.where(KINKY == 0, share, KINKY > 0)

    assert not gradcheck(lambda x: np.maximum(0, x), KINKY, gradient, dout)


@pytest.mark.parametrize("at_zero", [-1.0, -0.3, 0.0, 1.0])
def test_any_subgradient_of_the_absolute_value_is_right_at_zero(at_zero: float) -> None:
    gradient = np.where(KINKY == 0, at_zero, np.sign(KINKY))

    assert gradcheck(lambda x: np.abs(x).sum(), KINKY, gradient)


def largest(x: Floats) -> Floats:
    """The largest entry of each row."""
    found: Floats = x.max(axis=1)
    return found


TIED = np.array([[2.0, 2.0, 1.0], [0.0, 3.0, 3.0], [1.0, 1.0, 1.0]])
WINNERS = (TIED.max(axis=1, keepdims=True) == TIED).astype(float)


@pytest.mark.parametrize(
    "mask",
    [
        np.array([[1.0, 0, 0], [0, 1, 0], [1, 0, 0]]),
        np.array([[0, 1.0, 0], [0, 0, 1], [0, 0, 1]]),
        WINNERS / WINNERS.sum(axis=1, keepdims=True),
    ],
    ids=["the first", "the last", "shared"],
)
def test_a_tie_may_be_given_to_either_or_shared(mask: Floats) -> None:
    dout = np.array([1.5, -0.7, 0.4])

    assert gradcheck(largest, TIED, mask * dout[:, None], dout)


def test_a_tie_may_not_be_given_to_both_in_full() -> None:
    dout = np.array([1.5, -0.7, 0.4])

    assert not gradcheck(largest, TIED, WINNERS * dout[:, None], dout)


@settings(deadline=None)
@given(SEEDS)
def test_zeros_among_many_entries_do_not_hide_a_small_mistake(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, dout = rng.integers(-1, 2, (10, 9)).astype(float), rng.standard_normal((10, 9))
    x[0, 0] = 1.0
    gradient = dout * (x > 0)

    assert gradcheck(lambda x: np.maximum(0, x), x, gradient, dout)
    assert not gradcheck(lambda x: np.maximum(0, x), x, 1.001 * gradient, dout)


# --- single precision -----------------------------------------------------------------------


def single(f: Callable[[Any], Any]) -> Callable[[Floats], Floats]:
    """The function in single precision."""
    return lambda x: f(x.astype(np.float32))


@settings(deadline=None)
@given(st.sampled_from(sorted(SMOOTH)), SEEDS)
def test_single_precision_in_the_forward_does_not_blame_the_backward(name: str, seed: int) -> None:
    f, derivative = SMOOTH[name]
    x, dout = drawn(seed, (4, 5))

    assert gradcheck(single(f), x, dout * derivative(x), dout)


@settings(deadline=None)
@given(SEEDS)
def test_single_precision_in_the_forward_does_not_hide_a_mistake_either(seed: int) -> None:
    x, dout = drawn(seed, (4, 5))

    assert not gradcheck(single(np.sin), x, 1.1 * dout * np.cos(x), dout)


def test_single_precision_in_the_backward_is_right() -> None:
    x, dout = drawn(0, (20, 30))

    assert gradcheck(np.sin, x, (dout * np.cos(x)).astype(np.float32), dout)


# --- what cannot be judged ------------------------------------------------------------------


def test_an_array_needs_a_dout() -> None:
    with pytest.raises(ValueError, match=r"returns an array of shape \(3,\): pass the dout"):
        gradcheck(np.sin, np.ones(3), np.ones(3))


def test_dout_has_the_shape_of_the_value() -> None:
    with pytest.raises(ValueError, match=r"dout has shape \(2,\), but f\(x\) has shape \(3,\)"):
        gradcheck(np.sin, np.ones(3), np.ones(3), np.ones(2))


@pytest.mark.parametrize(
    ("gradient", "says"),
    [
        (np.ones((1, 3)), "the gradient has shape (1, 3), x has (3,)"),
        (np.array([1.0, np.nan, np.inf]), "2 of 3 entries are NaN or infinite"),
        (np.array([1j, 1, 1]), "holds complex128, not numbers"),
        (np.array(["a", "b", "c"]), "holds <U1, not numbers"),
    ],
)
def test_what_is_no_gradient_is_said_to_be_none(gradient: NDArray[Any], says: str) -> None:
    found = gradcheck(lambda x: x.sum(), np.ones(3), gradient)

    assert not found
    assert says in str(found)


def test_a_function_without_a_slope_is_undecided_not_right() -> None:
    found = gradcheck(lambda x: np.sum(x > 0) + np.nan, np.zeros(3), np.zeros(3))

    assert not found
    assert found.undecided == ("x",)
    assert str(found) == "undecided: no clear slope for x"


def test_a_step_at_the_point_is_not_right() -> None:
    assert not gradcheck(lambda x: float(np.sum(x > 0)), np.zeros(3), np.zeros(3))


def test_an_empty_block_has_nothing_wrong() -> None:
    assert gradcheck(lambda x: x.sum(), np.zeros((0, 3)), np.zeros((0, 3)))


def test_a_right_answer_says_how_exact_it_is() -> None:
    found = gradcheck(lambda x: x @ x, np.arange(3.0), 2 * np.arange(3.0))

    assert str(found).startswith("right: worst error ")
    assert found.error <= found.tolerance
    assert found.evaluations < 200
