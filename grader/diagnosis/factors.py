"""Factors that a mistake puts before a term: 0, -1, 2, N, 1/N, N/C, 1/reg, by name.

A factor is named only where it has that value in every case, and no other factor of the same
simplicity has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from math import inf, isfinite, prod

RIGHT = "1"
MISSING = "0"
CLOSE = 3e-6
UNNAMED = 9
"""The rank of a factor that is only a number."""


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
        """Its value in one case, infinite where it divides by zero."""
        numbers = [(float(symbols[s]), power) for s, power in self.powers]
        if self.over_less_one:
            s = float(symbols[self.over_less_one])
            numbers += [(s, 1), (s - 1, -1)]
        if any(number == 0 and power < 0 for number, power in numbers):
            return inf
        return self.constant * prod(number**power for number, power in numbers)


ANY = Factor("", 1)
"""A factor that is another number in each case."""


@cache
def factors(symbols: tuple[str, ...]) -> tuple[Factor, ...]:
    """The factors that can be named with these symbols, simplest first."""
    found = [
        Factor(RIGHT, 0),
        Factor(MISSING, 1, 0.0),
        Factor("-1", 1, -1.0),
        Factor("2", 2, 2.0),
        Factor("1/2", 2, 0.5),
    ]
    for s in symbols:
        found += _of_one(s)
    for s, t in permutations(symbols, 2):
        found.append(Factor(f"{s}/{t}", 3, 1.0, ((s, 1), (t, -1))))
    for several, rank in ((2, 3), (3, 4)):
        for chosen in combinations(symbols, several):
            product = "*".join(chosen)
            found.append(Factor(product, rank, 1.0, tuple((s, 1) for s in chosen)))
            found.append(Factor(f"1/({product})", rank, 1.0, tuple((s, -1) for s in chosen)))
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


def constant(values: Sequence[float | None], known: Iterable[Factor] = ()) -> Factor | None:
    """A factor without a name that is the same number in every case; one of `known`, if it is."""
    numbers = [value for value in values if value is not None]
    if not numbers or any(abs(n - numbers[0]) > CLOSE * abs(n) for n in numbers):
        return None
    for factor in known:
        if factor.rank == UNNAMED and abs(factor.constant - numbers[0]) <= CLOSE * abs(numbers[0]):
            return factor
    return Factor(f"{numbers[0]:.6g}", UNNAMED, numbers[0])


def close(value: float, want: float) -> bool:
    """Equality of two factors, up to the rounding of a least-squares solution."""
    return isfinite(want) and abs(value - want) <= CLOSE * max(abs(want), 0.1)
