"""Structure: the right numbers in the wrong places, or in an array of the wrong shape."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ..model import Array
from ..numeric import same
from .clues import Clue, Explanation, every


def from_structure(output: str, clues: Sequence[Clue]) -> Explanation | None:
    """An explanation by moved entries, the same move in every case."""
    dimensions = clues[0].want.ndim
    for name, says, move in _moves(output, dimensions):
        moved = [move(clue.want) for clue in clues]
        if every(clues, moved):
            return Explanation(name=name, says=says, tier="structure")
    return None


def _moves(output: str, dimensions: int) -> Iterator[tuple[str, str, Callable[[Array], Array]]]:
    if dimensions == 2:
        yield (
            "transpose",
            f"{output} is transposed: return {output}.T.",
            lambda want: want.T,
        )
        yield (
            "reshape-not-transpose",
            f"{output} was computed transposed and then reshaped: reshape does not move axes, "
            "transpose with .T.",
            lambda want: want.T.reshape(want.shape),
        )
    if dimensions == 4:
        yield (
            "flipped-kernel",
            f"{output} is flipped in height and width: what networks call convolution does not "
            "flip the kernel.",
            lambda want: want[:, :, ::-1, ::-1],
        )
        yield (
            "kernel-transposed",
            f"height and width are exchanged in {output}.",
            lambda want: want.swapaxes(2, 3),
        )
    for axis in range(dimensions):
        yield (
            "flipped-axis",
            f"{output} is reversed along axis {axis}.",
            lambda want, axis=axis: np.flip(want, axis),
        )


def misshapen(output: str, got: Array, want: Array) -> tuple[str, str]:
    """The name and the hint for right numbers in another shape; two empty texts otherwise."""
    got = np.asarray(got)
    if want.ndim > 1 and same(got, want.T):
        return "transpose", f"{output} is transposed: return {output}.T."
    if same(np.squeeze(got), np.squeeze(want)) and got.size == want.size:
        return (
            "extra-dimension",
            "The numbers are right: drop the dimensions of length 1 (keepdims).",
        )
    if got.size == want.size and same(got.reshape(want.shape), want):
        return "not-reshaped", f"The numbers are right: reshape {output} to the shape of its input."
    for axis in range(got.ndim):
        if same(got.sum(axis), want):
            return "not-summed", f"The numbers are right once they are summed over axis {axis}."
    return _cropped(output, got, want)


def _cropped(output: str, got: Array, want: Array) -> tuple[str, str]:
    if got.ndim == want.ndim == 4 and all(
        a > b and (a - b) % 2 == 0 for a, b in zip(got.shape[2:], want.shape[2:], strict=True)
    ):
        top, left = ((a - b) // 2 for a, b in zip(got.shape[2:], want.shape[2:], strict=True))
        height, width = want.shape[2:]
        if same(got[:, :, top : top + height, left : left + width], want):
            return "not-cropped", f"The padding is still around {output}: cut it off."
    return "", ""
