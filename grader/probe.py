"""The gradient checker: a gradient against the numeric derivative of its own function.

`gradcheck` is public, for anyone's own functions; docs/explanation/gradient-checking.md explains it
to a student. The grader itself asks it whether a wrong gradient fits the student's own loss.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .model import Array
from .numeric import (
    Slope,
    SlopeKind,
    difference,
    directions,
    gradient_size,
    rounding_noise,
    slope,
    typical_size,
)

Blocks: TypeAlias = Mapping[str, NDArray[np.float64]]
Function: TypeAlias = Callable[[Blocks], Array]

SINGLE_ENTRIES = 64
"""Where a kink was met, so many entries are also tried one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the gradient of one block."""

    block: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradcheck:
    """What `gradcheck` found. True where the gradient is right.

    `error` is the worst miss relative to the slope's size, `tolerance` what that miss was allowed;
    `kinks` counts the directions along which the function has a kink at x; `undecided` names the
    blocks for which no direction gave a clear slope.
    """

    ok: bool
    error: float
    tolerance: float
    kinks: int
    evaluations: int
    findings: tuple[Finding, ...] = ()
    undecided: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        if self.findings:
            return "wrong: " + "; ".join(finding.says for finding in self.findings)
        if self.undecided:
            return f"undecided: no clear slope for {', '.join(self.undecided)}"
        kinks = f", {self.kinks} directions meet a kink" if self.kinks else ""
        return f"right: worst error {self.error:.1e}, tolerance {self.tolerance:.1e}{kinks}"


@dataclass(frozen=True, slots=True)
class Landscape:
    """A function around one point: phi(x) = sum(f(x) * dout), kept per output of f."""

    function: Function
    x: Blocks
    dout: NDArray[np.float64]
    weighted: NDArray[np.float64]
    noise: float

    @classmethod
    def around(
        cls, function: Function, x: Blocks, dout: Array | float, rng: Generator
    ) -> "Landscape":
        """Evaluates f at x and measures its rounding noise along a random direction."""
        outputs = np.asarray(function(x))
        weights = np.asarray(dout, dtype=np.float64)
        weighted = np.atleast_1d(outputs.astype(np.float64) * weights).ravel()
        flat = cls(function, x, weights, weighted, 0.0)
        away = {name: rng.standard_normal(a.shape) * typical_size(a) for name, a in x.items()}
        return cls(
            function, x, weights, weighted, rounding_noise(outputs, weighted, flat.line(away))
        )

    def line(self, directions: Blocks) -> Callable[[float], NDArray[np.float64]]:
        """The function t -> phi(x + t v) - phi(x), per output of f."""

        def along(t: float) -> NDArray[np.float64]:
            moved = {**self.x, **{name: self.x[name] + t * v for name, v in directions.items()}}
            outputs = np.asarray(self.function(moved), dtype=np.float64)
            return np.atleast_1d(outputs * self.dout).ravel() - self.weighted

        return along

    def slope(self, block: str, v: NDArray[np.float64], allowed: float) -> Slope:
        """The derivative along `v` in one block."""
        return slope(
            self.line({block: v}),
            size=float(np.abs(self.weighted).sum()),
            scale=typical_size(self.x[block]),
            noise=self.noise,
            allowed=allowed,
        )


def gradcheck(
    f: Callable[..., Any],
    x: Array | Mapping[str, Array],
    g: Array | Mapping[str, Array],
    dout: Array | float | None = None,
    *,
    directions: int = 4,
    seed: int = 0,
) -> Gradcheck:
    """Whether `g` is the gradient of sum(f(x) * dout) at x, by the numeric derivative of f.

    f: a function of one array, called f(x); or of several, called f(**x) with `x` a dict.
    x: the point, an array or a dict of arrays. It is converted to float64, and f gets copies.
    g: the gradient to judge, shaped like x; with a dict of x, the blocks that g names are judged.
    dout: the upstream gradient that g was computed with, shaped like f(x); only a scalar f, such
        as a loss, can do without.

    Kinks are no failure: where f has one at x (ReLU at 0, |w| at 0, a tie in max), any subgradient
    is right. A float32 f is judged by float32's rounding.

    Raises ValueError where dout is needed, or its shape is not that of f(x).
    """
    single = not isinstance(x, Mapping)
    blocks = dict(x) if isinstance(x, Mapping) else {"x": x}
    gradients = dict(g) if isinstance(g, Mapping) else {"x": g}
    point = {k: np.array(blocks[k], dtype=np.float64) for k in gradients}

    def function(at: Blocks) -> Array:
        copies = {name: value.copy() for name, value in at.items()}
        return np.asarray(f(copies["x"]) if single else f(**{**blocks, **copies}))

    shape = function(point).shape
    if dout is None and shape != ():
        raise ValueError(f"f returns an array of shape {shape}: pass the dout that g belongs to")
    if dout is not None and np.shape(dout) != shape:
        raise ValueError(f"dout has shape {np.shape(dout)}, but f(x) has shape {shape}")
    return probe(
        function, point, gradients, 1.0 if dout is None else dout, count=directions, seed=seed
    )


def probe(  # noqa: PLR0913  # what `gradcheck` takes, and one more
    function: Function,
    x: Blocks,
    gradients: Mapping[str, Array],
    dout: Array | float,
    *,
    count: int = 4,
    seed: int = 0,
    pointing: bool = True,
) -> Gradcheck:
    """`gradcheck` for a function of a dict of blocks; every block of `gradients` is judged.

    pointing: whether the entry that is most wrong is looked for, which takes many evaluations.
    """
    counted = _Counted(function)
    rng = np.random.default_rng(seed)
    findings, undecided = [], []
    worst, allowed, kinks = 0.0, 0.0, 0
    with np.errstate(all="ignore"):
        landscape = Landscape.around(counted, x, dout, rng)
        for block, gradient in gradients.items():
            found = _misfit(block, gradient, x[block])
            if found is None:
                own = np.asarray(gradient, dtype=np.float64)
                search = _Search(landscape, block, own, pointing=pointing)
                search.run(rng, count)
                found = search.finding
                kinks += search.kinks
                if search.error >= worst:
                    worst, allowed = search.error, search.tolerance
                if not search.settled:
                    undecided.append(block)
            if found is not None:
                findings.append(found)
    return Gradcheck(
        ok=not findings and not undecided,
        error=worst,
        tolerance=allowed,
        kinks=kinks,
        evaluations=counted.calls,
        findings=tuple(findings),
        undecided=tuple(undecided),
    )


class _Counted:
    def __init__(self, function: Function) -> None:
        self.function = function
        self.calls = 0

    def __call__(self, at: Blocks) -> Array:
        self.calls += 1
        return self.function(at)


def _misfit(block: str, gradient: Array, x: Array) -> Finding | None:
    """What can be said without any numerics: the shape, and entries that are not finite."""
    gradient = np.asarray(gradient)
    if gradient.shape != x.shape:
        return Finding(block, f"the gradient has shape {gradient.shape}, {block} has {x.shape}")
    if gradient.dtype.kind not in "biuf":
        return Finding(block, f"the gradient of {block} holds {gradient.dtype}, not numbers")
    bad = int(np.size(gradient) - np.isfinite(gradient).sum())
    if bad:
        return Finding(block, f"{bad} of {gradient.size} entries are NaN or infinite")
    return None


class _Search:
    """Tries directions in one block until enough were clear, or one shows a mistake."""

    def __init__(
        self, landscape: Landscape, block: str, gradient: NDArray[np.float64], *, pointing: bool
    ) -> None:
        self.landscape = landscape
        self.pointing = pointing
        self.block = block
        self.gradient = gradient
        self.error = self.tolerance = 0.0
        self.kinks = self.settled = 0
        self.finding: Finding | None = None

    def run(self, rng: Generator, count: int) -> None:
        """Random directions first; entry by entry where those met a kink."""
        x = self.landscape.x[self.block]
        for v in directions(rng, x, 3 * count):
            if self.settled >= count or self.finding:
                break
            self._try(v)
        for v in single_entries(x, SINGLE_ENTRIES) if self.kinks else ():
            if self.finding:
                break
            self._try(v)

    def _try(self, v: NDArray[np.float64]) -> None:
        along = float(np.sum(self.gradient * v))
        size = gradient_size(self.gradient, v)
        seen = self.landscape.slope(self.block, v, 4e-6 * (size + abs(along)) + 1e-300)
        if seen.kind is SlopeKind.UNCLEAR:
            return
        self.settled += 1
        self.kinks += seen.kind is SlopeKind.KINK
        scale = seen.scale(size) + 1e-300
        error, tolerance = seen.miss(along) / scale, seen.tolerance(size) / scale
        if error >= self.error:
            self.error, self.tolerance = error, tolerance
        if error > tolerance:
            self.finding = Finding(self.block, self._describe())

    def _describe(self) -> str:
        """The entry that is most wrong, by the numeric derivative of up to 64 entries."""
        text = f"the slope of f and the gradient of {self.block} differ by {self.error:.1e}"
        if not self.pointing:
            return text
        x = self.landscape.x[self.block]
        numeric, mine, places = [], [], []
        for v in single_entries(x, SINGLE_ENTRIES):
            own = float(np.sum(self.gradient * v))
            seen = self.landscape.slope(self.block, v, 4e-6 * abs(own) + 1e-300)
            if seen.kind is SlopeKind.SMOOTH:
                places.append(np.unravel_index(int(v.argmax()), x.shape))
                numeric.append(seen.low)
                mine.append(own)
        off = difference(np.array(mine), np.array(numeric), 1e-5)
        if off.right:
            return text
        worst = int(np.argmax(np.abs(np.array(mine) - np.array(numeric))))
        index = ", ".join(str(int(i)) for i in places[worst])
        return (
            f"{text}; at {self.block}[{index}] the slope is {numeric[worst]:.6g}, "
            f"yours is {mine[worst]:.6g}"
        )


def single_entries(x: Array, most: int) -> Iterator[NDArray[np.float64]]:
    """Unit vectors shaped like x: all of them, or `most` spread over the array."""
    for place in np.linspace(0, x.size - 1, min(most, x.size)).astype(int) if x.size else []:
        v = np.zeros(x.size)
        v[place] = 1.0
        yield v.reshape(x.shape)
