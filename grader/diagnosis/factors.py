"""Factors that a mistake puts before a term: 0, -1, 2, N, 1/N, N/C, 1/reg, by name.

A factor is named only where it has that value in every case, and no other factor of the same
simplicity has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations

import numpy as np

RIGHT = "1"
CLOSE = 1e-5


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor by name. A lower rank is a simpler mistake; rank 0 is no mistake."""

    name: str
    rank: int
    value: Callable[[Mapping[str, float]], float]
    symbols: tuple[str, ...] = ()


@cache
def factors(symbols: tuple[str, ...]) -> tuple[Factor, ...]:
    """The factors that can be named with these symbols, simplest first."""
    found = [
        Factor(RIGHT, 0, lambda _: 1.0),
        Factor("0", 1, lambda _: 0.0),
        Factor("-1", 1, lambda _: -1.0),
        Factor("2", 2, lambda _: 2.0),
        Factor("1/2", 2, lambda _: 0.5),
    ]
    for s in symbols:
        found += _of_one(s)
    for s, t in permutations(symbols, 2):
        found.append(Factor(f"{s}/{t}", 3, lambda v, s=s, t=t: v[s] / v[t], (s, t)))
        if s < t:
            found.append(Factor(f"{s}*{t}", 3, lambda v, s=s, t=t: v[s] * v[t], (s, t)))
            found.append(Factor(f"1/({s}*{t})", 3, lambda v, s=s, t=t: 1 / (v[s] * v[t]), (s, t)))
    return tuple(sorted(found, key=lambda factor: factor.rank))


def _of_one(s: str) -> list[Factor]:
    return [
        Factor(s, 2, lambda v: v[s], (s,)),
        Factor(f"1/{s}", 2, lambda v: 1 / v[s], (s,)),
        Factor(f"-{s}", 3, lambda v: -v[s], (s,)),
        Factor(f"-1/{s}", 3, lambda v: -1 / v[s], (s,)),
        Factor(f"2*{s}", 3, lambda v: 2 * v[s], (s,)),
        Factor(f"2/{s}", 3, lambda v: 2 / v[s], (s,)),
        Factor(f"{s}/2", 3, lambda v: v[s] / 2, (s,)),
        Factor(f"1/(2*{s})", 3, lambda v: 0.5 / v[s], (s,)),
        Factor(f"{s}/({s}-1)", 3, lambda v: v[s] / (v[s] - 1) if v[s] != 1 else np.inf, (s,)),
        Factor(f"{s}^2", 3, lambda v: v[s] ** 2, (s,)),
        Factor(f"1/{s}^2", 3, lambda v: v[s] ** -2, (s,)),
    ]


def shared(symbols: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    """The symbols that every case has."""
    names = set(symbols[0]).intersection(*symbols[1:]) if symbols else set()
    return tuple(sorted(names))


def match(values: Sequence[float | None], symbols: Sequence[Mapping[str, float]]) -> Factor | None:
    """The one simplest factor that has these values, case by case; None is a case without one."""
    known = [(value, s) for value, s in zip(values, symbols, strict=True) if value is not None]
    if not known:
        return factors(())[0]
    fitting = [
        factor
        for factor in factors(shared([s for _, s in known]))
        if all(close(value, factor.value(s)) for value, s in known)
    ]
    simplest = [factor for factor in fitting if factor.rank == fitting[0].rank]
    return simplest[0] if len(simplest) == 1 else None


def close(value: float, want: float) -> bool:
    return abs(value - want) <= CLOSE * max(abs(want), 1e-3)
