"""Parts: a loop that skips a turn, keeps only the last one, or returns in the first.

What each turn of a loop adds is known. A pattern says how much of each turn is left; the turns that
are left, and the rest of the answer, may have factors before them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from grader.model import Array
from grader.numeric import same

from .clues import Clue, Explanation, Words
from .factors import MISSING, RIGHT, UNNAMED
from .fit import Fit, fit
from .words import describe

PATTERNS: Mapping[str, Callable[[int], Array]] = {
    "overwritten": lambda n: 1.0 * (np.arange(n) == n - 1),
    "last-skipped": lambda n: 1.0 * (np.arange(n) < n - 1),
    "first-skipped": lambda n: 1.0 * (np.arange(n) > 0),
    "first-only": lambda n: 1.0 * (np.arange(n) == 0),
    "divided-inside": lambda n: float(n) ** (np.arange(n) - (n - 1.0)),
}
"""How much of each of n turns is left."""

SAYS = {
    "overwritten": "Only the last {loop} counts in {output}: each one overwrites what was there. "
    "Accumulate with += in place of =.",
    "last-skipped": "The last {loop} is missing in {output}: the loop ends one step early.",
    "first-skipped": "The first {loop} is missing in {output}: the loop starts one step late.",
    "first-only": "Only the first {loop} counts in {output}: does the function return inside the "
    "loop?",
    "divided-inside": "The sum over the {loop}s in {output} is divided inside the loop, again and "
    "again: divide once, after the loop.",
}


def from_parts(output: str, clues: Sequence[Clue], words: Words) -> Explanation | None:
    """An explanation by the turns of one loop, where only one pattern fits."""
    if not all(clue.fitting for clue in clues):
        return None
    found = []
    for loop in clues[0].library.parts:
        for pattern, splits in _patterns(clues, loop):
            fitted = fit(clues, splits, tried=2 * len(PATTERNS))
            if fitted and _plausible(fitted):
                found.append((loop, pattern, fitted))
    if len({pattern for _, pattern, _ in found}) != 1:
        return None
    return _explained(output, clues, *found[0], words)


def _patterns(clues: Sequence[Clue], loop: str) -> Iterator[tuple[str, list[dict[str, Array]]]]:
    """Each pattern with what is left of the turns, and the rest of the answer, in every case."""
    stacks = [clue.library.parts.get(loop) for clue in clues]
    pairs = [(c, s) for c, s in zip(clues, stacks, strict=True) if s is not None and len(s)]
    if len(pairs) != len(clues):
        return
    for pattern, weights in PATTERNS.items():
        yield (
            pattern,
            [
                {
                    "turns": np.tensordot(weights(len(stack)), stack, axes=1),
                    "rest": _rest(clue.want, stack.sum(0)),
                }
                for clue, stack in pairs
            ],
        )


def _rest(want: Array, turns: Array) -> Array:
    """What is not in the loop, without rounding noise."""
    return np.zeros_like(turns) if same(turns, want) else want - turns


def _plausible(found: Fit) -> bool:
    """Whether the turns that are left count, and every factor has a name."""
    return found["turns"].name != MISSING and all(f.rank < UNNAMED for f in found.values())


def _explained(
    output: str, clues: Sequence[Clue], loop: str, pattern: str, found: Fit, words: Words
) -> Explanation:
    name, says = f"{loop}-{pattern}", SAYS[pattern].format(loop=loop, output=output)
    if any(factor.name != RIGHT for factor in found.values()):
        more = {"rest": f"the rest of {output}", "turns": f"that {loop}", **words}
        extra, also = describe(output, found, clues[0], more)
        name, says = f"{name}+{extra}", f"{says} {also}"
    return Explanation(name=name, says=says, tier="parts")
