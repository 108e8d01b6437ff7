"""Problem forms: how a piece of student code is exercised, as programs, and what comes back.

A problem names its outputs. Those that are gradients say of which input (`gradients`); the others
are its values. In every form the inputs of a case are passed in the order in which it names them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.random import Generator

from .model import (
    Array,
    Call,
    Case,
    Get,
    Give,
    Inputs,
    Program,
    Put,
    Ref,
    Sample,
    Step,
    Take,
    Value,
)

if TYPE_CHECKING:
    from .checks.base import Check
    from .checks.holds import RemarkUnless

Draw: TypeAlias = Callable[[Generator], Inputs]
AFTER = "after "
"""Before an input's name in a program's returns: what became of that input during the calls."""


@dataclass(frozen=True)
class Problem(ABC):
    """One thing to write, and the checks that judge it.

    inputs: a function from a random generator to the inputs by name, or several named `Case`s.
    file: the file that the student writes; where an assignment has only one it need not be said.
    shapes: the dimensions of arrays by letters, as in {"X": "N D"}; hints then speak of N and D.
    keepdims: whether an output may have further axes of length 1, as `keepdims=True` leaves them.
    """

    name: str
    _: KW_ONLY
    inputs: Draw | Sequence[Case]
    checks: "Sequence[Check]"
    remarks: "Sequence[RemarkUnless]" = ()
    file: str = ""
    shapes: Mapping[str, str] = field(default_factory=dict)
    keepdims: bool = False

    @property
    def cases(self) -> Sequence[Case]:
        """The declared cases; a bare function of inputs is drawn twice."""
        if isinstance(self.inputs, Sequence):
            return self.inputs
        return [Case("first", self.inputs), Case("second", self.inputs)]

    @property
    @abstractmethod
    def outputs(self) -> tuple[str, ...]:
        """The names of all that comes back."""

    @property
    def gradients(self) -> Mapping[str, str]:
        """The outputs that are gradients, each with the input that it belongs to."""
        return {}

    @property
    def values(self) -> tuple[str, ...]:
        """The outputs that are no gradients."""
        return tuple(name for name in self.outputs if name not in self.gradients)

    @property
    @abstractmethod
    def functions(self) -> tuple[str, ...]:
        """The names that the problem uses in the student's file."""

    @abstractmethod
    def program(self, sample: Sample) -> Program:
        """The program that gives every output, and each array input as it is afterwards."""

    def forward(self, sample: Sample) -> Program:
        """The program that gives only the first value: what a gradient is the gradient of."""
        full = self.program(sample)
        return replace(full, returns={self.values[0]: full.returns[self.values[0]]})

    def block(self, sample: Sample, wrt: str) -> Array:
        """The input that a gradient belongs to."""
        return np.asarray(sample.inputs[wrt])

    def with_blocks(self, sample: Sample, blocks: Mapping[str, Array]) -> Sample:
        """The sample with some of those inputs replaced."""
        return sample.changed(blocks)

    def sizes(self, sample: Sample) -> Mapping[str, int]:
        """The dimensions that `shapes` names, with their values."""
        found: dict[str, int] = {}
        for name, letters in self.shapes.items():
            if name not in self.outputs:
                found.update(zip(letters.split(), self.block(sample, name).shape, strict=True))
        return found

    def strengths(self, sample: Sample) -> Mapping[str, float]:
        """The scalar inputs, also those in dicts: factors that a wrong answer may lack."""
        found: dict[str, float] = {}
        for name, value in sample.inputs.items():
            inside = value if isinstance(value, dict) else {name: value}
            found.update({k: float(v) for k, v in inside.items() if type(v) in (int, float)})
        return found

    def axes(self, output: str) -> tuple[str, ...]:
        """The letters of an output's dimensions, as far as `shapes` tells."""
        return tuple(self.shapes.get(self.gradients.get(output, output), "").split())


def _given(arguments: Mapping[str, Value]) -> tuple[list[Step], list[Value], dict[str, Ref]]:
    """Steps that hold the arrays, the arguments to call with, and what to look at afterwards."""
    steps: list[Step] = []
    args: list[Value] = []
    after: dict[str, Ref] = {}
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            after[AFTER + name] = Ref(len(steps))
            args.append(Ref(len(steps)))
            steps.append(Give(value))
        else:
            args.append(value)
    return steps, args, after


def _items(step: int, names: Sequence[str]) -> dict[str, Ref]:
    """Where a call's results are: the items of a tuple, or the result itself where it is one."""
    if len(names) == 1:
        return {names[0]: Ref(step)}
    return {name: Ref(step, (i,)) for i, name in enumerate(names)}


def _unpacked(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names) if len(names) > 1 else ()


@dataclass(frozen=True)
class Function(Problem):
    """Values in, values out: `returns` names what the function gives back, one value or a tuple.

    uses, given: where the function is not the student's, but one of the `given` file that works
    with the student's: it gets the functions or classes that `uses` names, before the inputs.
    given_name: what that function is called, where the problem is named after the student's.
    """

    returns: Sequence[str] = ("value",)
    uses: Sequence[str] = ()
    given: str = ""
    given_name: str = ""
    withheld: Sequence[str] = ()
    """Inputs that the function does not get: the grader judges with them, as on held-out data."""

    @property
    def outputs(self) -> tuple[str, ...]:
        return tuple(self.returns)

    @property
    def functions(self) -> tuple[str, ...]:
        return tuple(self.uses) if self.given else (self.name,)

    def program(self, sample: Sample) -> Program:
        told = {name: v for name, v in sample.inputs.items() if name not in self.withheld}
        steps, args, after = _given(told)
        taken = tuple(Ref(len(steps) + i) for i in range(len(self.uses)))
        steps += [Take(name) for name in self.uses]
        name, names = self.given_name or self.name, _unpacked(self.outputs)
        call = Call(name, (*taken, *args), unpack=names, file=self.given)
        returns = {**_items(len(steps), self.outputs), **after}
        return Program(self.file, (*steps, call), returns)


