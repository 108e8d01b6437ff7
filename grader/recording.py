"""Records the answer key of an assignment, for machines without `solutions/`.

What `judging` and diagnosis can ask of a key is asked here once, at the public seed, and kept.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from . import provenance, wire
from .answers import LiveAnswers, LiveKey
from .assignment import Assignment
from .checks import TimingLimit, is_given_training
from .model import Array, CaseKind, Sample
from .packing import packed, stored
from .problems import Problem, Procedure
from .recorded import ARRAYS, INDEX, SCHEMA, SHELVES
from .seed import PUBLIC
from .solution import Solution


def record(
    assignment: Assignment, solution: Solution, *, digest: str, kernels: Mapping[str, float]
) -> dict[str, bytes]:
    """The two files of the key.

    digest: of the assignment with its solution. kernels: for the id of each timing check, how many
    calibration kernels the reference costs.
    """
    answers, pool = LiveAnswers(assignment, solution, PUBLIC), _Pool()
    problems = {p.name: _Recorder(p, answers.key(p), pool).data() for p in assignment.problems}
    conventions = list(_conventions(assignment, answers, pool))
    content = pool.packed()
    index = {
        "schema": SCHEMA,
        "assignment": assignment.id,
        "seed": PUBLIC.label,
        "digest": digest,
        "visible": provenance.visible(assignment),
        "sha256": hashlib.sha256(content).hexdigest(),
        "arrays": pool.listed,
        "problems": problems,
        "conventions": conventions,
        "costs": dict(_costs(assignment, answers, kernels)),
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    return {INDEX: f"{text}\n".encode(), ARRAYS: content}


def _conventions(
    assignment: Assignment, answers: LiveAnswers, pool: "_Pool"
) -> Iterator[dict[str, Any]]:
    """Problem by problem, the answers by each other convention that is right too."""
    for problem in assignment.problems:
        for convention, key in answers.conventions(problem):
            yield {
                "problem": problem.name,
                "says": convention.says,
                "otherwise": convention.otherwise,
                "key": _Recorder(problem, key, pool).data(),
            }


def _costs(
    assignment: Assignment, answers: LiveAnswers, kernels: Mapping[str, float]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the reference of each timed call costs, and the shape of its upstream gradient."""
    for check_id, problem, check in assignment.checks():
        if isinstance(check, TimingLimit):
            dout = answers.lane(problem, check.inputs, 1).sample.dout
            shape = None if dout is None else list(dout.shape)
            yield check_id, {"kernels": kernels[check_id], "dout": shape}


class _Pool:
    """Arrays by number, equal ones once."""

    def __init__(self) -> None:
        self.listed: list[tuple[str, list[int]]] = []
        self._numbers: dict[tuple[str, tuple[int, ...], bytes], int] = {}
        self._flat: dict[str, list[bytes]] = {}

    def number(self, array: Array) -> int:
        """The number of an array."""
        content, name = array.tobytes(), array.dtype.str[1:]
        found = self._numbers.setdefault((name, array.shape, content), len(self._numbers))
        if found == len(self.listed):
            self.listed.append((name, list(array.shape)))
            self._flat.setdefault(name, []).append(content)
        return found

    def packed(self) -> bytes:
        """All arrays of one dtype after each other, as a file that numpy.load reads."""
        return packed(
            {
                f"{name}.npy": stored(np.frombuffer(b"".join(parts), dtype=f"<{name}"))
                for name, parts in self._flat.items()
            }
        )


class _Recorder:
    """Asks the key of one problem everything."""

    def __init__(self, problem: Problem, key: LiveKey, pool: _Pool) -> None:
        self._problem = problem
        self._key = key
        self._pool = pool

    def data(self) -> dict[str, Any]:
        """What `RecordedKey` reads."""
        return {
            "hints": self._key.hints,
            "words": self._key.words,
            "cases": {case: self._case(case, s) for case, s in self._key.samples.items()},
        }

    def _case(self, case: str, sample: Sample) -> dict[str, Any]:
        expected = self._key.expected(case)
        packer = wire.Packer(1 << 62)
        header = packer.pack(dict(sample.inputs))
        on_kink = self._problem.gradients if sample.kind is CaseKind.TIE else ()
        # The values of a training are not compared, and behind a given one nobody looks for a name.
        compared = () if isinstance(self._problem, Procedure) else expected
        explained = () if is_given_training(self._problem) else expected
        return {
            "inputs": [header, [self._pool.number(array) for array in packer.arrays]],
            "dout": None if sample.dout is None else self._pool.number(sample.dout),
            "expected": self._numbers(expected),
            "tolerance": {output: self._key.tolerance(case, output) for output in compared},
            "library": {output: self._library(case, output) for output in explained},
            "slopes": {output: self._slopes(case, output) for output in on_kink},
        }

    def _library(self, case: str, output: str) -> list[dict[str, int]]:
        library = self._key.library(case, output)
        return [self._numbers(getattr(library, shelf)) for shelf in SHELVES]

    def _slopes(self, case: str, output: str) -> list[tuple[int, str, float, float, float]]:
        return [
            (self._pool.number(along), slope.kind.value, slope.low, slope.high, slope.error)
            for along, slope in self._key.slopes(case, output)
        ]

    def _numbers(self, arrays: Mapping[str, Array]) -> dict[str, int]:
        return {name: self._pool.number(array) for name, array in arrays.items()}
