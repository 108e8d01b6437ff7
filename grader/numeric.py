"""Differences between arrays, and slopes of functions that have kinks.

The constants were measured on a bank of right and wrong gradients. What each is for stands in
docs/explanation/gradient-checking.md; `make bench` measures them again.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .model import Array

RTOL = 4e-6
"""30 times above float32 rounding, 25 times below a gradient that is wrong by 1e-4."""

FLOOR = 2.5e-8
"""With RTOL, the absolute error 1e-13 that an entry may have where everything is zero."""

HUGE = 2.0**500
"""Arrays with larger numbers are compared in units of the largest: squares would overflow."""

FIRST_STEP = 2e-3
SHRINK = 16.0
RUNGS = 6
EPSILON = 2.0**-52
EPSILON32 = 6e-8

Line: TypeAlias = Callable[[float], NDArray[np.float64]]
"""t -> (f(x + t v) - f(x)) * dout, one number for each output of f."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far `got` is from `want`: the error of every entry, relative to its neighbourhood."""

    errors: NDArray[np.float64]
    tolerance: float

    @property
    def error(self) -> float:
        """The worst entry's error."""
        return float(self.errors.max(initial=0.0))

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Marks the entries whose error is above the tolerance."""
        return self.errors > self.tolerance

    @property
    def right(self) -> bool:
        return not self.wrong.any()


def difference(got: Array, want: Array, tolerance: float = RTOL) -> Difference:
    """Entrywise comparison of two arrays of one shape.

    An entry's error is |got - want| / (|want| + rms(want) / 2): a tiny entry among large ones is
    judged by what its neighbours' rounding allows. Entries that are not finite are wrong, unless
    both are the same infinity.
    """
    want = np.asarray(want, dtype=np.float64)
    got = np.asarray(got, dtype=np.float64)
    size = rms(want)
    if not size < HUGE:  # also where an entry is not finite
        want, got, size = _in_bounds(want, got)
    with np.errstate(all="ignore"):
        error = np.abs(got - want) / (np.abs(want) + (0.5 * size + FLOOR))
    if not np.isfinite(error).all():
        error = np.where(got == want, 0.0, np.where(np.isfinite(error), error, np.inf))
    return Difference(np.asarray(error), tolerance)


def _in_bounds(want: Array, got: Array) -> tuple[Array, Array, float]:
    """Both in units in which squares do not overflow, and the rms of the finite entries of want."""
    finite = want[np.isfinite(want)]
    largest = np.abs(finite).max(initial=0.0)
    if largest > HUGE:
        want, got, finite = want / largest, got / largest, finite / largest
    return want, got, rms(finite)


def same(got: Array, want: Array, tolerance: float = 3e-6) -> bool:
    """Equality as diagnosis needs it: zero residual up to rounding, and NaN equals NaN."""
    if got.shape != want.shape:
        return False
    got, want = np.asarray(got, dtype=np.float64), np.asarray(want, dtype=np.float64)
    nan = np.isnan(want)
    if not np.array_equal(np.isnan(got), nan):
        return False
    return difference(np.where(nan, 0.0, got), np.where(nan, 0.0, want), tolerance).right


def rms(x: Array) -> float:
    """Root mean square of the entries, 0 for an empty array."""
    if not x.size:
        return 0.0
    with np.errstate(over="ignore"):
        squares = np.square(x, dtype=np.float64)
        return math.sqrt(np.add.reduce(squares, axis=None) / x.size)  # np.mean takes twice as long


def typical_size(x: Array) -> float:
    """The rms of `x`, or 1 where `x` is zero: the unit of a step from x."""
    return rms(x) or 1.0


class SlopeKind(StrEnum):
    """What a function does along a direction, seen from a point."""

    SMOOTH = "smooth"
    KINK = "kink"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Slope:
    """The derivative along a direction lies in [low, high], up to `error`.

    At a kink, `low` and `high` are the sums over outputs of the lesser and the greater one-sided
    slope: the support function of the subdifferential. Elsewhere they are equal.
    """

    kind: SlopeKind
    low: float
    high: float
    error: float

    def tolerance(self, size: float) -> float:
        """The miss that measurement error and rounding explain; `size` as `gradient_size`."""
        return 4.0 * self.error + RTOL * self.scale(size)

    def scale(self, size: float) -> float:
        """What a miss is measured against."""
        return size + max(abs(self.low), abs(self.high))

    def miss(self, along: float) -> float:
        """How far outside the allowed slopes `along` = g.v is."""
        return max(self.low - along, along - self.high, 0.0)


def gradient_size(gradient: Array, direction: Array) -> float:
    """The size of g.v without cancellation, not below what its neighbours' rounding allows."""
    parts = float(np.sqrt(np.sum((gradient * direction) ** 2)))
    return max(parts, 0.5 * rms(gradient) * float(np.sqrt(np.sum(direction**2))))


