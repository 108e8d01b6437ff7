"""Structure: the right numbers in the wrong places, or in an array of the wrong shape."""

from collections.abc import Iterator, Sequence
from itertools import permutations, product

import numpy as np

from grader.model import Array
from grader.numeric import same

from .clues import Clue, Explanation, Words
from .factors import RIGHT, UNNAMED
from .fit import fit
from .words import describe

SAYS = {
    "transpose": "{output} is transposed: return {output}.T.",
    "reshape-not-transpose": "The numbers of {output} are right, but scrambled: reshape does not "
    "move axes. Transpose first, then reshape.",
    "fortran-order": "The numbers of {output} are right, but scrambled: reshape them in the order "
    "in which they were flattened, without order='F'.",
    "flipped-kernel": "{output} is flipped in height and width: what networks call convolution "
    "does not flip the kernel.",
    "axes-exchanged": "Two axes of {output} are exchanged.",
    "flipped-axis": "{output} is reversed along one axis.",
    "shifted": "The numbers of {output} are right, but shifted along its last axes: cut it out at "
    "the right offset.",
    "extra-dimension": "The numbers of {output} are right: drop the dimensions of length 1.",
    "not-reshaped": "The numbers of {output} are right: reshape it to the shape that is asked.",
    "not-summed": "The numbers of {output} are right once they are summed over one more axis.",
    "not-cropped": "The padding is still around {output}: cut it off.",
    "empty": "{output} is empty: a slice such as a[p:-p] is empty where p is 0.",
    "cut-short": "The numbers of {output} are right, but some are missing at an end: take its size "
    "from the shape of its input.",
}


def from_structure(output: str, clues: Sequence[Clue], words: Words) -> Explanation | None:
    """An explanation by moved entries, the same move in every case, perhaps with a factor."""
    if not all(clue.fitting for clue in clues):
        return None
    moved = [dict(_moves(clue.want)) for clue in clues]
    for move in moved[0]:
        if not all(move in others for others in moved):
            continue
        found = fit(clues, [{"all": others[move]} for others in moved])
        if not found or found["all"].rank in (1, UNNAMED):
            continue
        name, says = move.split(":")[0], SAYS[move.split(":")[0]].format(output=output)
        if found["all"].name != RIGHT:
            extra, also = describe(output, found, clues[0], words)
            name, says = f"{name}+{extra}", f"{says} {also}"
        return Explanation(name=name, says=says, tier="structure")
    return None


def from_shift(output: str, clues: Sequence[Clue]) -> Explanation | None:
    """An explanation by entries shifted along the last two axes, as far as they are still seen."""
    if not all(clue.right or _shifted(clue.value, clue.want) for clue in clues):
        return None
    return Explanation(name="shifted", says=SAYS["shifted"].format(output=output), tier="structure")


MOST_SHIFTED = 3


def _shifted(got: Array, want: Array) -> bool:
    """Whether `got` is `want` moved by a few rows and columns, where both are seen.

    More than half of the entries must be seen, and among them enough different numbers.
    """
    if got.ndim != 4 or want.ndim != 4 or got.shape[:2] != want.shape[:2]:
        return False
    steps = range(-MOST_SHIFTED, MOST_SHIFTED + 1)
    for rows, columns in product(steps, steps):
        a, b = _overlap(got, want, (rows, columns))
        if (rows or columns) and 2 * a.size > want.size and np.unique(a).size > 9 and same(a, b):
            return True
    return False


def _overlap(got: Array, want: Array, shift: tuple[int, int]) -> tuple[Array, Array]:
    """The entries of `got` that come from `want`, and those of `want` that they come from."""
    for axis, step in zip((2, 3), shift, strict=True):
        ours = np.arange(got.shape[axis])
        seen = ours[(ours + step >= 0) & (ours + step < want.shape[axis])]
        got, want = np.take(got, seen, axis), np.take(want, seen + step, axis)
    return got, want


def _moves(want: Array) -> Iterator[tuple[str, Array]]:
    """The right answer with its entries moved; a number after a colon tells moves apart."""
    orders = list(permutations(range(want.ndim)))[1:] if want.ndim <= 4 else []
    for k, order in enumerate(orders):
        moved = want.transpose(order)
        if moved.shape == want.shape:
            yield "transpose" if want.ndim == 2 else f"axes-exchanged:{k}", moved
    for k, order in enumerate(orders):
        yield f"reshape-not-transpose:{k}", want.transpose(order).reshape(want.shape)
    if want.ndim > 1 and want.size:
        flat = want.reshape(len(want), -1)
        yield "fortran-order", flat.reshape(want.shape, order="F")
    if want.ndim == 4:
        yield "flipped-kernel", np.flip(want, axis=(2, 3))
    for axis in range(want.ndim):
        yield f"flipped-axis:{axis}", np.flip(want, axis=axis)


def misshapen(output: str, clues: Sequence[Clue]) -> Explanation | None:
    """An explanation for the right numbers in another shape, the same one in every case."""
    found = {_reshaped(clue.value, clue.want) for clue in clues if not clue.right}
    if len(found) != 1 or "" in found:
        return None
    name = found.pop()
    return Explanation(name=name, says=SAYS[name].format(output=output), tier="structure")


def _reshaped(got: Array, want: Array) -> str:
    """Which change of shape makes `got` right."""
    if not got.size:
        return "empty" if want.size and want.ndim > 1 else ""
    if want.ndim > 1 and same(got, want.T):
        return "transpose"
    if got.size == want.size and same(np.squeeze(got), np.squeeze(want)):
        return "extra-dimension"
    if got.size == want.size and same(got.reshape(want.shape), want):
        return "not-reshaped"
    if want.ndim > 2 and any(same(got, want.transpose(p)) for p in permutations(range(want.ndim))):
        return "axes-exchanged"
    if any(same(got.sum(axis), want) for axis in range(got.ndim)):
        return "not-summed"
    return _cut(got, want)


def _cut(got: Array, want: Array) -> str:
    """Whether there is too much around `got`, or too little of it."""
    if got.ndim != want.ndim:
        return ""
    around = [(g - w) // 2 for g, w in zip(got.shape, want.shape, strict=True)]
    if min(around, default=-1) >= 0:
        middle = tuple(slice(a, a + w) for a, w in zip(around, want.shape, strict=True))
        return "not-cropped" if same(got[middle], want) else ""
    if any(g > w for g, w in zip(got.shape, want.shape, strict=True)):
        return ""
    first = tuple(slice(g) for g in got.shape)
    last = tuple(slice(w - g, w) for g, w in zip(got.shape, want.shape, strict=True))
    return "cut-short" if same(got, want[first]) or same(got, want[last]) else ""
