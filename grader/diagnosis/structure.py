"""Structure: the right numbers in the wrong places, or in an array of the wrong shape."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from grader.model import Array
from grader.numeric import same

from .clues import Clue, Explanation, every


def from_structure(output: str, clues: Sequence[Clue]) -> Explanation | None:
    """An explanation by moved entries, the same move in every case."""
    for move in _moves(clues[0].want.ndim):
        if every(clues, [move.applied(clue.want) for clue in clues]):
            return Explanation(
                name=move.name, says=move.says.format(output=output), tier="structure"
            )
    return None


@dataclass(frozen=True, slots=True)
class _Move:
    name: str
    says: str
    applied: Callable[[Array], Array]


def _moves(dimensions: int) -> Iterator[_Move]:
    """The moves that make sense for an array of so many dimensions."""
    if dimensions == 2:
        yield _Move("transpose", "{output} is transposed: return {output}.T.", np.transpose)
        yield _Move(
            "reshape-not-transpose",
            "{output} was computed transposed and then reshaped. reshape does not move axes: "
            "transpose with .T.",
            lambda want: want.T.reshape(want.shape),
        )
    if dimensions == 4:
        yield _Move(
            "flipped-kernel",
            "{output} is flipped in height and width: what networks call convolution does not "
            "flip the kernel.",
            partial(np.flip, axis=(2, 3)),
        )
        yield _Move(
            "kernel-transposed",
            "Height and width are exchanged in {output}.",
            lambda want: want.swapaxes(2, 3),
        )
    for axis in range(dimensions):
        yield _Move(
            "flipped-axis",
            f"{{output}} is reversed along axis {axis}.",
            partial(np.flip, axis=axis),
        )


def misshapen(output: str, clues: Sequence[Clue]) -> Explanation | None:
    """An explanation for the right numbers in another shape, the same one in every case."""
    found = [_reshaped(output, clue.got, clue.want) for clue in clues if not clue.right]
    if len(set(found)) != 1 or found[0] is None:
        return None
    name, says = found[0]
    return Explanation(name=name, says=says, tier="structure")


def _reshaped(output: str, got: Array, want: Array) -> tuple[str, str] | None:
    """Which change of shape makes `got` right."""
    if want.ndim > 1 and same(got, want.T):
        return "transpose", f"{output} is transposed: return {output}.T."
    if got.size == want.size and same(np.squeeze(got), np.squeeze(want)):
        return "extra-dimension", "The numbers are right: drop the dimensions of length 1."
    if got.size == want.size and same(got.reshape(want.shape), want):
        return "not-reshaped", f"The numbers are right: reshape {output}."
    for axis in range(got.ndim):
        if same(got.sum(axis), want):
            return "not-summed", f"The numbers are right once they are summed over axis {axis}."
    return _cropped(output, got, want)


def _cropped(output: str, got: Array, want: Array) -> tuple[str, str] | None:
    """Whether padding still surrounds the last two dimensions."""
    if got.ndim != 4 or got.ndim != want.ndim or got.shape[:2] != want.shape[:2]:
        return None
    top, left = ((a - b) // 2 for a, b in zip(got.shape[2:], want.shape[2:], strict=True))
    height, width = want.shape[2:]
    if top < 0 or left < 0 or not same(got[:, :, top : top + height, left : left + width], want):
        return None
    return "not-cropped", f"The padding is still around {output}: cut it off."
