"""A problem for diagnosis: its answer is a data term of two parts and a penalty, in three cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.diagnosis import Clue, Explanation, Library, explain
from grader.model import Array, CaseKind

WORDS = {"data": "the data term", "reg": "the penalty"}


@dataclass(frozen=True)
class Example:
    """One case: X (N, D) times the two parts of scores (N, C), and the penalty on W (D, C)."""

    X: Array
    W: Array
    parts: tuple[Array, Array]
    reg: float
    kind: CaseKind = CaseKind.SMOOTH

    @property
    def terms(self) -> dict[str, Array]:
        a, b = self.parts
        N = len(self.X)
        return {
            "data/a": self.X.T @ a / N,
            "data/b": self.X.T @ b / N,
            "reg": 2 * self.reg * self.W,
        }

    @property
    def want(self) -> Array:
        return sum(self.terms.values(), np.zeros(self.W.shape))

    @property
    def turns(self) -> Array:
        """What each example adds."""
        a, b = self.parts
        turns: Array = np.einsum("nd,nc->ndc", self.X, a + b) / len(self.X)
        return turns

    @property
    def sizes(self) -> dict[str, float]:
        return {"N": len(self.X), "D": self.W.shape[0], "C": self.W.shape[1]}

    @property
    def symbols(self) -> dict[str, float]:
        return {**self.sizes, "reg": self.reg}


def examples(seed: int = 0) -> list[Example]:
    """Three cases with different sizes and strengths."""
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal
    return [
        Example(normal((N, D)), normal((D, C)), (normal((N, C)), normal((N, C))), reg)
        for N, D, C, reg in ((7, 5, 3, 0.37), (11, 3, 6, 0.13), (5, 4, 4, 0.21))
    ]


@dataclass(frozen=True)
class Shelf:
    """What the library knows, as functions of an example."""

    variants: dict[str, Callable[[Example], Array]] = field(default_factory=dict)
    lookalikes: dict[str, Callable[[Example], Array]] = field(default_factory=dict)

    def library(self, example: Example) -> Library:
        return Library(
            terms=example.terms,
            parts={"example": example.turns},
            variants={name: function(example) for name, function in self.variants.items()},
            lookalikes={name: function(example) for name, function in self.lookalikes.items()},
        )


NOTHING = Shelf()


def clues(
    got: Callable[[Example], Array | None], cases: Sequence[Example], shelf: Shelf = NOTHING
) -> list[Clue]:
    """The clues of a submission that answers with `got`."""
    return [
        Clue(
            case=f"case {number}",
            got=got(example),
            want=example.want,
            kind=example.kind,
            block=example.W,
            library=shelf.library(example),
            sizes=example.sizes,
            strengths={"reg": example.reg},
        )
        for number, example in enumerate(cases)
    ]


def explained(
    got: Callable[[Example], Array | None],
    cases: Sequence[Example] | None = None,
    shelf: Shelf = NOTHING,
) -> Explanation | None:
    """What diagnosis says of a submission that answers with `got`."""
    found = clues(got, examples() if cases is None else cases, shelf)
    hints = {name: f"This is {name}." for name in shelf.variants}
    return explain("dW", {"dW": found}, hints=hints, words=WORDS)


def name(found: Explanation | None) -> str:
    """The name of an explanation, empty for none."""
    return found.name if found else ""
