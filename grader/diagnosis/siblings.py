"""Siblings: a result that stands in the place of another."""

from collections.abc import Mapping, Sequence

from grader.numeric import same

from .clues import Clue, Explanation


def from_siblings(output: str, clues: Mapping[str, Sequence[Clue]]) -> Explanation | None:
    """An explanation by one other output, which came back where this one belongs."""
    found = []
    for other, theirs in clues.items():
        wants = {clue.case: clue.want for clue in theirs}
        if other != output and all(
            clue.case in wants and same(clue.value, wants[clue.case]) for clue in clues[output]
        ):
            found.append(other)
    if len(found) != 1:
        return None
    says = f"{output} is what {found[0]} should be: return the results in the order that is asked."
    return Explanation(name=f"is-{found[0]}", says=says, tier="structure", absent=True)
