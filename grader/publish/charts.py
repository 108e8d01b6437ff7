"""The geometry of pictures: from a report's small data to what an SVG is drawn from.

Horizontal places are shares of the width in percent where a picture is as wide as its page; in the
squares and boxes of a tangent or a curve they are units of the drawing.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from grader.pictures import Curve, Images, Speed, Tangent

WIDTH, HEIGHT, EDGE = 320, 180, 8
"""Of a tangent and of a curve: as wide as a small phone."""

GUTTER = 52
"""Left of a curve, for the numbers at its edges."""

LOWEST = 0.5
"""Where an axis of CPU times begins, in units of the reference's, unless something is faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Paths in a box of WIDTH times HEIGHT; without values no path of the loss."""

    loss: str
    numeric: str
    analytic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A logarithmic axis of multiples of the reference's CPU time: ticks with their places."""

    low: float
    high: float

    def place(self, ratio: float) -> float:
        """Where a ratio is, in percent."""
        inside = min(max(ratio, self.low), self.high)
        return round(100 * log10(inside / self.low) / log10(self.high / self.low), 2)

    @property
    def ticks(self) -> Sequence[tuple[float, str]]:
        """Place and words of round ratios that are not too near to each other or to the ends."""
        decades = range(floor(log10(self.low)), ceil(log10(self.high)) + 1)
        spread = log10(self.high / self.low)
        steps = (1, 2, 5) if spread < 2.2 else (1, 3) if spread < 3 else (1,)
        ratios = (step * 10.0**decade for decade in decades for step in steps)
        shown = [(self.place(r), f"{r:g}×") for r in ratios if self.low < r < self.high]  # noqa: RUF001
        return [tick for tick in shown if 2 < tick[0] < 98]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A curve in a box of WIDTH times HEIGHT, with the numbers at its upper and lower edge."""

    path: str
    top: str
    bottom: str


def lines(found: Tangent) -> Lines:
    """A loss along a line, and the two slopes in its middle."""
    at, loss = [*found.at], [*found.loss]
    points = sorted(zip(at, loss, strict=True)) if at else []
    return Lines(
        loss=_path([_spot(t, y) for t, y in points if isfinite(y)]),
        numeric=_through_the_middle(found.numeric),
        analytic=_through_the_middle(found.analytic),
    )


def _through_the_middle(slope: float) -> str:
    reach = min(1.0, 1.05 / abs(slope)) if slope else 1.0
    return _path([_spot(-reach, -reach * slope), _spot(reach, reach * slope)])


def _spot(t: float, y: float) -> tuple[float, float]:
    """From [-1, 1] twice, upwards, to the box."""
    x = WIDTH / 2 + t * (WIDTH / 2 - EDGE)
    return x, HEIGHT / 2 - y / 1.05 * (HEIGHT / 2 - EDGE)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.4g} {y:.4g}" for x, y in points) if points else ""


def axis(ratios: Sequence[float], limits: Sequence[float]) -> Axis:
    """An axis that all these ratios and limits lie on, and the reference's own 1."""
    found = [ratio for ratio in (*ratios, *limits, 1.0) if 0 < ratio < float("inf")]
    return Axis(low=min(LOWEST, min(found) / 1.3), high=max(found) * 1.5)


def speed_axis(found: Speed, ratio: float) -> Axis:
    """The axis of one measurement."""
    return axis([ratio], [found.max_ratio, found.half_credit_ratio])


def plot(found: Curve) -> Plot:
    """A row of numbers as a curve, through those that are finite."""
    values = [(i, v) for i, v in enumerate(found.values) if isfinite(v)]
    low = min((v for _, v in values), default=0.0)
    high = max((v for _, v in values), default=0.0)
    last, span = max(1, len(found.values) - 1), (high - low) or 1.0
    points = [
        (
            GUTTER + i / last * (WIDTH - GUTTER - EDGE),
            EDGE + (high - v) / span * (HEIGHT - 2 * EDGE),
        )
        for i, v in values
    ]
    return Plot(path=_path(points), top=f"{high:.3g}", bottom=f"{low:.3g}")


# --- small images ---------------------------------------------------------------------------


def pngs(found: Images) -> Iterator[str]:
    """The images as PNG files in `data:` URLs: 16 greys are 4 bits a pixel."""
    count, rows, columns = found.shape
    size = rows * columns
    for start in range(0, count * size, size):
        greys = found.greys[start : start + size]
        lines = (greys[i : i + columns] for i in range(0, size, columns))
        raw = b"".join(b"\0" + bytes.fromhex(line + "0" * (columns % 2)) for line in lines)
        header = struct.pack(">IIBBBBB", columns, rows, 4, 0, 0, 0, 0)
        chunks = (b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")
        png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)
        yield f"data:image/png;base64,{b64encode(png).decode()}"


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