@dataclass(frozen=True)
class Procedure(Function):
    """A function that trains: the grader judges the returned parameters on held-out data.

    Nothing says that there is only one right result, so its values are not compared with the
    reference's; `Trains` and `Holds` judge them.
    """


@dataclass(frozen=True)
class _Differentiated(Problem):
    """A problem with gradients: dW for each W of `wrt`."""

    wrt: Sequence[str] = ()

    @property
    def gradients(self) -> Mapping[str, str]:
        return {f"d{name}": name for name in self.wrt}


@dataclass(frozen=True)
class LossFunction(_Differentiated):
    """Returns a loss and its gradients: `(loss, dW)`, or more gradients in the order of `wrt`.

    value: what to call the loss, where it is another number.
    """

    value: str = "loss"

    @property
    def outputs(self) -> tuple[str, ...]:
        return (self.value, *self.gradients)

    @property
    def functions(self) -> tuple[str, ...]:
        return (self.name,)

    def program(self, sample: Sample) -> Program:
        steps, args, after = _given(sample.inputs)
        call = Call(self.name, tuple(args), unpack=_unpacked(self.outputs))
        returns = {**_items(len(steps), self.outputs), **after}
        return Program(self.file, (*steps, call), returns)


@dataclass(frozen=True)
class Layer(_Differentiated):
    """A forward and a backward function with a cache between them.

    `out, cache = forward(*inputs)`, then `dx, dw, db = backward(dout, cache)`: one program, so the
    cache stays in the child. The names default to `<name>_forward` and `<name>_backward`. Without
    `wrt` only the forward is asked: it can be judged before there is a backward.
    """

    forward_name: str = ""
    backward_name: str = ""

    @property
    def outputs(self) -> tuple[str, ...]:
        return ("out", *self.gradients)

    @property
    def functions(self) -> tuple[str, ...]:
        forward = self.forward_name or f"{self.name}_forward"
        backward = self.backward_name or f"{self.name}_backward"
        return (forward, backward) if self.wrt else (forward,)

    def program(self, sample: Sample) -> Program:
        if not self.wrt:
            only = self.forward(sample)
            return replace(only, returns={**only.returns, **_given(sample.inputs)[2]})
        forward, backward = self.functions
        steps, args, after = _given({**sample.inputs, "dout": sample.dout})
        *inputs, dout = args
        first = len(steps)
        steps.append(Call(forward, tuple(inputs), unpack=("out", "cache")))
        names = tuple(self.gradients)
        steps.append(Call(backward, (dout, Ref(first, (1,))), unpack=_unpacked(names)))
        returns = {"out": Ref(first, (0,)), **_items(first + 1, names), **after}
        return Program(self.file, tuple(steps), returns)

    def forward(self, sample: Sample) -> Program:
        steps, args, _ = _given(sample.inputs)
        call = Call(self.functions[0], tuple(args), unpack=("out", "cache"))
        return Program(self.file, (*steps, call), {"out": Ref(len(steps), (0,))})


@dataclass(frozen=True)
class Model(_Differentiated):
    """A class: built, given parameters, and asked for its loss and gradients.

    A case's inputs are `init`, the keyword arguments of the constructor; `params`, arrays that are
    set in the model's dict of that name; and what the `loss` method takes. The method returns the
    loss and a dict of gradients with the keys of `wrt`.
    """

    @property
    def outputs(self) -> tuple[str, ...]:
        return ("loss", *self.gradients)

    @property
    def functions(self) -> tuple[str, ...]:
        return (self.name,)

    def program(self, sample: Sample) -> Program:
        inputs = dict(sample.inputs)
        init, params = inputs.pop("init", {}), inputs.pop("params", {})
        model, held = Ref(0), Ref(1)
        steps: list[Step] = [Call(self.name, kwargs=init), Get(model, "params")]
        steps += [Put(held, name, value, item=True) for name, value in params.items()]
        call = Call("loss", tuple(inputs.values()), on=model, unpack=("loss", "grads"))
        last = len(steps)
        gradients = {output: Ref(last, (1, wrt)) for output, wrt in self.gradients.items()}
        return Program(self.file, (*steps, call), {"loss": Ref(last, (0,)), **gradients})

    def strengths(self, sample: Sample) -> Mapping[str, float]:
        """Without what the constructor calls a dimension that has a letter: one name is enough."""
        sizes = self.sizes(sample).values()
        return {k: v for k, v in super().strengths(sample).items() if v not in sizes}

    def block(self, sample: Sample, wrt: str) -> Array:
        params = sample.inputs.get("params", {})
        return np.asarray(params[wrt] if wrt in params else sample.inputs[wrt])

    def with_blocks(self, sample: Sample, blocks: Mapping[str, Array]) -> Sample:
        return sample.changed({"params": {**sample.inputs.get("params", {}), **blocks}})
