"""Training works: the returned parameters are good on data that the submission never saw."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from grader.evidence import Evidence
from grader.model import Inputs, Outcome, Values, Verdict
from grader.text import number

from .base import Check, explained, named, refused


@dataclass(frozen=True)
class Trains(Check):
    """In every case the returned parameters score at least `at_least`.

    score: from the inputs, those withheld from the student included, and the returned values.
    says: what the score is, such as "accuracy on held-out digits".
    """

    kind: ClassVar[str] = "trains"
    score: Callable[[Inputs, Values], float]
    at_least: float
    says: str = "score"

    @property
    def title(self) -> str:
        return f"{self.says} of at least {self.at_least:g}"

    def judge(self, evidence: Evidence) -> Verdict:
        lowest = np.inf
        for case, answer in evidence.answers.items():
            if fault := refused(evidence, case):
                return fault
            lowest = min(lowest, float(self.score(answer.sample.inputs, answer.values)))
        if lowest >= self.at_least:
            return Verdict(
                outcome=Outcome.PASSED, credit=1.0, measured=lowest, tolerance=self.at_least
            )
        verdict = Verdict(
            outcome=Outcome.FAILED,
            says=f"{self.says} is {number(lowest)}; expected at least {self.at_least:g}",
            measured=lowest,
            tolerance=self.at_least,
        )
        return named(verdict, explained(evidence))
