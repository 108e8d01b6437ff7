"""The contract: what an answer must be before any check can judge it, enforced here for all.

Only what cannot be judged fails it: no array, another shape (nothing is broadcast), NaN or infinity
where the reference is finite. What is right but worth telling becomes a remark.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .model import Array, Observation, Outcome, Sample, Trouble, Value, Values
from .problems import AFTER, Problem
from .programs import type_in_words
from .text import shape
from .wire import REASONS, Unfetched, Unsupported

DTYPE = re.compile(r"an array of dtype (object|(complex|str|bytes|void|datetime|timedelta)\d*)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the submission gave for one sample, output by output.

    `values` holds the arrays of the right shape, and `faults` why an output cannot be judged. An
    output with NaN is in both. `misshapen` holds arrays of another shape, for diagnosis.
    """

    sample: Sample
    values: Values = field(default_factory=dict)
    misshapen: Values = field(default_factory=dict)
    faults: Mapping[str, Trouble] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def receive(problem: Problem, sample: Sample, seen: Observation, expected: Values | None) -> Answer:
    """The answer in an observation, held against the contract.

    Without `expected`, for inputs that no key knows, any shape will do but every entry is finite.
    """
    if seen.trouble is not None:
        return Answer(sample, faults=dict.fromkeys(problem.outputs, seen.trouble))
    values: dict[str, Array] = {}
    faults: dict[str, Trouble] = {}
    others: dict[str, Array] = {}
    remarks: list[str] = []
    for output in problem.outputs:
        if output in seen.missing:
            faults[output] = seen.missing[output]
            continue
        raw = seen.values[output]
        got = _array(raw)
        if isinstance(got, _Other):
            says = f"{output} is {got.words}; expected {_kind(expected, output)}"
            faults[output] = Trouble(Outcome.FAILED, says, student_text=got.own_name)
            continue
        want = np.zeros_like(got) if expected is None else expected[output]
        if problem.keepdims and got.shape != want.shape and _squeezed(got) == _squeezed(want):
            remarks.append(f"{output} has further axes of length 1: leave out keepdims")
            got = got.reshape(want.shape)
        if got.shape != want.shape:
            faults[output] = _failed(
                f"{output} has shape {shape(got.shape)}; expected {shape(want.shape)}"
            )
            others[output] = got
        else:
            values[output] = got
            if fault := _not_finite(output, got, want):
                faults[output] = fault
            remarks += _remarks(output, raw, got, want)
    remarks += _changed_inputs(sample, seen)
    return Answer(sample, values, others, faults, tuple(remarks))


def _squeezed(array: Array) -> tuple[int, ...]:
    """The shape without axes of length 1."""
    return tuple(length for length in array.shape if length != 1)


def _failed(says: str) -> Trouble:
    return Trouble(Outcome.FAILED, says)


def _kind(expected: Values | None, output: str) -> str:
    if expected is None or not expected[output].shape:
        return "a number" if expected else "numbers"
    return f"an array of shape {shape(expected[output].shape)}"


@dataclass(frozen=True, slots=True)
class _Other:
    """What is no array, in words of ours; `own_name` is what the submission calls it."""

    words: str
    own_name: str = ""


def _array(raw: Value) -> Array | _Other:
    """The value as an array, or what it is instead."""
    match raw:
        case Unsupported(what):
            fixed = what in REASONS or DTYPE.fullmatch(what)
            return _Other(what) if fixed else _Other(*type_in_words(what))
        case Unfetched(_, size):
            return _Other(f"an array of shape {shape(size)}")
        case None:
            return _Other("None")
        case str() | dict():
            return _Other(f"a {type(raw).__name__}")
        case list() | tuple():
            return _from_list(raw)
    return np.asarray(raw)


def _from_list(raw: list[Value] | tuple[Value, ...]) -> Array | _Other:
    try:
        array = np.asarray(raw, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return _Other(f"a {type(raw).__name__} that is not an array of numbers")
    return array


def _not_finite(output: str, got: Array, want: Array) -> Trouble | None:
    if got.dtype.kind != "f":
        return None
    bad = np.isfinite(want) & ~np.isfinite(got)
    if not bad.any():
        return None
    what = "NaN" if np.isnan(got[bad]).any() else "infinite"
    if not got.shape:
        return _failed(f"{output} is {what}")
    return _failed(f"{output} is {what} in {int(bad.sum())} of {got.size} entries")


def _remarks(output: str, raw: Value, got: Array, want: Array) -> list[str]:
    remarks = []
    if isinstance(raw, np.ndarray) and raw.shape == ():
        remarks.append(f"{output} is an array of no dimensions: return a number, float({output})")
    if isinstance(raw, np.matrix):
        remarks.append(f"{output} is a numpy.matrix, where * and shapes differ: use arrays only")
    if isinstance(raw, list | tuple) and want.shape:
        remarks.append(f"{output} is a {type(raw).__name__}: return a NumPy array")
    if got.dtype.kind == "f" and got.dtype.itemsize < want.dtype.itemsize:
        remarks.append(f"{output} is {got.dtype}: work in float64, where rounding is no worry")
    return remarks


def _changed_inputs(sample: Sample, seen: Observation) -> list[str]:
    """Which inputs the calls changed in place: right values, but the caller's data is gone."""
    changed = []
    for key, after in seen.values.items():
        if not key.startswith(AFTER):
            continue
        name = key.removeprefix(AFTER)
        before = sample.inputs.get(name, sample.dout)
        same = isinstance(after, np.ndarray) and np.array_equal(after, np.asarray(before))
        if not same:
            changed.append(f"{name} is changed in place: work on a copy, or build a new array")
    return changed
