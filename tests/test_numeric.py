import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from grader.numeric import (
    RTOL,
    Line,
    Slope,
    SlopeKind,
    Ties,
    difference,
    direction,
    directions,
    gradient_size,
    rounding_noise,
    same,
    slope,
)

Floats = NDArray[np.float64]
COEFFICIENTS = st.floats(-3, 3).filter(lambda c: abs(c) > 0.01)


def measured(line: Line, *, noise: float = 1e-15) -> Slope:
    """The slope at 0 of a line whose values are about 1."""
    return slope(line, size=1.0, scale=1.0, noise=noise, allowed=1e-6)


# --- differences ----------------------------------------------------------------------------


def test_an_array_is_no_different_from_itself() -> None:
    values = np.array([0.0, 1e-300, -5.0, np.inf, -np.inf])

    assert difference(values, values).error == 0


@given(st.floats(1e-100, 1e100), st.integers(0, 5))
def test_one_entry_that_is_wrong_by_1e_4_is_wrong_at_every_size(size: float, place: int) -> None:
    want = size * np.array([1.0, -2.0, 0.5, 3.0, -1.0, 2.0])
    if size < 1e-9:
        return  # next to nothing is as good as nothing
    got = want.copy()
    got[place] *= 1 + 1e-4

    assert np.flatnonzero(difference(got, want).wrong).tolist() == [place]


@given(st.floats(1e-6, 1e300))
def test_the_rounding_of_single_precision_is_no_difference(size: float) -> None:
    want = size * np.random.default_rng(0).standard_normal(50)

    assert difference(want * (1 + 6e-8), want).right


def test_a_tiny_entry_may_have_the_rounding_of_its_neighbours() -> None:
    want = np.array([1.0, 1.0, 1e-12])

    assert difference(np.array([1.0, 1.0, 1e-7]), want).right
    assert not difference(np.array([1.0, 1.0, 1e-5]), want).right


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_wrong(bad: float) -> None:
    assert difference(np.array([1.0, bad]), np.array([1.0, 2.0])).wrong.tolist() == [False, True]


def test_numbers_whose_squares_are_no_numbers_are_compared_all_the_same() -> None:
    want = np.array([1.0, 1e300, 1.7e308])

    assert difference(want, want).right
    assert not difference(np.array([1.0, 1e300, 1.6e308]), want).right


def test_diagnosis_takes_nan_for_equal_and_shapes_for_different() -> None:
    values = np.array([np.nan, 1.0])

    assert same(values, values)
    assert not same(values, np.array([1.0, 1.0]))
    assert not same(np.ones((1, 3)), np.ones(3))


# --- directions -----------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.sampled_from(Ties))
def test_no_entry_of_a_direction_is_near_zero(seed: int, ties: Ties) -> None:
    rng = np.random.default_rng(seed)
    v = direction(rng, rng.integers(1, 4, (4, 5)).astype(float), ties)

    assert v.shape == (4, 5)
    assert ((np.abs(v) >= 0.5) & (np.abs(v) <= 1.5)).all()


