"""The inputs of cases and of timed calls: drawn, and as a worker gets them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from numpy.random import Generator

from . import wire
from .errors import CourseError
from .model import Array, Case, Inputs, Sample, Value
from .problems import Layer, Problem

MOST_DRAWS = 1000


def drawn(problem: Problem, case: Case, rng: Generator) -> Sample:
    """The case with its inputs drawn; a layer still lacks its upstream gradient."""
    try:
        sample = Sample(case.name, _inputs(problem, case, rng), kind=case.kind)
        problem.sizes(sample)
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(
            f"{problem.name}, case {case.name!r}: drawing the inputs raised "
            f"{type(error).__name__}: {error}",
            "Mend the inputs function, or the shapes of the problem, in checks.py.",
        ) from error
    return sample


def needs_dout(problem: Problem) -> bool:
    """Whether a sample of the problem has an upstream gradient."""
    return isinstance(problem, Layer) and bool(problem.wrt)


def with_dout(sample: Sample, shape: tuple[int, ...], rng: Generator) -> Sample:
    """The sample with an upstream gradient in the shape of the layer's output."""
    return replace(sample, dout=rng.standard_normal(shape))


def timed_case(inputs: Callable[[Generator], Value], number: int) -> Case:
    """The case of one timed call."""
    return Case(f"timed call {number}", inputs)


def _inputs(problem: Problem, case: Case, rng: Generator) -> Inputs:
    """Inputs that are what the case claims."""
    for _ in range(MOST_DRAWS):
        inputs = case.draw(rng)
        if case.claim is None or case.claim(inputs):
            return {name: _as_sent(problem, name, value) for name, value in inputs.items()}
    claim = getattr(case.claim, "__name__", "its claim")
    raise CourseError(
        f"{problem.name}, case {case.name!r}: of {MOST_DRAWS} drawn inputs none met {claim}",
        "Mend the inputs function or the claim in checks.py.",
    )


def _as_sent(problem: Problem, name: str, value: Value) -> Value:
    """The value as it comes out of a wire: of Python's own types, with arrays in C order."""
    packer = wire.Packer(1 << 62)
    header = packer.pack(value)
    arrays: Iterator[Array] = iter(packer.arrays)
    sent = wire.unpack(header, lambda _dtype, _shape: next(arrays))
    if unsupported := next(_unsupported(sent), None):
        raise CourseError(
            f"{problem.name}: the input {name!r} holds {unsupported.what}, which cannot be sent",
            "Use numbers, text, None, arrays of numbers, and tuples, lists and dicts of these.",
        )
    return sent


def _unsupported(value: Value) -> Iterator[wire.Unsupported]:
    match value:
        case wire.Unsupported():
            yield value
        case dict():
            for item in value.values():
                yield from _unsupported(item)
        case list() | tuple():
            for item in value:
                yield from _unsupported(item)
