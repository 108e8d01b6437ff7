"""Situations: the right function asked otherwise, to recognize what ignores part of the question.

An answer that is exactly right for delta = 1, where delta is 0.7, ignores delta. No one has to
foresee that for each parameter: the reference itself tells what such answers are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from grader.model import Array, Sample, Value, Values

from .where import AXES

Run: TypeAlias = Callable[[Sample], Values | None]
"""What the reference gives for a sample; None where it fails."""

NO_DOUT = "dout=1"
OVERWRITTEN = "windows-overwritten"
OVERWRITTEN_TWICE = "windows-and-filters-overwritten"
HINTS = {
    NO_DOUT: "This is what comes out where dout is 1 everywhere: multiply by dout.",
    OVERWRITTEN: "Where windows overlap only the last of them counts: accumulate with += in place "
    "of =.",
    OVERWRITTEN_TWICE: "Where windows overlap only the last of them and the last filter count: "
    "accumulate with += in place of =.",
}


def hint(name: str) -> str:
    """What to say of an answer that looks like the right one in another situation."""
    if name.startswith("is-"):
        return f"This is {name.removeprefix('is-')} itself, as it was given."
    parameter, _, constant = name.partition("=")
    return HINTS.get(
        name,
        f"This is what comes out for {parameter} = {constant}: {parameter} is a parameter, "
        "use its value.",
    )


def lookalikes(sample: Sample, run: Run) -> dict[str, Values]:
    """What the reference gives in other situations, and what takes the place of a result."""
    found = {name: run(other) for name, other in _situations(sample)}
    right = run(sample)
    if right is None:
        return {}
    arrays = {**sample.inputs, "dout": sample.dout}
    for name, value in arrays.items():
        if isinstance(value, np.ndarray):
            found[f"is-{name}"] = dict.fromkeys(right, value)
    if sample.dout is not None and sample.dout.ndim == 4:
        last = _alone(sample, (1,), sample.dout.shape[1] - 1)
        found[OVERWRITTEN] = _overwritten(sample, run)
        found[OVERWRITTEN_TWICE] = _overwritten(last, run)
    return {name: values for name, values in found.items() if values is not None}


def turns(sample: Sample, run: Run, letters: Sequence[str] = ()) -> dict[str, Mapping[str, Array]]:
    """For each loop over axes of dout, and each output, what its turns add.

    A backward is linear in dout: a turn is what it gives where the rest of dout is zero. The stack
    has the first turn, all between together, and the last. `letters` are those of the dimensions
    of dout, as far as they are known.
    """
    right = None if sample.dout is None else run(sample)
    if sample.dout is None or right is None:
        return {}
    return {
        loop: _stacked(sample, axes, right, run)
        for loop, axes in _loops(sample.dout.ndim, letters).items()
    }


def _situations(sample: Sample) -> Iterator[tuple[str, Sample]]:
    """The sample with one thing replaced by a constant, by name."""
    for name, value in sample.inputs.items():
        if isinstance(value, dict):
            for key, item in value.items():
                for constant in _constants(item):
                    yield f"{key}={constant:g}", sample.changed({name: {**value, key: constant}})
        for constant in _constants(value):
            yield f"{name}={constant:g}", sample.changed({name: constant})
    if sample.dout is not None:
        yield NO_DOUT, replace(sample, dout=np.ones_like(sample.dout))


def _constants(value: Value) -> Sequence[float]:
    """What careless code has in place of a parameter. An integer of 0 may be no size at all."""
    if type(value) is float:
        return (0.0, 1.0)
    return (1,) if type(value) is int else ()


def _loops(dimensions: int, letters: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The loops over the axes of dout, by the word for one turn."""
    images = dimensions == 4
    words = dict(enumerate(["example", "channel", "row", "column"] if images else ["example"]))
    for axis, letter in enumerate(letters):
        if letter[0] in AXES and not (images and letter == "C"):
            words[axis] = AXES[letter[0]]
    loops: dict[str, tuple[int, ...]] = {}
    if dimensions > 1:
        loops.update({word: (axis,) for axis, word in words.items()})
    if images:
        loops.update({"position": (2, 3), "window": (0, 2, 3)})
    return loops


def _stacked(sample: Sample, axes: tuple[int, ...], right: Values, run: Run) -> dict[str, Array]:
    """The first turn, all between and the last of each output; empty where the reference fails."""
    assert sample.dout is not None  # noqa: S101
    count = int(np.prod([sample.dout.shape[axis] for axis in axes]))
    if count == 1:
        return {name: value[None] for name, value in right.items()}
    first, last = (run(_alone(sample, axes, turn)) for turn in (0, count - 1))
    if first is None or last is None:
        return {}
    if count == 2:
        return {name: np.stack([first[name], last[name]]) for name in right}
    return {
        name: np.stack([first[name], value - first[name] - last[name], last[name]])
        for name, value in right.items()
    }


def _alone(sample: Sample, axes: tuple[int, ...], turn: int) -> Sample:
    """The sample with dout set to zero outside of one turn of the loops over these axes."""
    assert sample.dout is not None  # noqa: S101
    dout = sample.dout
    place: list[slice | int] = [slice(None)] * dout.ndim
    for axis, i in zip(
        axes, np.unravel_index(turn, [dout.shape[axis] for axis in axes]), strict=True
    ):
        place[axis] = int(i)
    alone = np.zeros_like(dout)
    alone[tuple(place)] = dout[tuple(place)]
    return replace(sample, dout=alone)


def _overwritten(sample: Sample, run: Run) -> Values | None:
    """What is left where the share of each output position overwrites what it touches."""
    assert sample.dout is not None  # noqa: S101
    left: dict[str, Array] = {}
    for turn in range(int(np.prod(sample.dout.shape[2:]))):
        share = run(_alone(sample, (2, 3), turn))
        if share is None:
            return None
        left = {n: np.where(s != 0, s, left[n]) if left else s for n, s in share.items()}
    return left
