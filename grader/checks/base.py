"""What every check is, and the words that several checks share."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import ClassVar

import numpy as np

from grader.diagnosis import Explanation, where
from grader.evidence import Evidence, Judged
from grader.model import Outcome, Trouble, Verdict
from grader.pictures import ErrorMap
from grader.text import count, number


@dataclass(frozen=True)
class Check(ABC):
    """One question about a problem, worth some points.

    name: the last part of its id; by default the kind of check. Two checks of one kind in a
    problem need names of their own.
    """

    _: KW_ONLY
    points: float
    name: str = ""
    kind: ClassVar[str]

    @property
    def slug(self) -> str:
        """The last part of the check's id."""
        return self.name or self.kind

    @property
    def title(self) -> str:
        """What the check asks, in the student's words."""
        return self.slug.replace("-", " ")

    @abstractmethod
    def judge(self, evidence: Evidence) -> Verdict:
        """The verdict. Pure: everything comes from the evidence."""


def troubled(trouble: Trouble) -> Verdict:
    """The verdict where there is nothing to judge."""
    return Verdict(outcome=trouble.outcome, says=trouble.says, student_text=trouble.student_text)


def refused(evidence: Evidence, case: str) -> Verdict | None:
    """The verdict where an answer breaks the contract, with the mistake's name if it has one."""
    for output, fault in evidence.answers[case].faults.items():
        return named(troubled(fault), evidence.explain(output, [case]))
    return None


def explained(evidence: Evidence) -> Explanation | None:
    """The mistake behind the first wrong output that has a named one."""
    found = (evidence.explain(output) for output in evidence.problem.outputs)
    return next(filter(None, found), None)


def named(verdict: Verdict, found: Explanation | None) -> Verdict:
    """The verdict with the name of the mistake, where that was found."""
    return replace(verdict, misconception=found.name, hint=found.says) if found else verdict


def skipped(says: str) -> Verdict:
    """The verdict of a check that waits for something else to be right."""
    return Verdict(outcome=Outcome.SKIPPED, says=says)


def compared(evidence: Evidence, outputs: Sequence[str], cases: Sequence[str]) -> Verdict:
    """Passed where every one of these outputs is right in every one of these cases.

    Otherwise how wrong, where, and which mistake it is, if it has a name.
    """
    judged = {output: [evidence.judge(case, output) for case in cases] for output in outputs}
    if all(j.right for found in judged.values() for j in found):
        differences = [j.difference for found in judged.values() for j in found if j.difference]
        worst = max(differences, key=lambda d: d.error / d.tolerance)
        return Verdict(
            outcome=Outcome.PASSED, credit=1.0, measured=worst.error, tolerance=worst.tolerance
        )
    for output, found in judged.items():
        if fault := next((j for j in found if j.fault), None):
            return named(_faulty(fault, found), evidence.explain(output, cases))
    output = next(o for o, found in judged.items() if not all(j.right for j in found))
    return named(_different(evidence, output, judged), evidence.explain(output, cases))


def _faulty(fault: Judged, cases: Sequence[Judged]) -> Verdict:
    trouble = fault.fault
    assert trouble is not None  # noqa: S101
    hit = [j.case for j in cases if j.fault]
    only = (
        f", in {count(len(hit), 'case')} of {len(cases)}: {', '.join(hit)}"
        if len(hit) < len(cases)
        else ""
    )
    return replace(troubled(trouble), says=trouble.says + only)


def _different(evidence: Evidence, output: str, judged: Mapping[str, Sequence[Judged]]) -> Verdict:
    bad = [j for j in judged[output] if not j.right]
    worst = max((j for j in bad if j.difference), key=lambda j: j.difference.error)  # type: ignore[union-attr]
    difference = worst.difference
    assert difference is not None  # noqa: S101
    also = [o for o, cases in judged.items() if o != output and not all(j.right for j in cases)]
    says = f"{output} is wrong in {len(bad)} of {count(len(judged[output]), 'case')}"
    if len(bad) < len(judged[output]):
        says += f" ({', '.join(j.case for j in bad)})"
    if also:
        says += f"; so {'is' if len(also) == 1 else 'are'} {', '.join(also)}"
    axes = evidence.problem.axes(output)
    return Verdict(
        outcome=Outcome.FAILED,
        says=says,
        measured=difference.error,
        tolerance=difference.tolerance,
        where=where(output, difference.wrong, axes),
        values=[_got_and_expected(evidence, output, worst)],
        pictures=_error_maps(output, worst, axes),
    )


def _error_maps(output: str, judged: Judged, axes: Sequence[str]) -> Sequence[ErrorMap]:
    """How wrong every entry is, in one case; nothing for a single number."""
    found = judged.difference
    if found is None or found.errors.ndim == 0 or found.errors.size == 0:
        return ()
    return [
        ErrorMap.of(
            found.errors, output=output, case=judged.case, axes=axes, tolerance=found.tolerance
        )
    ]


def _got_and_expected(evidence: Evidence, output: str, judged: Judged) -> str:
    """The most wrong entry of the case, and what it should be."""
    got = np.asarray(evidence.answers[judged.case].values[output], dtype=np.float64)
    want = np.asarray(evidence.key.expected(judged.case)[output], dtype=np.float64)
    place = np.unravel_index(int(np.argmax(np.abs(got - want))), got.shape)
    index = f"[{', '.join(str(int(i)) for i in place)}]" if got.shape else ""
    return (
        f"{judged.case}: {output}{index} is {number(float(got[place]))}, "
        f"expected {number(float(want[place]))}"
    )
