"""What the bank is made of: topics, wrong gradients, and right ones that look different.

A topic is a problem in one of the grader's own forms, with its reference. `x` is a dict of the
inputs. forward(x) gives the value. backward gives the gradients by input, or the array itself where
there is only one; it is backward(x) for a loss and backward(x, dout) for a layer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np

from grader import Case
from grader.answers import LiveKey
from grader.evidence import Evidence
from grader.inprocess import InProcess
from grader.judging import gather
from grader.model import Array, Inputs
from grader.problems import Layer, LossFunction
from grader.seed import Seed
from grader.solution import Misconception, Parts, Solution, Terms


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to write the gradients of a topic. `says` is what a teacher would say to it."""

    topic: "Topic"
    id: str
    says: str
    forward: Callable[[Inputs], Array]
    backward: Callable[..., Array | dict[str, Array]]

    def gradients(self, x: Inputs, dout: Array | float) -> dict[str, Array]:
        """The gradients by input."""
        found = self.backward(x, dout) if self.topic.is_layer else self.backward(x)
        return found if isinstance(found, dict) else {self.topic.problem.wrt[0]: found}

    def find(self, _file: str, name: str) -> Callable[..., object]:
        """The functions that a submission with this variant would define."""
        return getattr(self.module, name)

    @property
    def module(self) -> SimpleNamespace:
        """The variant in the form that the problem asks for."""
        wrt = self.topic.problem.wrt

        def loss(*given):
            x = self.topic.named(given)
            grads = self.gradients(x, 1.0)
            return (self.forward(x), *[grads[name] for name in wrt])

        def forward(*given):
            x = self.topic.named(given)
            return self.forward(x), x

        def backward(dout, cache):
            grads = self.gradients(cache, dout)
            return grads[wrt[0]] if len(wrt) == 1 else tuple(grads[name] for name in wrt)

        functions = [forward, backward] if self.topic.is_layer else [loss]
        return SimpleNamespace(**dict(zip(self.topic.problem.functions, functions, strict=True)))


@dataclass(frozen=True, kw_only=True)
class Mutant(Variant):
    """A wrong one. `names` are the diagnoses that are right; `known`: the library has it.

    `classes` says what makes it hard to see: one-entry, tiny, tie-only, stride, pad, ...
    """

    names: tuple[str, ...]
    known: bool = False
    classes: tuple[str, ...] = ()

    @property
    def consistent(self) -> bool:
        """Whether the loss is wrong too, so that the gradient fits it."""
        return "consistent" in self.classes


@dataclass(kw_only=True)
class Topic:
    """A problem with its reference, what its answers are made of, and the bank's variants of it.

    problem: its inputs are chosen to show mistakes. notebook: inputs as course notebooks have them.
    terms, parts: x (and dout) -> {output: {name: array}}, as in a course's solution folder.
    """

    problem: LossFunction | Layer
    forward: Callable[[Inputs], Array]
    backward: Callable[..., Array | dict[str, Array]]
    notebook: Sequence[Case]
    terms: Callable[..., Mapping[str, Mapping[str, Array]]] | None = None
    parts: Callable[..., Mapping[str, Mapping[str, Array]]] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    mutants: list[Mutant] = field(default_factory=list)
    correct: list[Variant] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.problem.name

    @property
    def is_layer(self) -> bool:
        return isinstance(self.problem, Layer)

    @property
    def reference(self) -> Variant:
        return Variant(
            topic=self, id=self.name, says="", forward=self.forward, backward=self.backward
        )

    # --- filling it -------------------------------------------------------------------------

    def bug(self, *names, known=False, classes=(), forward=None):
        """Adds the function as a mutant, under its own name; its docstring is `says`."""

        def add(function):
            self.mutants.append(
                Mutant(
                    **self._variant(function, forward, ""),
                    names=names,
                    known=known,
                    classes=(classes,) if isinstance(classes, str) else classes,
                )
            )
            return function

        return add

    def known(self, *names, classes=(), forward=None):
        """Adds a mutant that the library knows by the first of its names."""
        return self.bug(*names, known=True, classes=classes, forward=forward)

    def right(self, function=None, *, forward=None):
        """Adds the function as a correct variant."""

        def add(one):
            self.correct.append(Variant(**self._variant(one, forward, "ok.")))
            return one

        return add if function is None else add(function)

    def _variant(self, function, forward, prefix):
        return {
            "topic": self,
            "id": f"{self.name}.{prefix}{function.__name__.strip('_')}",
            "says": " ".join(function.__doc__.split()),
            "forward": forward or self.forward,
            "backward": function,
        }

    # --- judging with it --------------------------------------------------------------------

    def named(self, given: Sequence[object]) -> dict[str, object]:
        """The arguments of a call by name."""
        return dict(zip(self.names, given, strict=True))

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs in their order."""
        return tuple(self.problem.cases[0].draw(np.random.default_rng(0)))

    def with_cases(self, cases: Sequence[Case]) -> LossFunction | Layer:
        """The problem with other inputs."""
        return replace(self.problem, inputs=cases)

    def library(self) -> list[Misconception]:
        """The mutants that a course would list as misconceptions, one for each name."""
        found: dict[str, Misconception] = {}
        for mutant in self.mutants:
            if mutant.known and mutant.names[0] not in found:
                found[mutant.names[0]] = self.misconception(mutant, mutant.names[0])
        return list(found.values())

    def misconception(self, mutant: Mutant, name: str) -> Misconception:
        """A mutant as an entry of a library."""
        function = self.problem.functions[-1]
        return Misconception(name, mutant.says, (function,), getattr(mutant.module, function))

    def key(
        self,
        seed: int,
        *,
        library: Sequence[Misconception] = (),
        cases: Sequence[Case] | None = None,
    ) -> LiveKey:
        """The answer key for the inputs that a seed draws."""
        problem = self.problem if cases is None else self.with_cases(cases)
        solution = Solution(
            modules={self.problem.file: self.reference.module},
            misconceptions=library,
            terms=[Terms((self.name,), self._given(self.terms), self.words)] if self.terms else [],
            parts=[Parts((self.name,), self._given(self.parts))] if self.parts else [],
        )
        secret = Seed(f"bench {seed}", seed.to_bytes(4, "big"))
        return LiveKey(problem, solution, lambda case: secret.rng("bench", self.name, case))

    def _given(self, split):
        """`terms` or `parts` as a solution folder has it, with the inputs one by one."""
        if not self.is_layer:
            return lambda *given: split(self.named(given))
        return lambda *given: split(self.named(given[:-1]), given[-1])

    def evidence(self, variant: Variant, key: LiveKey) -> Evidence:
        """What the grader knows about a submission with this variant."""
        worker = InProcess(variant.find)
        return gather(self.problem, key, worker.run, _no_races)


def _no_races(_inputs):
    raise NotImplementedError("the bank times nothing")
