"""A picture of where an answer is wrong: a square for each entry, or for a few neighbours."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from math import log10, prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .pictures import RIGHT, ErrorMap
from .text import error

PICTURE, SMALLEST, LARGEST = 260, 7, 18
"""The side of the picture, and of its squares, in pixels."""

EDGE, GAP = 18, 6
"""Room for the names of the axes, and between tiles."""

COLOUR, FAINTEST = "#e5484d", 0.2
"""Its contrast is 3.9 to white and 5.4 to black; an error above 0.1 has all of it."""

Shape: TypeAlias = Sequence[int]
Tiles: TypeAlias = NDArray[np.str_]
"""Decades as a table of tiles: (rows of tiles, columns of tiles, rows of a tile, its columns)."""

Squares: TypeAlias = Callable[[ErrorMap, Tiles, Shape, int], Iterator[str]]
"""The wrong squares of a tile: of these errors, in these tiles, at this place, of this side."""


def heat_map(found: ErrorMap) -> str:
    """The errors as an SVG without scripts, for light and dark pages alike.

    The last two dimensions are a tile, the two before them its place: down, then across. Where
    there are too many entries, neighbours share a square, which shows the worst of them. A square
    tells its place and error to a mouse that rests on it.
    """
    return _drawn(found, ' style="max-width:100%"', _each)


def light_map(found: ErrorMap) -> str:
    """The same picture in a tenth of the bytes, without a style of its own and words for a mouse.

    Of 1600 wrong squares 12 kB instead of 209.
    """
    return _drawn(found, "", _merged)


def _drawn(found: ErrorMap, style: str, squares: Squares) -> str:
    shown: Tiles = np.array(list(found.decades)).reshape(found.squares)
    rows, columns = shown.shape[0] * shown.shape[2], shown.shape[1] * shown.shape[3]
    side = max(SMALLEST, min(LARGEST, PICTURE // max(rows, columns)))
    height = EDGE + rows * side + (shown.shape[0] - 1) * GAP + 1
    width = EDGE + columns * side + (shown.shape[1] - 1) * GAP + 1
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'width="{width}" height="{height}"{style} '
            f'aria-label="{escape(caption(found))}">',
            *_axis_names(found, width, height),
            *(_tile(found, shown, p, side, squares) for p in np.ndindex(*shown.shape[:2])),
            "</svg>",
        ]
    )


def caption(found: ErrorMap) -> str:
    """What the picture shows, in words."""
    *outer, down, across = _names(found)
    says = f"{found.output}, {found.case}: {across} across"
    if down:
        says = f"{found.output}, {found.case}: {down} down, {across} across"
    if any(outer):
        places = [f"{n} {way}" for n, way in zip(outer, ("down", "across"), strict=True) if n]
        says += f" in every tile; tiles: {', '.join(places)}"
    shared = prod(found.group)
    if shared > 1:
        says += f"; a square shows the worst of up to {shared} entries"
    return f"{says}. Wrong is coloured: faint from {error(found.tolerance)}, full above 0.1."


def _names(found: ErrorMap) -> Sequence[str]:
    """What the four dimensions are called; those that the output has not, not at all."""
    ndim = len(found.shape)
    names = [*found.axes] if len(found.axes) == ndim else [f"axis {i}" for i in range(ndim)]
    first = ", ".join(names[: max(0, ndim - 3)])
    return [first, *[""] * (3 - ndim), *names[-3:]]


# --- what is drawn --------------------------------------------------------------------------


def _axis_names(found: ErrorMap, width: int, height: int) -> Iterator[str]:
    rows, columns, down, across = _names(found)
    look = 'font-size="11" fill="currentColor" fill-opacity="0.8" text-anchor="middle"'
    x, y = (EDGE + width) // 2, (EDGE + height) // 2
    for names, place in (
        ((columns, across), f'x="{x}" y="12"'),
        ((rows, down), f'x="10" y="{y}" transform="rotate(-90 10 {y})"'),
    ):
        yield f"<text {place} {look}>{escape(' · '.join(filter(None, names)))}</text>"


def _tile(found: ErrorMap, shown: Tiles, place: Shape, side: int, squares: Squares) -> str:
    """One tile: its frame, its grid and its wrong squares."""
    _, _, rows, columns = shown.shape
    width, height = columns * side, rows * side
    x = EDGE + place[1] * (width + GAP)
    y = EDGE + place[0] * (height + GAP)
    grid = "".join(
        [f"M{i * side} 0V{height}" for i in range(1, columns)]
        + [f"M0 {i * side}H{width}" for i in range(1, rows)]
    )
    return (
        f'<g transform="translate({x} {y})">{"".join(squares(found, shown, place, side))}'
        f'<path d="{grid}" stroke="currentColor" stroke-opacity="0.15"/>'
        f'<path d="M0 0H{width}V{height}H0Z" fill="none" stroke="currentColor" '
        'stroke-opacity="0.5"/></g>'
    )


def _each(found: ErrorMap, shown: Tiles, place: Shape, side: int) -> Iterator[str]:
    """Every wrong square for itself."""
    tile = shown[place[0], place[1]]
    for i, j in np.argwhere(tile != RIGHT):
        yield _square((*place, i, j), int(tile[i, j]), found, side)


def _merged(found: ErrorMap, shown: Tiles, place: Shape, side: int) -> Iterator[str]:
    """The squares of one decade as one path: lines as wide as a square, along its rows."""
    tile = shown[place[0], place[1]]
    yield f'<g transform="scale({side}) translate(0 .5)" stroke="{COLOUR}">'
    for decade in sorted({*tile.flat} - {RIGHT}):
        pieces = []
        for i, row in enumerate(tile == decade):
            ends = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(int)))
            pieces += [f"M{a} {i}h{b - a}" for a, b in zip(ends[::2], ends[1::2], strict=True)]
        yield f'<path d="{"".join(pieces)}" stroke-opacity="{_opacity(int(decade), found):.2f}"/>'
    yield "</g>"


def _opacity(decade: int, found: ErrorMap) -> float:
    share = 1 - decade / -log10(min(found.tolerance, 0.1))
    return FAINTEST + (1 - FAINTEST) * max(0.0, share)


def _square(place: Shape, decade: int, found: ErrorMap, side: int) -> str:
    """A wrong square, which tells its place and error to a mouse that rests on it."""
    index = ", ".join(_places(place, found.group, len(found.shape)))
    return (
        f'<rect x="{place[3] * side}" y="{place[2] * side}" width="{side}" height="{side}" '
        f'fill="{COLOUR}" fill-opacity="{_opacity(decade, found):.2f}">'
        f"<title>{escape(found.output)}[{index}]: error above {error(10.0 ** -(decade + 1))}"
        "</title></rect>"
    )


def _places(place: Shape, group: Shape, ndim: int) -> Iterator[str]:
    """The indices of a square, or where its entries begin and end; `...` for folded dimensions."""
    known = ndim
    if ndim > 4:
        known = 3
        yield "..."
    for i, size in zip(place[-known:], group[-known:], strict=True):
        yield str(i) if size == 1 else f"{i * size}:{(i + 1) * size}"