class Ties(StrEnum):
    """What a direction does where entries of x are equal, or zero."""

    BREAK = "break"
    KEEP = "keep"
    KEEP_WITH_ZEROS = "keep with zeros"


def direction(rng: Generator, x: Array, ties: Ties) -> NDArray[np.float64]:
    """A random direction of entries +-U[.5, 1.5], shaped like `x`.

    Such entries are never near zero and do not cancel against structured errors, as +-1 would in
    half of the draws. Where ties are kept, equal entries of `x` move together, and zeros may stay:
    along it max, ReLU and |.| remain smooth, which catches a gradient routed to all tied maxima.
    """
    if ties is Ties.BREAK:
        return _signed(rng, x.shape)
    values, where = np.unique(x, return_inverse=True)
    steps = _signed(rng, values.shape)
    if ties is Ties.KEEP_WITH_ZEROS:
        steps[values == 0] = 0.0
    moved = steps[where].reshape(x.shape)
    return moved if moved.any() else np.ones(x.shape)


def directions(rng: Generator, x: Array, count: int) -> Iterator[NDArray[np.float64]]:
    """So many random directions: every second one keeps ties, every fourth one zeros as well."""
    kinds = [Ties.KEEP_WITH_ZEROS, Ties.BREAK, Ties.KEEP, Ties.BREAK]
    for attempt in range(count):
        yield direction(rng, x, kinds[attempt % len(kinds)])


def _signed(rng: Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1.5, shape)


def rounding_noise(outputs: Array, weighted: NDArray[np.float64], line: Line) -> float:
    """The rounding noise of sum(f(x) * dout).

    `outputs` is f(x) as returned, `weighted` is f(x) * dout, `line` a random line in units of x.
    Starts from float64's (or float32's) rounding, and is raised to the residual of a quadratic
    through seven points on one side of x, so that a kink at x is not taken for noise.
    """
    norm = float(np.sqrt(np.sum(weighted**2)))
    noise = 4.0 * EPSILON * (norm + abs(float(weighted.sum())))
    if _looks_like_float32(outputs):
        noise = max(noise, 3.0 * EPSILON32 * norm)
    t = np.arange(1.0, 8.0)
    y = np.array([float(line(1e-6 * step).sum()) for step in t])
    residual = np.sort(np.abs(y - np.polyval(np.polyfit(t, y, 2), t)))
    # The fifth smallest of seven: one crossed kink does not count as noise.
    return max(noise, 2.0 * float(residual[4]))


def _looks_like_float32(outputs: Array) -> bool:
    """True for float32 results, and for float64 ones that hold float32 values (not integers)."""
    if outputs.dtype == np.float32:
        return True
    rounded = outputs.astype(np.float32).astype(np.float64)
    return bool(
        outputs.size
        and np.array_equal(rounded, outputs)
        and not np.array_equal(np.round(outputs * 64), outputs * 64)
    )


