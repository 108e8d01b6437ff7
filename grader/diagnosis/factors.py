"""Factors that a mistake puts before a term: 0, -1, 2, N, 1/N, N/C, 1/reg, by name.

A factor is named only where it has that value in every case, and no other factor of the same
simplicity has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from math import inf, prod

RIGHT = "1"
CLOSE = 1e-5


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor by name: constant * product of symbol ** power. A lower rank is a simpler mistake.

    Rank 0 is no mistake. `over_less_one` names a symbol s for a further s / (s - 1).
    """

    name: str
    rank: int
    constant: float = 1.0
    powers: tuple[tuple[str, int], ...] = ()
    over_less_one: str = ""

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols in it."""
        return (*(s for s, _ in self.powers), *filter(None, [self.over_less_one]))

    def value(self, symbols: Mapping[str, float]) -> float:
        """Its value in one case."""
        found = self.constant * prod(float(symbols[s]) ** p for s, p in self.powers)
        if not self.over_less_one:
            return found
        s = symbols[self.over_less_one]
        return found * s / (s - 1) if s != 1 else inf


@cache
def factors(symbols: tuple[str, ...]) -> tuple[Factor, ...]:
    """The factors that can be named with these symbols, simplest first."""
    found = [
        Factor(RIGHT, 0),
        Factor("0", 1, 0.0),
        Factor("-1", 1, -1.0),
        Factor("2", 2, 2.0),
        Factor("1/2", 2, 0.5),
    ]
    for s in symbols:
        found += _of_one(s)
    for s, t in permutations(symbols, 2):
        found.append(Factor(f"{s}/{t}", 3, 1.0, ((s, 1), (t, -1))))
        if s < t:
            found.append(Factor(f"{s}*{t}", 3, 1.0, ((s, 1), (t, 1))))
            found.append(Factor(f"1/({s}*{t})", 3, 1.0, ((s, -1), (t, -1))))
    return tuple(sorted(found, key=lambda factor: factor.rank))


def _of_one(s: str) -> list[Factor]:
    up, down = ((s, 1),), ((s, -1),)
    return [
        Factor(s, 2, 1.0, up),
        Factor(f"1/{s}", 2, 1.0, down),
        Factor(f"-{s}", 3, -1.0, up),
        Factor(f"-1/{s}", 3, -1.0, down),
        Factor(f"2*{s}", 3, 2.0, up),
        Factor(f"2/{s}", 3, 2.0, down),
        Factor(f"{s}/2", 3, 0.5, up),
        Factor(f"1/(2*{s})", 3, 0.5, down),
        Factor(f"{s}^2", 3, 1.0, ((s, 2),)),
        Factor(f"1/{s}^2", 3, 1.0, ((s, -2),)),
        Factor(f"{s}/({s}-1)", 3, 1.0, (), s),
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
    """Equality of two factors, up to the rounding of a least-squares solution."""
    return abs(value - want) <= CLOSE * max(abs(want), 1e-3)
