"""A law that every right answer obeys."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, TypeAlias

from grader.errors import CourseError
from grader.evidence import Evidence
from grader.model import CaseKind, Inputs, Outcome, Trouble, Value, Verdict

from .base import Check, explained, named, refused, skipped, troubled

Student: TypeAlias = Callable[..., Value]
"""The student's function with the case's inputs; keyword arguments replace some of them."""
Law: TypeAlias = Callable[[Student, Inputs], bool]
"""`law(f, given)`: `f(**changes)` asks the student's function with the inputs `given`, changed so,
and returns its output, or a tuple of its outputs."""


@dataclass(frozen=True)
class Holds(Check):
    """A law holds, as in Holds(says="shifting all scores changes nothing", law=...).

    A law is judged only where the function's values are right: a constant obeys many laws.
    cases: by default all.
    """

    kind: ClassVar[str] = "law"
    says: str
    law: Law
    hint: str = ""
    cases: Sequence[str] = ()

    @property
    def title(self) -> str:
        return self.says

    def judge(self, evidence: Evidence) -> Verdict:
        for case in self.cases or evidence.cases():
            if fault := refused(evidence, case):
                return fault
            if not evidence.all_right([case]):
                return skipped(f"waits for right values in the case {case!r}")
            try:
                holds = self.law(_student(evidence, case), evidence.key.samples[case].inputs)
            except _Unanswered as unanswered:
                return troubled(unanswered.trouble)
            if not _truth(holds, self.says):
                says = f"not so in the case {case!r}: {self.says}"
                verdict = Verdict(outcome=Outcome.FAILED, says=says, hint=self.hint)
                return named(verdict, explained(evidence))
        return Verdict(outcome=Outcome.PASSED, credit=1.0)


@dataclass(frozen=True)
class RemarkUnless:
    """Words without points where a right answer does not obey a law."""

    says: str
    _: KW_ONLY
    law: Law

    def text(self, evidence: Evidence) -> str:
        """The remark; empty where the law holds, and where the values are wrong anyway."""
        case = evidence.cases()[0]
        if not evidence.all_right(evidence.cases(CaseKind.SMOOTH)):
            return ""
        try:
            holds = self.law(_student(evidence, case), evidence.key.samples[case].inputs)
        except _Unanswered:
            return self.says
        return "" if _truth(holds, self.says) else self.says


def _truth(holds: object, says: str) -> bool:
    if not isinstance(holds, bool):
        raise CourseError(f"the law {says!r} gave {holds!r}; expected True or False")
    return holds


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
