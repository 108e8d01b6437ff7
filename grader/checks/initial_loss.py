"""The loss before anything is learnt: (C-1)Δ for the SVM, log C for softmax."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from grader.evidence import Evidence
from grader.model import CaseKind, Inputs, Outcome, Verdict
from grader.numeric import difference
from grader.text import listed, number

from .base import Check, named, troubled


@dataclass(frozen=True)
class InitialLoss(Check):
    """With all weights zero the loss is what theory says.

    expected: the loss from the inputs. formula: the same for a person, such as "log C".
    cases: by default all smooth ones.
    """

    kind: ClassVar[str] = "initial-loss"
    expected: Callable[[Inputs], float]
    formula: str = ""
    cases: Sequence[str] = ()

    def judge(self, evidence: Evidence) -> Verdict:
        problem = evidence.problem
        loss, weights = problem.values[0], tuple(problem.gradients.values())
        worst = 0.0
        for case in self.cases or evidence.cases(CaseKind.SMOOTH):
            sample = evidence.key.samples[case]
            zeros = {name: np.zeros_like(problem.block(sample, name)) for name in weights}
            zeroed = problem.with_blocks(sample, zeros)
            answer = evidence.fresh(zeroed, evidence.key.expected(case))
            if loss in answer.faults:
                return troubled(answer.faults[loss])
            want = self.expected(zeroed.inputs)
            found = difference(answer.values[loss], np.asarray(want))
            if not found.right:
                return self._wrong(evidence, case, float(answer.values[loss]), want, found.error)
            worst = max(worst, found.error)
        return Verdict(
            outcome=Outcome.PASSED, credit=1.0, measured=worst, tolerance=found.tolerance
        )

    def _wrong(
        self, evidence: Evidence, case: str, got: float, want: float, error: float
    ) -> Verdict:
        loss, weights = (
            evidence.problem.values[0],
            listed(tuple(evidence.problem.gradients.values())),
        )
        verdict = Verdict(
            outcome=Outcome.FAILED,
            says=f"at {weights} = 0 the {loss} is not {self.formula or 'what it must be'}",
            measured=error,
            tolerance=difference(np.zeros(()), np.zeros(())).tolerance,
            values=[f"{case}: {loss} is {number(got)}, expected {number(want)}"],
        )
        return named(verdict, evidence.explain(loss))
