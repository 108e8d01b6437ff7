"""What diagnosis works from: an output's values in several cases, and what may explain them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from grader.model import Array, CaseKind
from grader.numeric import same

Words: TypeAlias = Mapping[str, str]

WAY = "#"
"""Between the name of a mistake and the number of a further way to make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What may explain a wrong output in one case, as far as the assignment tells.

    terms:      named addends; they add up to the right value. `data/correct` is part of `data`,
                and mistakes in different groups are independent of each other.
    parts:      for each loop (example, class, row) the stack of what each turn adds; the turns
                between the first and the last may be one entry.
    variants:   the value that each misconception gives, under its name or `name#2`, `name#3` where
                there are several ways to make it.
    lookalikes: the value that the right function gives in another situation: for delta = 1.
    """

    terms: Mapping[str, Array] = field(default_factory=dict)
    parts: Mapping[str, Array] = field(default_factory=dict)
    variants: Mapping[str, Array] = field(default_factory=dict)
    lookalikes: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """One output in one case: what came back, what is right, and the numbers of the case.

    got:    None where the submission gave no array.
    judged: whether it was judged right; what equals `want` is right anyway.
    block:  the input that a gradient belongs to.
    sizes, strengths: dimensions by letter (N, D, C), and scalar inputs by name (reg, delta).
    """

    case: str
    got: Array | None
    want: Array
    kind: CaseKind = CaseKind.SMOOTH
    judged: bool = False
    block: Array | None = None
    library: Library = field(default_factory=Library)
    sizes: Mapping[str, float] = field(default_factory=dict)
    strengths: Mapping[str, float] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        return self.judged or (self.got is not None and same(self.got, self.want))

    @property
    def value(self) -> Array:
        """What a mistake must explain: where the answer is right, rounding is not a mistake."""
        return self.want if self.right or self.got is None else self.got

    @property
    def fitting(self) -> bool:
        """Whether it can be compared entry by entry."""
        return self.value.shape == self.want.shape

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.value).all())

    @property
    def symbols(self) -> Mapping[str, float]:
        return {**self.sizes, **self.strengths}

    @property
    def terms(self) -> Mapping[str, Array]:
        """The terms; an answer that is not split is one term, `all`."""
        return self.library.terms or {"all": self.want}


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
    return all(same(clue.value, value) for clue, value in zip(clues, values, strict=True))
