"""Parts: a loop that skips a turn, keeps only the last one, or returns in the first.

What each turn of a loop adds is known; got - rest = sum w_i p_i is solved for the weights, and the
pattern of the w_i must be the same in every case.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from grader.numeric import same

from .clues import Clue, Explanation, Words
from .factors import RIGHT, Factor, match
from .terms import coefficients, describe

SAYS = {
    "overwritten": "Only the last {loop} counts in {output}: each one overwrites what was there. "
    "Accumulate with += in place of =.",
    "last-skipped": "The last {loop} is missing in {output}: the loop ends one step early.",
    "first-skipped": "The first {loop} is missing in {output}: the loop starts one step late.",
    "first-only": "Only the first {loop} counts in {output}: does the function return inside the "
    "loop?",
}


def from_parts(output: str, clues: Sequence[Clue], words: Words) -> Explanation | None:
    """An explanation by the turns of one loop, perhaps with a factor before all of them."""
    for loop in clues[0].library.parts:
        found = [_weights(clue, loop) for clue in clues]
        patterns = {pattern for pattern, _, _ in filter(None, found)}
        if len(patterns) == 1 and all(found):
            explained = _named(output, loop, patterns.pop(), found, clues, words)
            if explained is not None:
                return explained
    return None


def _weights(clue: Clue, loop: str) -> tuple[str, float, float | None] | None:
    """The pattern of the turns that count, the factor before them, and that before the rest."""
    stack = clue.library.parts.get(loop)
    if stack is None or len(stack) < 3 or clue.got.shape != clue.want.shape or not clue.finite:
        return None
    rest = clue.want - stack.sum(0)
    if same(rest, np.zeros_like(rest)) or not np.abs(rest).max() > 1e-9 * np.abs(clue.want).max():
        rest = np.zeros_like(rest)
    if len(stack) + 1 > clue.want.size:
        return None
    solved = coefficients(clue.got, [*stack, rest])
    if solved is None or any(value is None for value in solved[:-1]):
        return None
    weights = np.array(solved[:-1], dtype=np.float64)
    pattern, factor = _pattern(weights)
    return (pattern, factor, solved[-1]) if pattern else None


def _pattern(weights: NDArray[np.float64]) -> tuple[str, float]:
    """Which turns have a weight, where all that have one have the same."""
    used = np.abs(weights) > 1e-5 * np.abs(weights).max()
    if not used.any():
        return "", 0.0
    factor = float(weights[used].mean())
    if np.abs(weights[used] - factor).max() > 1e-5 * abs(factor):
        return "", 0.0
    n = len(weights)
    known = {
        "overwritten": np.arange(n) == n - 1,
        "last-skipped": np.arange(n) < n - 1,
        "first-skipped": np.arange(n) > 0,
        "first-only": np.arange(n) == 0,
    }
    return next(
        ((p, factor) for p, which in known.items() if np.array_equal(used, which)), ("", 0.0)
    )


def _named(
    output: str,
    loop: str,
    pattern: str,
    found: Sequence[tuple[str, float, float | None] | None],
    clues: Sequence[Clue],
    words: Words,
) -> Explanation | None:
    symbols = [clue.symbols for clue in clues]
    turns = match([f[1] for f in found if f], symbols)
    rest = match([f[2] for f in found if f], symbols)
    if turns is None or rest is None:
        return None
    name = f"{loop}-{pattern}"
    says = SAYS[pattern].format(loop=loop, output=output)
    others: Mapping[str, Factor] = {"rest": rest, "turns": turns}
    if any(factor.name != RIGHT for factor in others.values()):
        extra_name, extra = describe(
            output, others, clues[0], {"rest": f"the rest of {output}", **words}
        )
        name, says = f"{name}+{extra_name}", f"{says} {extra}"
    return Explanation(name=name, says=says, tier="parts")