def slope(line: Line, *, size: float, scale: float, noise: float, allowed: float) -> Slope:
    """The derivative of sum(line) at 0, with its error; kinks at 0 and near it are told apart.

    `size` is sum(|f(x) * dout|), `scale` the unit of a step, `noise` as `rounding_noise`,
    `allowed` the absolute error that settles the question.

    Central differences at h, h/2, h/4 and Richardson's extrapolation twice. Where the two
    extrapolations disagree a kink lies inside the window: the step shrinks, at most six times. So
    it does while the error is more than allowed and rounding leaves something to gain.
    """
    step = max(FIRST_STEP, min(0.1, (noise / (size + 1e-300)) ** 0.2)) * scale
    smooth: list[Slope] = []
    unclear: list[Slope] = []
    for rung in range(RUNGS):
        found = _rung(line, step, noise, allowed)
        if found.kind is SlopeKind.KINK or (
            found.kind is SlopeKind.SMOOTH and found.error <= allowed
        ):
            return found
        (smooth if found.kind is SlopeKind.SMOOTH else unclear).append(found)
        step /= SHRINK
        rounding = _rounding(noise, step)
        if len(smooth) > 1 and rounding > min(s.error for s in smooth):
            break
        if not smooth and rung >= 2 and rounding > 1e3 * allowed:
            break
    return _agreed(smooth) if smooth else min(unclear, key=lambda slope: slope.error)


def _agreed(smooth: list[Slope]) -> Slope:
    """The most exact of several slopes; where they contradict each other, as far as they do.

    With single precision a kink inside the first window may pass for noise. The next one tells.
    """
    best = min(smooth, key=lambda slope: slope.error)
    gap = max(abs(slope.low - best.low) - slope.error for slope in smooth)
    return replace(best, error=max(best.error, gap))


def _rounding(noise: float, step: float) -> float:
    """What rounding noise does to the differences of a rung, whose least step is a quarter."""
    return 4.0 * noise / (0.25 * step)


def _rung(line: Line, step: float, noise: float, allowed: float) -> Slope:
    """One rung of the ladder: what the slope is as seen with this step."""
    steps = (step, 0.5 * step, 0.25 * step)
    sides = [(line(h), line(-h)) for h in steps]
    central = [
        float(np.sum(up - down)) / (2 * h) for (up, down), h in zip(sides, steps, strict=True)
    ]
    coarse, fine = (4 * central[1] - central[0]) / 3, (4 * central[2] - central[1]) / 3
    rounding, truncation = _rounding(noise, step), abs(fine - coarse)
    # Slope to the right minus slope to the left, per output, extrapolated to h = 0.
    gaps = [(up + down) / h for (up, down), h in zip(sides, steps, strict=True)]
    jump_coarse, jump = 2 * gaps[1] - gaps[0], 2 * gaps[2] - gaps[1]
    kinked = (np.abs(jump) > 20 * rounding) & (np.abs(jump - jump_coarse) < 0.4 * np.abs(jump))
    if kinked.any():
        return _kink(sides, steps, kinked, rounding) or Slope(
            SlopeKind.UNCLEAR, fine, fine, truncation + rounding
        )
    if truncation <= max(4 * rounding, 0.25 * allowed):
        unseen = 0.5 * float(np.abs(jump).sum())  # jumps below the noise
        return Slope(SlopeKind.SMOOTH, fine, fine, truncation + rounding + unseen)
    return Slope(SlopeKind.UNCLEAR, fine, fine, truncation + rounding)


def _kink(
    sides: list[tuple[NDArray[np.float64], NDArray[np.float64]]],
    steps: tuple[float, float, float],
    kinked: NDArray[np.bool_],
    rounding: float,
) -> Slope | None:
    """The two one-sided slopes, per output so that kinks of opposite sign cannot cancel."""
    (up0, down0), (up1, down1), (up2, down2) = sides
    h0, h1, h2 = steps
    right, right_coarse = 2 * up2 / h2 - up1 / h1, 2 * up1 / h1 - up0 / h0
    left, left_coarse = down1 / h1 - 2 * down2 / h2, down0 / h0 - 2 * down1 / h1
    error = float(np.abs(right - right_coarse).sum() + np.abs(left - left_coarse).sum())
    if error > max(1e-3 * float(np.abs(right - left)[kinked].sum()), 20 * rounding):
        return None
    middle = (right + left) / 2
    low = float(np.where(kinked, np.minimum(right, left), middle).sum())
    high = float(np.where(kinked, np.maximum(right, left), middle).sum())
    unseen = 0.5 * float(np.abs(right - left)[~kinked].sum())  # jumps below the noise
    return Slope(SlopeKind.KINK, low, high, error + rounding + unseen)
