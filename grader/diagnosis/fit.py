"""Fitting: which factors before given addends make what came back.

g = sum c_k t_k is solved for the c_k in every case, and each c_k must be one nameable factor in all
of them: 0 is a missing term, N is one that was not averaged. Where an output has too few entries to
be solved for the factors, they are tried.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from grader.model import Array
from grader.numeric import same

from .clues import Clue
from .factors import ANY, Factor, constant, factors, match, shared

Split: TypeAlias = Mapping[str, Array]
Fit: TypeAlias = Mapping[str, Factor]

MAX_COMBINATIONS = 100_000
PRECISION = 3e-6
FINEST_GRID = 1000
COINCIDENCES = 1e-4
"""How many fits by chance are expected, at most, among the combinations that were tried."""


def fit(
    clues: Sequence[Clue], splits: Sequence[Split], *, free: str = "", tried: int = 1
) -> Fit | None:
    """The factor before each addend, where that leaves no residual in any case.

    free: an addend whose factor may be another number in each case. tried: how many such questions
    are asked about the same values, so that one of many does not fit by chance.
    """
    names = tuple(splits[0]) if splits else ()
    if not names or any(tuple(split) != names for split in splits):
        return None
    if not all(clue.fitting and clue.finite for clue in clues):
        return None
    if not any(clue.want.size > len(names) for clue in clues):
        return _searched(clues, splits, names, tried)
    found = _solved(clues, splits, names, free)
    return found if found and (free or _predicts(clues, splits, found)) else None


def _predicts(clues: Sequence[Clue], splits: Sequence[Split], found: Fit) -> bool:
    """Whether these factors give what came back in every case, solved for or not."""
    for clue, split in zip(clues, splits, strict=True):
        total: Array = np.zeros(clue.want.shape)
        for name, factor in found.items():
            if np.any(split[name]):
                total = total + factor.value(clue.symbols) * split[name]
        if not same(clue.value, total):
            return False
    return True


# --- many entries: solved -------------------------------------------------------------------


def _solved(
    clues: Sequence[Clue], splits: Sequence[Split], names: tuple[str, ...], free: str
) -> Fit | None:
    rows, symbols = [], []
    for clue, split in zip(clues, splits, strict=True):
        if clue.want.size > len(names):
            row = coefficients(clue.value, [split[name] for name in names])
            if row is None:
                return None
            rows.append(row)
            symbols.append(clue.symbols)
    found: dict[str, Factor] = {}
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        factor = match(values, symbols) or constant(values, found.values())
        if factor is None and name == free:
            factor = ANY
        if factor is None:
            return None
        found[name] = factor
    return found


def coefficients(got: Array, terms: Sequence[Array]) -> list[float | None] | None:
    """The c with sum c_k t_k = got and no residual; None in place of a c_k whose term is zero."""
    used = [k for k, term in enumerate(terms) if np.any(term)]
    if not used:
        return None if np.any(got) else [None] * len(terms)
    matrix = np.stack([np.asarray(terms[k], dtype=np.float64).ravel() for k in used], axis=1)
    sizes = np.linalg.norm(matrix, axis=0)
    if len(matrix) <= len(used) or not np.isfinite(sizes).all() or not sizes.all():
        return None
    matrix = matrix / sizes
    if np.linalg.cond(matrix) > 1e6:
        return None
    solved = np.linalg.lstsq(matrix, np.asarray(got, dtype=np.float64).ravel(), rcond=None)[0]
    if not same(got, (matrix @ solved).reshape(got.shape), PRECISION):
        return None
    found: list[float | None] = [None] * len(terms)
    for k, value in zip(used, solved / sizes, strict=True):
        found[k] = float(value)
    return found


# --- few entries: tried ---------------------------------------------------------------------


def _searched(
    clues: Sequence[Clue], splits: Sequence[Split], names: tuple[str, ...], tried: int
) -> Fit | None:
    """The simplest combination of factors that fits, if only one is that simple.

    With few numbers to explain, a combination may fit by chance: it is believed only where so few
    were tried that this is not to be expected.
    """
    known = factors(shared([clue.symbols for clue in clues]))
    while len(known) ** len(names) > MAX_COMBINATIONS:
        known = tuple(f for f in known if f.rank < known[-1].rank)
    with np.errstate(all="ignore"):  # 1/reg is infinite where reg is 0
        off, chance_of_one = _misfits(clues, splits, names, known)
    ranks = _outer_sum(np.array([f.rank for f in known]), len(names))
    fits = np.argwhere(off <= 1)
    if not len(fits):
        return None
    lowest = min(ranks[tuple(fit)] for fit in fits)
    simplest = [fit for fit in fits if ranks[tuple(fit)] == lowest]
    chance = tried * int((ranks <= lowest).sum()) * chance_of_one
    if len(simplest) > 1 or chance > COINCIDENCES:
        return None
    return {name: known[k] for name, k in zip(names, simplest[0], strict=True)}


def _misfits(
    clues: Sequence[Clue],
    splits: Sequence[Split],
    names: tuple[str, ...],
    known: Sequence[Factor],
) -> tuple[Array, float]:
    """For each combination its worst misfit in units of what is allowed; how likely one fits."""
    worst: Array = np.zeros([len(known)] * len(names))
    chance = 1.0
    for clue, split in zip(clues, splits, strict=True):
        values = np.array([factor.value(clue.symbols) for factor in known])
        for i, got in enumerate(np.ravel(clue.value)):
            parts = [float(np.ravel(split[name])[i]) for name in names]
            chance *= _chance(float(got), sum(parts)) if any(parts) else 1.0
            total, largest = np.zeros_like(worst), np.zeros_like(worst)
            for k, part in enumerate(parts):
                share = (part * values).reshape(_along(k, len(names)))
                total, largest = total + share, np.maximum(largest, np.abs(share))
            # A large part with a factor of 0 leaves no rounding behind.
            largest = np.minimum(largest, max(map(abs, parts)))
            allowed = PRECISION * (abs(float(got)) + largest) + 1e-300
            worst = np.maximum(
                worst, np.nan_to_num(np.abs(total - float(got)), nan=np.inf) / allowed
            )
    return worst, chance


def _chance(got: float, want: float) -> float:
    """How likely a number comes out by chance: on a grid, as shares and counts are, very likely."""
    places = np.outer([got, want], np.arange(1, FINEST_GRID))
    on_grid = (np.abs(places - np.rint(places)) < 1e-9).all(axis=0)
    if on_grid.any():
        return 1 / (1 + float(np.abs(places[:, int(on_grid.argmax())]).max()))
    return 2 * PRECISION


def _outer_sum(values: Array, count: int) -> Array:
    """values[i] + values[j] + ... for every combination."""
    total: Array = np.zeros([1] * count)
    for k in range(count):
        total = total + values.reshape(_along(k, count))
    return total


def _along(axis: int, count: int) -> list[int]:
    return [-1 if k == axis else 1 for k in range(count)]
