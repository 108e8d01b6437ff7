"""Which mistake explains a wrong answer: its name and a hint, or nothing.

The most general explanation that leaves no residual in any case is taken: factors before terms,
structure, the turns of a loop, the right function in another situation. A misconception that gives
exactly what came back, and agrees with the other outputs, goes before them, because its author
found better words; with factors, it comes last. A wrong name is worse than none.
"""

from collections.abc import Mapping, Sequence

from grader.model import CaseKind
from grader.numeric import same

from .clues import WAY, Clue, Explanation, Library, Words
from .kinds import from_kinds
from .parts import from_parts
from .siblings import from_siblings
from .situations import lookalikes, turns
from .structure import from_shift, from_structure, misshapen
from .terms import from_strangers, from_terms
from .variants import LOOKALIKES, VARIANTS, combined, exactly
from .where import where

__all__ = [
    "WAY",
    "Clue",
    "Explanation",
    "Library",
    "Words",
    "explain",
    "lookalikes",
    "turns",
    "where",
]

STAGES = (
    {CaseKind.SMOOTH},
    {CaseKind.SMOOTH, CaseKind.LARGE},
    {CaseKind.SMOOTH, CaseKind.LARGE, CaseKind.TIE},
)
"""A mistake is named where it is plainest: on smooth cases, if it shows there."""


def explain(
    output: str, clues: Mapping[str, Sequence[Clue]], *, hints: Words, words: Words
) -> Explanation | None:
    """The mistake that explains every case of an output.

    clues: for each output its cases, the same ones in the same order. hints: for each misconception
    and lookalike its hint. words: for each term how to speak of it.
    """
    for kinds in STAGES:
        told = {o: [c for c in found if c.kind in kinds] for o, found in clues.items()}
        if any(not clue.right for clue in told[output]):
            return _explained(output, told, hints, words)
    return None


def _explained(
    output: str, told: Mapping[str, Sequence[Clue]], hints: Words, words: Words
) -> Explanation | None:
    """The explanation from cases of which at least one is wrong."""
    clues = {o: [c for c in found if not _other_subgradient(c)] for o, found in told.items()}
    own = clues[output]
    found = exactly(VARIANTS, output, clues, hints, whole=True)
    if found or any(clue.got is None for clue in own):
        return found
    return (
        from_terms(output, own, words)
        or from_siblings(output, clues)
        or misshapen(output, own)
        or from_shift(output, own)
        or from_structure(output, own, words)
        or from_parts(output, own, words)
        or exactly(VARIANTS, output, clues, hints, whole=False)
        or exactly(LOOKALIKES, output, clues, hints, whole=True)
        or from_strangers(output, own, words)
        or combined(VARIANTS, output, own, hints, words)
        or combined(LOOKALIKES, output, own, hints, words)
        or from_kinds(output, own)
    )


def _other_subgradient(clue: Clue) -> bool:
    """True of a right answer that is not the reference's: at a kink it says nothing of mistakes."""
    if clue.kind is not CaseKind.TIE or not clue.right or clue.got is None:
        return False
    return not same(clue.got, clue.want)
