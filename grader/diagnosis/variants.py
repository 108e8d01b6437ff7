"""Misconceptions: wrong variants of the reference, alone or with factors before the terms."""

from collections.abc import Mapping, Sequence

from grader.model import Array

from .clues import Clue, Explanation, Words, every
from .factors import RIGHT, Factor
from .terms import describe, fit


def matching(clues: Sequence[Clue]) -> list[str]:
    """The misconceptions that give exactly what came back, in every case."""
    names = set(clues[0].library.variants).intersection(*(c.library.variants for c in clues[1:]))
    return [
        name
        for name in clues[0].library.variants
        if name in names and every(clues, [clue.library.variants[name] for clue in clues])
    ]


def combined(output: str, clues: Sequence[Clue], hints: Words, words: Words) -> Explanation | None:
    """A misconception together with factors: "wrong mask, and not averaged".

    The misconception takes the place of one group of terms; the factors are then read as in
    `terms`. Where two combinations are equally simple neither is named.
    """
    found: list[tuple[int, str, Mapping[str, Factor]]] = []
    for variant in clues[0].library.variants:
        for group in _groups(clues[0].library.terms):
            replaced = [_replaced(clue, variant, group) for clue in clues]
            if any(r is None for r in replaced):
                continue
            fitted = fit(clues, [r for r in replaced if r is not None])
            # Without its own group in the answer a misconception explains nothing.
            seen = fitted and fitted[group].name != "0"
            if fitted and seen and any(f.name != RIGHT for f in fitted.values()):
                found.append((sum(f.rank for f in fitted.values()), variant, fitted))
    found.sort(key=lambda item: item[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]) or found[0][0] >= 9:
        return None
    _, variant, factors = found[0]
    name, says = describe(output, factors, clues[0], words)
    return Explanation(
        name=f"{variant}+{name}",
        says=f"{hints[variant]} Also: {says}",
        tier="combined",
        absent=any(factor.name == "0" for factor in factors.values()),
    )


def _groups(terms: Mapping[str, Array]) -> list[str]:
    return list(dict.fromkeys(name.split("/")[0] for name in terms)) or ["all"]


def _replaced(clue: Clue, variant: str, group: str) -> dict[str, Array] | None:
    """The terms with one group replaced by what the misconception puts there."""
    value = clue.library.variants.get(variant)
    if value is None or value.shape != clue.want.shape:
        return None
    rest: dict[str, Array] = {}
    for name, term in clue.library.terms.items():
        top = name.split("/")[0]
        if top != group:
            rest[top] = rest[top] + term if top in rest else term
    ours = value - sum(rest.values()) if rest else value
    right = clue.want - sum(rest.values()) if rest else clue.want
    return None if _same(ours, right) else {group: ours, **rest}


def _same(a: Array, b: Array) -> bool:
    return bool(abs(a - b).max() <= 1e-9 * max(abs(b).max(), 1e-300)) if a.size else True
