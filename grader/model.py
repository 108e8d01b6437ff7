"""The values that travel along the path: case, sample, program, observation, verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

from numpy.random import Generator
from numpy.typing import NDArray

from .pictures import Picture

Array: TypeAlias = NDArray[Any]
Value: TypeAlias = Any
"""None, bool, int, float, str, an array, or tuples, lists and dicts of these."""
Inputs: TypeAlias = Mapping[str, Value]
Values: TypeAlias = Mapping[str, Array]


class Outcome(StrEnum):
    """How a check ended. The set is closed: a report knows no other word."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    NOT_IMPLEMENTED = "not_implemented"
    NOT_APPLICABLE = "not_applicable"
    SKIPPED = "skipped"
    GRADER_ERROR = "grader_error"


class CaseKind(StrEnum):
    """What a case is for, which decides how its values may be judged.

    smooth: no kink near it; wrong values are named on these.
    tie:    exactly on a kink; any subgradient is right.
    large:  numbers that overflow careless code.
    """

    SMOOTH = "smooth"
    TIE = "tie"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Case:
    """One named way to draw the inputs of a problem.

    `draw` maps a random generator to the inputs, in the order of the function's parameters.
    `claim` is what the case is for, as a test of the inputs (an overflow case does overflow): they
    are drawn until it holds.
    """

    name: str
    draw: Callable[[Generator], Inputs]
    _: KW_ONLY
    kind: CaseKind = CaseKind.SMOOTH
    claim: Callable[[Inputs], bool] | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A case with its inputs drawn. `dout` is the upstream gradient of a layer, else None."""

    case: str
    inputs: Inputs
    _: KW_ONLY
    kind: CaseKind = CaseKind.SMOOTH
    dout: Array | None = None

    def changed(self, changes: Inputs) -> "Sample":
        """The same sample with some inputs replaced."""
        return replace(self, inputs={**self.inputs, **changes})


# --- what a worker is asked -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ref:
    """The result of an earlier step of the same program, or an item inside it."""

    step: int
    path: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Give:
    """A step: a fresh copy of a value, so that its state after the calls can come back."""

    value: Value


@dataclass(frozen=True, slots=True)
class Take:
    """A step: a function or class of the student's file, to be handed to a call."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A step: call a function of the student's file, or a method `on` an earlier result.

    `unpack` names the values that the call must return as a tuple; empty for any result. `file`
    is where the function stands, if not in the program's file.
    """

    function: str
    args: tuple[Value, ...] = ()
    _: KW_ONLY
    kwargs: Mapping[str, Value] = field(default_factory=dict)
    on: Ref | None = None
    unpack: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Get:
    """A step: read an attribute, or with `item` an item, of an earlier result."""

    on: Ref
    name: int | str
    _: KW_ONLY
    item: bool = False


@dataclass(frozen=True, slots=True)
class Put:
    """A step: set an attribute, or with `item` an item, of an earlier result."""

    on: Ref
    name: int | str
    value: Value
    _: KW_ONLY
    item: bool = False


Step: TypeAlias = Give | Take | Call | Get | Put


@dataclass(frozen=True, slots=True)
class Program:
    """A short list of steps in one file of the submission, and what comes back by name.

    Arrays come back up to `answer_bytes` in all; of larger ones only the shape is told.
    """

    file: str
    steps: tuple[Step, ...]
    returns: Mapping[str, Ref]
    _: KW_ONLY
    answer_bytes: int = 1 << 20


# --- what a worker answers ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a program gave no values.

    `says` is the grader's own sentence; `student_text` is what the submission produced (an
    exception's message), and is never shown for hidden cases.
    """

    outcome: Outcome
    says: str
    _: KW_ONLY
    student_text: str = ""

    @property
    def in_full(self) -> str:
        """The sentence with what the submission produced."""
        return f"{self.says}: {self.student_text}" if self.student_text else self.says


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run of a program did, seen from outside. `cpu_seconds` is the worker's CPU time.

    `aside_seconds` is what a timed program computed beside that: before it was told to go, and
    after it said that it was done.
    `missing` holds the values that were not where they should be, such as a key of a dict.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    _: KW_ONLY
    missing: Mapping[str, Trouble] = field(default_factory=dict)
    trouble: Trouble | None = None
    cpu_seconds: float = 0.0
    aside_seconds: float = 0.0


# --- what a check says ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check concludes. `credit` is the share of its points, from 0 to 1.

    `says`, `where`, `hint` and `pictures` speak of the mistake only; `values` (got, expected) and
    `student_text` would give away hidden inputs, and stay out of the report there.
    """

    outcome: Outcome
    credit: float = 0.0
    says: str = ""
    measured: float | None = None
    tolerance: float | None = None
    where: str = ""
    misconception: str = ""
    hint: str = ""
    values: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    student_text: str = ""
    remarks: Sequence[str] = ()
    cpu_seconds: float = 0.0

    def __post_init__(self) -> None:
        """A credit that contradicts its outcome is a bug of ours: better loud than paid."""
        earns = {Outcome.PASSED: self.credit == 1.0, Outcome.PARTIAL: 0.0 < self.credit < 1.0}
        if not earns.get(self.outcome, self.credit == 0.0):
            raise ValueError(f"a {self.outcome} verdict cannot have credit {self.credit}")
