"""What pictures need, as small data that a report can carry; nothing here draws.

Pictures of hidden cases are published too. So they hold what the grader found (how wrong, not what
was right), in few digits. `Curve` and `Images` show what a submission returned: an assignment
declares them, where its inputs are no secret.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil, floor, log10
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

MOST_SQUARES = 40
"""Squares along a side of an error map: more can hardly be told apart."""

LEAST_TILE = 5
"""Squares along a side of a tile, where entries must share them: its border can still be seen."""

MOST_POINTS = 60
MOST_IMAGES = 16
MOST_PIXELS = 32
LEAST_SLOPE = 1e-3
"""In units of the greatest change of the loss."""

GREYS = "0123456789abcdef"
RIGHT = "."

Shape: TypeAlias = tuple[int, ...]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMap:
    """How wrong every entry of one output is, in one case.

    A square stands for one entry, or for the worst of a few neighbours: `group` of them along each
    of four dimensions, into which `shape`, that of the output, is folded. `decades` has a character
    for each square: `.` where it is right, else d for a relative error of at most 10^-d, and more
    than a tenth of that; 0 for all above 0.1, 9 for all below 1e-9. `axes` has the letters of the
    dimensions as far as they are known.
    """

    kind: ClassVar[str] = "error-map"
    output: str
    case: str
    axes: Sequence[str]
    shape: Sequence[int]
    group: Sequence[int]
    decades: str
    tolerance: float

    @classmethod
    def of(
        cls, errors: NDArray[Any], *, output: str, case: str, axes: Sequence[str], tolerance: float
    ) -> Self:
        """The map of an array of relative errors."""
        worst = np.asarray(errors, dtype=np.float64).reshape(folded(errors.shape))
        group = _group(worst.shape)
        for axis, size in enumerate(group):
            worst = np.maximum.reduceat(worst, np.arange(0, worst.shape[axis], size), axis=axis)
        return cls(
            output=output,
            case=case,
            axes=tuple(axes),
            shape=errors.shape,
            group=group,
            decades="".join(_decade(error, tolerance) for error in worst.flat),
            tolerance=float(f"{tolerance:.3g}"),
        )

    @property
    def squares(self) -> Shape:
        """How many squares there are along each of the four dimensions."""
        sizes = zip(folded(self.shape), self.group, strict=True)
        return tuple(ceil(size / group) for size, group in sizes)


def folded(shape: Sequence[int]) -> Shape:
    """A shape with four dimensions: those before the last three are one."""
    last = tuple(shape[-3:])
    return (int(np.prod(shape[:-3], dtype=int)), *(1,) * (3 - len(last)), *last)


def _group(shape: Shape) -> Shape:
    """How many neighbours share a square, in each dimension."""
    group = [1, 1, 1, 1]
    for outer, inner in ((0, 2), (1, 3)):
        tile = min(shape[inner], max(LEAST_TILE, MOST_SQUARES // shape[outer]))
        group[inner] = ceil(shape[inner] / tile)
        squares = ceil(shape[inner] / group[inner])
        group[outer] = ceil(shape[outer] / (MOST_SQUARES // squares))
    return tuple(group)


def _decade(error: float, tolerance: float) -> str:
    if error <= tolerance:
        return RIGHT
    return str(min(9, floor(-log10(error)))) if error < 1 else "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tangent:
    """A loss along the direction in which its gradient is most wrong, and two slopes at the middle.

    at: places along that direction, from -1 to 1. loss: there, without that of the middle, and in
    units of the greatest. numeric: the slope of the loss in these units; analytic: what the
    submission's gradient says it is. Of hidden cases there are only the slopes, in units of the
    numeric one: what a loss returns for hidden inputs could tell of them.
    """

    kind: ClassVar[str] = "tangent"
    output: str
    case: str
    value: str
    at: Sequence[float]
    loss: Sequence[float]
    numeric: float
    analytic: float

    def slopes(self) -> "Tangent | None":
        """The two slopes alone; None where the numeric one is too near to zero to compare with."""
        if abs(self.numeric) < LEAST_SLOPE:
            return None
        ratio = self.analytic / abs(self.numeric)
        if not np.isfinite(ratio):
            return None
        sign = 1.0 if self.numeric > 0 else -1.0
        shown = float(f"{ratio:.2g}")
        return replace(self, at=(), loss=(), numeric=sign, analytic=shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """The most CPU time for full and for half credit, as a multiple of the reference's.

    What was measured is the check's own: pictures are the same whenever one grades.
    """

    kind: ClassVar[str] = "speed"
    max_ratio: float
    half_credit_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A row of numbers, such as the loss after each step: of many, some from first to last."""

    kind: ClassVar[str] = "curve"
    title: str
    values: Sequence[float]
    steps: int

    @classmethod
    def of(cls, title: str, values: NDArray[Any]) -> Self:
        """The curve of a one-dimensional array."""
        numbers = np.asarray(values, dtype=np.float64).ravel()
        kept = numbers[_evenly(len(numbers), MOST_POINTS)]
        return cls(title=title, values=[_short(v) for v in kept], steps=len(numbers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """Small pictures in 16 greys, each from its own darkest to its own brightest.

    shape: how many, rows, columns. greys: a hexadecimal digit for each pixel.
    """

    kind: ClassVar[str] = "images"
    title: str
    shape: Sequence[int]
    greys: str

    @classmethod
    def of(cls, title: str, images: NDArray[Any]) -> Self:
        """The pictures of an array (count, rows, columns); of large ones some rows and columns."""
        count, rows, columns = images.shape
        kept = np.asarray(images, dtype=np.float64)[: min(count, MOST_IMAGES)]
        kept = kept[:, _evenly(rows, MOST_PIXELS)][:, :, _evenly(columns, MOST_PIXELS)]
        kept = kept / max(1.0, float(np.abs(kept).max()))  # so that no difference overflows
        low = kept.min(axis=(1, 2), keepdims=True)
        span = kept.max(axis=(1, 2), keepdims=True) - low
        share = np.divide(kept - low, span, out=np.full_like(kept, 0.5), where=span > 0)
        greys = "".join(GREYS[round(15 * float(one))] for one in share.flat)
        return cls(title=title, shape=kept.shape, greys=greys)


Picture: TypeAlias = ErrorMap | Tangent | Speed | Curve | Images
KINDS: Mapping[str, type[Picture]] = {
    kind.kind: kind for kind in (ErrorMap, Tangent, Speed, Curve, Images)
}


def tangent(  # noqa: PLR0913  # a line and two slopes
    *,
    output: str,
    case: str,
    value: str,
    at: Sequence[float],
    loss: Sequence[float],
    numeric: float,
    analytic: float,
) -> Tangent | None:
    """The picture in its own units; None where the loss does not move, or is not finite."""
    middle = loss[len(loss) // 2]
    moves = [one - middle for one in loss]
    size = max(map(abs, moves))
    if not 0 < size < np.inf:
        return None
    if not np.isfinite([*moves, numeric / size, analytic / size]).all():
        return None
    return Tangent(
        output=output,
        case=case,
        value=value,
        at=[_short(t) for t in at],
        loss=[_short(move / size) for move in moves],
        numeric=_short(numeric / size),
        analytic=_short(analytic / size),
    )


def of_hidden(pictures: Sequence[Picture]) -> Sequence[Picture]:
    """What may be seen of these pictures where the inputs are hidden."""
    kept = (p.slopes() if isinstance(p, Tangent) else p for p in pictures)
    return [picture for picture in kept if picture is not None]


def to_json(picture: Picture) -> dict[str, Any]:
    """The picture as data for JSON."""
    data = {"kind": picture.kind, **asdict(picture)}
    return {key: list(v) if isinstance(v, tuple) else v for key, v in data.items()}


def from_json(data: Mapping[str, Any]) -> Picture:
    """The picture in data that is valid against the schema of reports."""
    return KINDS[data["kind"]](**{key: v for key, v in data.items() if key != "kind"})


def _evenly(count: int, most: int) -> NDArray[np.int_]:
    """At most so many places of a row, from the first to the last."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def _short(value: float) -> float:
    """Three digits: enough for a picture."""
    return float(f"{value:.3g}")
