"""The values are those of the reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from grader.evidence import Evidence
from grader.model import Verdict

from .base import Check, compared


@dataclass(frozen=True)
class MatchesReference(Check):
    """Every value of the problem is right in every case.

    outputs: by default all that are no gradients. cases: by default all.
    """

    kind: ClassVar[str] = "value"
    outputs: Sequence[str] = ()
    cases: Sequence[str] = ()

    def judge(self, evidence: Evidence) -> Verdict:
        outputs = self.outputs or evidence.problem.values
        return compared(evidence, outputs, self.cases or evidence.cases())