@given(st.integers(0, 10**6))
def test_equal_entries_move_together_where_ties_are_kept(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(-1, 2, (3, 4)).astype(float)
    v = direction(rng, x, Ties.KEEP)

    assert all(len(set(v[x == value])) == 1 for value in np.unique(x))


def test_zeros_stay_in_every_fourth_direction() -> None:
    x = np.array([0.0, 1.0, 0.0, 2.0])
    found = list(directions(np.random.default_rng(0), x, 8))

    assert [not v[x == 0].any() for v in found] == [True, False, False, False] * 2


def test_where_all_is_zero_something_moves_all_the_same() -> None:
    assert all(v.any() for v in directions(np.random.default_rng(0), np.zeros(5), 4))


@pytest.mark.parametrize("shape", [(), (1,), (0,), (2, 0, 3)])
def test_directions_have_the_shape_of_x(shape: tuple[int, ...]) -> None:
    found = list(directions(np.random.default_rng(0), np.zeros(shape), 4))

    assert all(v.shape == shape for v in found)


def test_the_size_of_a_slope_does_not_cancel() -> None:
    gradient = np.array([1.0, -1.0])

    assert gradient_size(gradient, np.ones(2)) == pytest.approx(np.sqrt(2))


# --- slopes ---------------------------------------------------------------------------------


@settings(deadline=None)
@given(COEFFICIENTS, COEFFICIENTS, COEFFICIENTS)
def test_the_slope_of_a_smooth_function_is_found(a: float, b: float, c: float) -> None:
    found = measured(lambda t: np.array([a * t + b * t**2, np.sin(c * t) + c * t**3]))

    assert found.kind is SlopeKind.SMOOTH
    assert abs(found.low - (a + c)) <= 1e-6
    assert found.low == found.high


@settings(deadline=None)
@given(COEFFICIENTS, COEFFICIENTS, COEFFICIENTS)
def test_at_a_kink_the_slopes_of_both_sides_are_found(a: float, left: float, right: float) -> None:
    if abs(left - right) < 0.01:
        return
    found = measured(lambda t: np.array([a * t + t**2 + (right if t > 0 else left) * t]))

    assert found.kind is SlopeKind.KINK
    assert found.low == pytest.approx(a + min(left, right), abs=1e-6)
    assert found.high == pytest.approx(a + max(left, right), abs=1e-6)


def test_kinks_of_opposite_sign_do_not_cancel() -> None:
    found = measured(lambda t: np.array([max(0.0, t), min(0.0, t)]))

    assert (found.kind, round(found.low, 9), round(found.high, 9)) == (SlopeKind.KINK, 0, 2)


@pytest.mark.parametrize("place", [1e-3, 1e-4, 3e-5, -2e-4])
def test_a_kink_near_the_point_is_none_at_the_point(place: float) -> None:
    found = measured(lambda t: np.array([2 * t + max(0.0, t - place) - max(0.0, -place)]))

    assert found.kind is SlopeKind.SMOOTH
    assert found.low == pytest.approx(3.0 if place < 0 else 2.0, abs=1e-6)


def test_a_jump_of_the_value_has_no_slope() -> None:
    assert measured(lambda t: np.array([1.0 if t > 0 else 0.0])).kind is not SlopeKind.SMOOTH


def test_what_is_between_the_slopes_of_a_kink_is_no_miss() -> None:
    kink = Slope(SlopeKind.KINK, -1.0, 2.0, 0.0)

    assert [kink.miss(along) for along in (-1.5, -1.0, 0.3, 2.0, 2.25)] == [0.5, 0, 0, 0, 0.25]
    assert kink.tolerance(1.0) == pytest.approx(3 * RTOL)


# --- noise ----------------------------------------------------------------------------------


def noise_of(outputs: NDArray[np.floating], line: Line) -> float:
    return rounding_noise(outputs, outputs.astype(np.float64), line)


def test_single_precision_is_noticed_by_type_and_by_its_values() -> None:
    values = np.random.default_rng(0).standard_normal(9)
    plain = noise_of(values, lambda t: t * values)

    assert noise_of(values.astype(np.float32), lambda t: t * values) > 1e6 * plain
    assert noise_of(values.astype(np.float32).astype(float), lambda t: t * values) > 1e6 * plain


def test_whole_numbers_are_not_taken_for_single_precision() -> None:
    whole = np.array([1.0, -3.0, 4.5])

    assert noise_of(whole, lambda t: t * whole) < 1e-13


def test_noise_in_the_function_is_measured() -> None:
    rng = np.random.default_rng(0)
    values = np.ones(3) / 3

    assert noise_of(values, lambda t: t * values + 1e-8 * rng.standard_normal(3)) > 1e-9


def test_a_kink_at_the_point_is_no_noise() -> None:
    values = np.ones(3) / 3

    assert noise_of(values, lambda t: np.abs(t) * values) < 1e-13
