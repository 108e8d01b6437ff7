"""Kinds of cases: right for ordinary numbers, wrong only for large ones or only on a kink."""

from collections.abc import Sequence

from grader.model import CaseKind

from .clues import Clue, Explanation


def from_kinds(output: str, clues: Sequence[Clue]) -> Explanation | None:
    """An explanation by the kind of the wrong cases, where the smooth ones are all right."""
    wrong = [clue for clue in clues if not clue.right]
    if not any(clue.right and clue.kind is CaseKind.SMOOTH for clue in clues):
        return None
    if all(clue.kind is CaseKind.LARGE and not clue.finite for clue in wrong):
        return Explanation(
            name="overflow",
            says=f"{output} is right for ordinary numbers and overflows for large ones: subtract "
            "the largest before np.exp, and do not divide by what may round to 0.",
            tier="kinds",
        )
    gradient = all(clue.block is not None for clue in wrong)
    if gradient and all(clue.kind is CaseKind.TIE for clue in wrong):
        if not all(clue.finite for clue in wrong):
            return Explanation(
                name="undefined-on-kink",
                says=f"{output} is right except exactly on a kink, where it is no number: is "
                "something divided by zero there?",
                tier="kinds",
            )
        return Explanation(
            name="outside-subdifferential",
            says=f"{output} is right except exactly on a kink. There anything between the slopes "
            "on both sides is right; yours is outside.",
            tier="kinds",
        )
    return None
