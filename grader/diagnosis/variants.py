"""Misconceptions and lookalikes: what another function, or the right one elsewhere, would give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.model import Array
from grader.numeric import same

from .clues import WAY, Clue, Explanation, Library, Words, every
from .factors import MISSING, UNNAMED
from .fit import Fit, fit
from .situations import hint
from .words import describe


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the library: values by name, and what to say of each.

    absent: whether a variant may be next to nothing. alone: whether it makes no sense with factors.
    """

    tier: str
    values: Callable[[Library], Mapping[str, Array]]
    hint: Callable[[Words, str], str]
    absent: Callable[[str], bool]
    alone: Callable[[str], bool]


VARIANTS = Shelf(
    "misconception",
    lambda library: library.variants,
    lambda hints, name: hints[name],
    absent=lambda _: False,
    alone=lambda _: False,
)
LOOKALIKES = Shelf(
    "lookalike",
    lambda library: library.lookalikes,
    lambda _, name: hint(name),
    absent=lambda name: name.startswith("is-") or name.endswith("=0"),
    alone=lambda name: name.startswith("is-"),
)


def exactly(
    shelf: Shelf, output: str, clues: Mapping[str, Sequence[Clue]], hints: Words, *, whole: bool
) -> Explanation | None:
    """The one variant that gives what came back; of several the one that fits most outputs.

    whole: it must fit what is seen of the other outputs too, because its hint may speak of them.
    Otherwise it is enough that it leaves right values right.
    """
    names = _matching(shelf, clues[output])
    if shelf is VARIANTS:
        names = [name for name in names if _fits_others(name, output, clues, whole=whole)]
    if len({_mistake(name) for name in names}) > 1:
        others = [_matching(shelf, found) for found in clues.values()]
        fits = {name: sum(name in other for other in others) for name in names}
        names = [name for name in names if fits[name] == max(fits.values())]
    if len({_mistake(name) for name in names}) != 1:
        return None
    name = names[0]
    return Explanation(
        name=_mistake(name),
        says=shelf.hint(hints, name),
        tier=shelf.tier,
        absent=shelf.absent(name),
    )


def _mistake(name: str) -> str:
    """The mistake of a variant, whichever way it is made."""
    return name.partition(WAY)[0]


def _fits_others(
    name: str, output: str, clues: Mapping[str, Sequence[Clue]], *, whole: bool
) -> bool:
    """Whether a misconception does not contradict the other outputs.

    What it changes must not be right. As a whole it also explains every wrong value; a wrong
    gradient beside it may have a mistake of its own. Infinity and NaN come of many mistakes: they
    count only where all other outputs fit too.
    """
    wrong = [clue for clue in clues[output] if not clue.right and clue.got is not None]
    blind = bool(wrong) and not any(np.isfinite(clue.value).any() for clue in wrong)
    for other, found in clues.items():
        pairs = [(c, c.library.variants[name]) for c in found if name in c.library.variants]
        if other == output or not pairs or any(clue.got is None for clue, _ in pairs):
            continue
        value = pairs[0][0].block is None
        changes = not all(same(variant, clue.want) for clue, variant in pairs)
        if all(clue.right for clue, _ in pairs):
            if changes and (whole or value or blind):
                return False
        elif (blind or (whole and value)) and not all(
            same(clue.value, variant) for clue, variant in pairs
        ):
            return False
    return True


def _matching(shelf: Shelf, clues: Sequence[Clue]) -> list[str]:
    """The variants that give exactly what came back, and nothing where nothing came back."""
    seen = [clue for clue in clues if clue.got is not None]
    silent = [shelf.values(clue.library) for clue in clues if clue.got is None]
    given = [shelf.values(clue.library) for clue in seen]
    if not seen:
        return []
    return [
        name
        for name in given[0]
        if all(name in values for values in given)
        and not any(name in values for values in silent)
        and every(seen, [values[name] for values in given])
    ]


def combined(
    shelf: Shelf, output: str, clues: Sequence[Clue], hints: Words, words: Words
) -> Explanation | None:
    """A variant together with factors: "wrong mask, and not averaged".

    The variant takes the place of one group of terms; the factors are then read as in `terms`.
    Where two combinations are equally simple neither is named.
    """
    if not all(clue.fitting for clue in clues):
        return None
    given = [shelf.values(clue.library) for clue in clues]
    groups = dict.fromkeys(name.split("/")[0] for name in clues[0].terms)
    candidates = [(name, group) for name in given[0] for group in groups if not shelf.alone(name)]
    found: dict[tuple[str, str], tuple[int, Fit]] = {}
    for name, group in candidates:
        splits = _splits(clues, [values.get(name) for values in given], group)
        fitted = fit(clues, splits, tried=len(candidates))
        if fitted and _plausible(fitted, group):
            extra, _ = describe(output, fitted, clues[0], words)
            rank = sum(factor.rank for factor in fitted.values())
            found[_mistake(name), extra] = rank, fitted
    lowest = min((rank for rank, _ in found.values()), default=0)
    simplest = [(key, fitted) for key, (rank, fitted) in found.items() if rank == lowest]
    if len(simplest) != 1:
        return None
    (name, extra), fitted = simplest[0]
    _, also = describe(output, fitted, clues[0], words)
    return Explanation(
        name=f"{name}+{extra}",
        says=f"{shelf.hint(hints, name)} Also: {also}",
        tier="combined",
        absent=shelf.absent(name) or any(f.name == MISSING for f in fitted.values()),
    )


def _splits(
    clues: Sequence[Clue], values: Sequence[Array | None], group: str
) -> list[dict[str, Array]]:
    """The answer with one group of terms as the variant has it; empty where it has no such."""
    splits, changes = [], False
    for clue, value in zip(clues, values, strict=True):
        if value is None or value.shape != clue.want.shape or not np.isfinite(value).all():
            return []
        rest: dict[str, Array] = {}
        for name, term in clue.terms.items():
            top = name.split("/")[0]
            if top != group:
                rest[top] = rest[top] + term if top in rest else term
        splits.append({group: value - sum(rest.values()), **rest})
        changes = changes or not same(value, clue.want)
    return splits if changes else []


COINCIDENTAL = ("2", "-1")


def _plausible(found: Fit, group: str) -> bool:
    """Whether the variant itself counts, and few simple factors stand beside it.

    Where terms are products of the same quantities, as on the paths of a graph, small whole numbers
    come out of many sums: before another group they are no evidence.
    """
    ranks = [factor.rank for factor in found.values()]
    beside = [factor.name for name, factor in found.items() if name != group]
    if found[group].name == MISSING or any(name in COINCIDENTAL for name in beside):
        return False
    return 0 < sum(ranks) < UNNAMED
