"""The answer key as two files: what a student's machine has in place of `solutions/`.

`answers.npz` holds one flat array for each dtype, and `answers.json` says what stands where in it.
Both are recorded at the public seed (recording.py) and hold arrays and words, never code.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from . import provenance, wire
from .assignment import Assignment
from .checks import TimingLimit
from .diagnosis import Library, Words
from .drawing import drawn, timed_case, with_dout
from .errors import CourseError
from .evidence import Lane
from .model import Array, Call, Program, Ref, Sample, Value, Values
from .numeric import Slope, SlopeKind
from .problems import Problem
from .seed import PUBLIC

SCHEMA = 1
INDEX, ARRAYS = "answers.json", "answers.npz"

KERNEL_SOURCE = Path(__file__).parent / "calibration.py"
KERNEL_FILE = "nabla_calibration.py"
"""Its name in a worker's folder."""
KERNEL = Program(KERNEL_FILE, (Call("kernel"),), {"value": Ref(0)})

SHELVES = ("terms", "parts", "variants", "lookalikes")
"""The fields of a `Library`, in the order in which they are recorded."""

Data: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The words of a convention; its code stays where the references are."""

    says: str
    otherwise: str


class RecordedAnswers:
    """Answers from a recorded key. Raises CourseError where it is of another version or broken."""

    def __init__(self, assignment: Assignment, index: Data, arrays: Sequence[Array]) -> None:
        self._assignment = assignment
        self._index = index
        self._arrays = arrays
        self.digest: str = index["digest"]

    @classmethod
    def load(cls, assignment: Assignment) -> "RecordedAnswers":
        """The key in an assignment's folder."""
        folder = assignment.folder
        short = f"assignments/{folder.name}"
        try:
            index = json.loads((folder / INDEX).read_text("utf-8"))
            content = (folder / ARRAYS).read_bytes()
            if index["schema"] != SCHEMA:
                raise _unusable(f"{short}/{INDEX} has schema {index['schema']}, not {SCHEMA}")
            if index["visible"] != provenance.visible(assignment):
                raise _unusable(f"the answer key of {short} belongs to another checks.py")
            if index["sha256"] != hashlib.sha256(content).hexdigest():
                raise _unusable(f"{short}/{INDEX} belongs to another {ARRAYS}")
            return cls(assignment, index, arrays(index, content))
        except OSError as error:
            raise _unusable(f"{error.filename} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise _unusable(f"the answer key in {short} is broken: {error!r}") from error

    def key(self, problem: Problem) -> "RecordedKey":
        """The answers of one problem."""
        return RecordedKey(problem, self._index["problems"][problem.name], self._arrays)

    def conventions(self, problem: Problem) -> Iterator[tuple[Remembered, "RecordedKey"]]:
        """The answers of one problem by each other convention that is right too."""
        for found in self._index["conventions"]:
            if found["problem"] == problem.name:
                manner = Remembered(found["says"], found["otherwise"])
                yield manner, RecordedKey(problem, found["key"], self._arrays)

    def lane(self, problem: Problem, inputs: Callable[[Generator], Value], number: int) -> Lane:
        """The inputs of one timed call, drawn on this machine, and a kernel beside it."""
        (check,) = (c for c in problem.checks if isinstance(c, TimingLimit) and c.inputs is inputs)
        cost = self._index["costs"][f"{problem.name}.{check.slug}"]
        case = timed_case(inputs, number)
        rng = PUBLIC.rng(self._assignment.id, problem.name, case.name)
        sample = drawn(problem, case, rng)
        if cost["dout"] is not None:
            sample = with_dout(sample, tuple(cost["dout"]), rng)
        return Lane(sample, KERNEL, cost["kernels"])


def _unusable(says: str) -> CourseError:
    return CourseError(says, "Unpack the archive of the assignment again, beside your own files.")


def arrays(index: Data, content: bytes) -> list[Array]:
    """The arrays that an index numbers. Nothing is unpickled: they hold numbers."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        flat = {name: stored[name] for name in stored.files}
    used = dict.fromkeys(flat, 0)
    found = []
    for name, shape in index["arrays"]:
        start, used[name] = used[name], used[name] + prod(shape)
        found.append(flat[name][start : used[name]].reshape(shape))
    return found


class RecordedKey:
    """The `AnswerKey` of one problem, from a recording."""

    def __init__(self, problem: Problem, data: Data, arrays: Sequence[Array]) -> None:
        self._cases: Data = data["cases"]
        self._arrays = arrays
        self._hints: Words = data["hints"]
        self._words: Words = data["words"]
        self._samples = {case.name: self._sample(case.name, case.kind) for case in problem.cases}

    @property
    def samples(self) -> Mapping[str, Sample]:
        return self._samples

    @property
    def hints(self) -> Words:
        return self._hints

    @property
    def words(self) -> Words:
        return self._words

    def expected(self, case: str) -> Values:
        return self._of(self._cases[case]["expected"])

    def tolerance(self, case: str, output: str) -> float:
        return float(self._cases[case]["tolerance"][output])

    def library(self, case: str, output: str) -> Library:
        shelves = self._cases[case]["library"].get(output, [{}] * len(SHELVES))
        return Library(**dict(zip(SHELVES, map(self._of, shelves), strict=True)))

    def slopes(self, case: str, output: str) -> Sequence[tuple[NDArray[np.float64], Slope]]:
        return [
            (self._arrays[along], Slope(SlopeKind(kind), low, high, error))
            for along, kind, low, high, error in self._cases[case]["slopes"][output]
        ]

    def _sample(self, case: str, kind: Any) -> Sample:  # noqa: ANN401
        header, numbers = self._cases[case]["inputs"]
        inside = iter(numbers)
        inputs = wire.unpack(header, lambda _dtype, _shape: self._arrays[next(inside)])
        dout = self._cases[case]["dout"]
        return Sample(case, inputs, kind=kind, dout=None if dout is None else self._arrays[dout])

    def _of(self, numbers: Mapping[str, int]) -> dict[str, Array]:
        return {name: self._arrays[number] for name, number in numbers.items()}
