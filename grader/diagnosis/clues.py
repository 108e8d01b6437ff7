"""What diagnosis works from: an output's values in several cases, and what may explain them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from grader.model import Array
from grader.numeric import same

Words: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What may explain a wrong output in one case, as far as the assignment tells.

    terms:    named addends; they add up to the right value. `data/correct` is part of `data`.
    parts:    for each loop (example, class, row) the stack of what each turn adds.
    variants: the value that each misconception gives.
    """

    terms: Mapping[str, Array] = field(default_factory=dict)
    parts: Mapping[str, Array] = field(default_factory=dict)
    variants: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """One output in one case: what came back, what is right, and the numbers of the case.

    sizes: dimensions by letter (N, D, C). strengths: scalar inputs by name (reg, delta).
    """

    case: str
    got: Array
    want: Array
    library: Library = field(default_factory=Library)
    sizes: Mapping[str, float] = field(default_factory=dict)
    strengths: Mapping[str, float] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        return same(self.got, self.want)

    @property
    def symbols(self) -> Mapping[str, float]:
        return {**self.sizes, **self.strengths}

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.got).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A mistake with a name. It is given only where it leaves no residual in any case.

    name: short and stable, for counting over a class. says: the hint. tier: how it was found.
    absent: a term of the answer is missing, so that the answer may be next to nothing.
    """

    name: str
    says: str
    tier: str
    absent: bool = False


def every(clues: Sequence[Clue], values: Sequence[Array]) -> bool:
    """Whether `values` are what came back in every case."""
    return all(same(clue.got, value) for clue, value in zip(clues, values, strict=True))
