"""Terms: the answer is a sum of named terms, and the mistake is a factor before some of them."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.model import Array

from .clues import Clue, Explanation, Words
from .factors import MISSING
from .fit import Fit, fit
from .words import CONSTANT, INPUT, describe


def from_terms(output: str, clues: Sequence[Clue], words: Words) -> Explanation | None:
    """An explanation by factors before the terms of the right answer."""
    found = fit(clues, [clue.terms for clue in clues])
    return explained(output, clues, found, words) if found else None


def from_strangers(output: str, clues: Sequence[Clue], words: Words) -> Explanation | None:
    """An explanation by one term that has no place in the answer, perhaps beside factors.

    It may be a number that every entry got, or the input that the gradient belongs to.
    """
    for name, strangers in _strangers(clues):
        splits = [{**clue.terms, name: s} for clue, s in zip(clues, strangers, strict=True)]
        if any(s.size <= len(split) for s, split in zip(strangers, splits, strict=True)):
            continue
        found = fit(clues, splits, free=CONSTANT)
        if found and found[name].name != MISSING:
            return explained(output, clues, found, words)
    return None


def _strangers(clues: Sequence[Clue]) -> Iterator[tuple[str, list[Array]]]:
    yield CONSTANT, [np.ones(clue.want.shape) for clue in clues]
    blocks = [clue.block for clue in clues if clue.block is not None]
    if len(blocks) == len(clues):
        yield INPUT, blocks


def explained(output: str, clues: Sequence[Clue], found: Fit, words: Words) -> Explanation:
    """The factors in words."""
    name, says = describe(output, found, clues[0], words)
    absent = any(factor.name == MISSING for factor in found.values())
    return Explanation(name=name, says=says, tier="terms", absent=absent)
