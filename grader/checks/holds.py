"""A law that every right answer obeys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from grader.errors import CourseError
from grader.evidence import Evidence
from grader.model import Inputs, Outcome, Trouble, Value, Verdict

from .base import Check, skipped, troubled

Student: TypeAlias = Callable[..., Value]
"""The student's function with the case's inputs; keyword arguments replace some of them."""


@dataclass(frozen=True)
class Holds(Check):
    """A law holds, as in Holds(says="shifting all scores changes nothing", law=...).

    law: `law(f, given) -> bool`, where `f(**changes)` asks the student's function with the inputs
    `given`, changed so, and returns its output, or a tuple of its outputs.
    A law is judged only where the function's values are right: a constant obeys many laws.
    """

    kind: ClassVar[str] = "law"
    says: str
    law: Callable[[Student, Inputs], bool]
    hint: str = ""
    cases: Sequence[str] = ()

    @property
    def title(self) -> str:
        return self.says

    def judge(self, evidence: Evidence) -> Verdict:
        for case in self.cases or evidence.cases():
            if not evidence.all_right([case]):
                return skipped(f"waits for right values in the case {case!r}")
            try:
                holds = self.law(_student(evidence, case), evidence.key.samples[case].inputs)
            except _Unanswered as unanswered:
                return troubled(unanswered.trouble)
            if not isinstance(holds, bool):
                raise CourseError(f"the law {self.says!r} gave {holds!r}; expected True or False")
            if not holds:
                return Verdict(
                    outcome=Outcome.FAILED,
                    says=f"not so in the case {case!r}: {self.says}",
                    hint=self.hint,
                )
        return Verdict(outcome=Outcome.PASSED, credit=1.0)


class _Unanswered(Exception):  # noqa: N818
    """The student's function gave nothing to hold the law against."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.says)
        self.trouble = trouble


def _student(evidence: Evidence, case: str) -> Student:
    def ask(**changes: Value) -> Value:
        answer = evidence.fresh(evidence.key.samples[case].changed(changes))
        for trouble in answer.faults.values():
            raise _Unanswered(trouble)
        values = tuple(answer.values[output] for output in evidence.problem.outputs)
        return values[0] if len(values) == 1 else values

    return ask
