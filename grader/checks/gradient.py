"""The gradient is right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from grader.evidence import Evidence
from grader.model import CaseKind, Outcome, Verdict
from grader.pictures import ErrorMap
from grader.text import error

from .base import Check, compared, named

OWN_LOSS_CREDIT = 0.5


@dataclass(frozen=True)
class GradientCheck(Check):
    """Every gradient of the problem is right in every case.

    Right is what equals the answer key, or, for a case on a kink, any subgradient. A gradient that
    is right only for the submission's own wrong loss earns half, and that only where diagnosis
    could name what is wrong with the loss: `return 0.0, zeros` fits itself as well.

    outputs: by default all gradients. cases: by default all.
    """

    kind: ClassVar[str] = "gradient"
    outputs: Sequence[str] = ()
    cases: Sequence[str] = ()

    def judge(self, evidence: Evidence) -> Verdict:
        outputs = self.outputs or tuple(evidence.problem.gradients)
        cases = self.cases or evidence.cases()
        verdict = compared(evidence, outputs, cases)
        if verdict.outcome is not Outcome.FAILED or verdict.measured is None:
            return verdict
        return _beside_own_loss(evidence, outputs, cases, _with_tangent(evidence, verdict))


def _with_tangent(evidence: Evidence, verdict: Verdict) -> Verdict:
    """The verdict with the loss along the worst direction, where its map of errors is from."""
    for found in verdict.pictures:
        if isinstance(found, ErrorMap) and (line := evidence.tangent(found.case, found.output)):
            return replace(verdict, pictures=[*verdict.pictures, line])
    return verdict


def _beside_own_loss(
    evidence: Evidence, outputs: Sequence[str], cases: Sequence[str], verdict: Verdict
) -> Verdict:
    """The verdict with what the submission's own loss says about its gradient."""
    smooth = [case for case in cases if case in evidence.cases(CaseKind.SMOOTH)][:2]
    loss = evidence.problem.values[0]
    if not smooth or not all(loss in evidence.answers[case].values for case in smooth):
        return verdict
    if all(evidence.judge(case, loss).right for case in evidence.cases()):
        return verdict
    own = []
    for case in smooth:
        own.append(evidence.fits_own_loss(case, outputs))
        if not own[-1]:
            return verdict
    worst = max(check.error for check in own)
    values = [*verdict.values, f"against your own {loss}: error {error(worst)}"]
    says = f"your gradient is right for your {loss}, but your {loss} is wrong: fix the {loss} first"
    found = evidence.explain(loss)
    if found is None or found.absent:
        return replace(verdict, says=f"{verdict.says}; {says}", values=values)
    partial = replace(verdict, outcome=Outcome.PARTIAL, credit=OWN_LOSS_CREDIT, says=says)
    return named(replace(partial, values=values), found)
