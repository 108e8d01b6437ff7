"""Which mistake explains a wrong answer: its name and a hint, or nothing.

The most general explanation that leaves no residual in any case is taken: factors before terms,
structure, the turns of a loop. A misconception that gives exactly what came back goes before them,
because its author found better words; with factors, it comes last. A wrong name is worse than none.
"""

from collections.abc import Sequence

from .clues import Clue, Explanation, Library, Words
from .parts import from_parts
from .structure import from_structure, misshapen
from .terms import from_terms
from .variants import combined, matching
from .where import where

__all__ = ["Clue", "Explanation", "Library", "Words", "explain", "matching", "misshapen", "where"]


def explain(
    output: str, clues: Sequence[Clue], *, hints: Words, words: Words, exact: str = ""
) -> Explanation | None:
    """The mistake that explains all clues, of which at least one is wrong.

    hints: for each misconception its hint. words: for each term how to speak of it. exact: the
    misconception that gives exactly what came back, where there is only one such.
    """
    if exact:
        return Explanation(name=exact, says=hints[exact], tier="misconception")
    return (
        from_terms(output, clues, words)
        or from_structure(output, clues)
        or from_parts(output, clues, words)
        or combined(output, clues, hints, words)
    )
