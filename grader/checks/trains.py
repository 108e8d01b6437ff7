"""Training works: the returned parameters are good on data that the submission never saw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from grader.evidence import Evidence
from grader.model import Inputs, Outcome, Values, Verdict
from grader.pictures import Picture
from grader.problems import Function, Problem
from grader.text import listed, number

from .base import Check, explained, named, refused, troubled


@dataclass(frozen=True)
class Trains(Check):
    """In every case the returned parameters score at least `at_least`.

    score: from the inputs, those withheld from the student included, and the returned values.
    says: what the score is, such as "accuracy on held-out digits".
    pictures: what may be seen of the training, from the inputs and the returned values, as in
    `lambda given, values: [Curve.of("loss", values["history"])]`. Everybody may see them: declare
    them where the inputs are no secret.
    """

    kind: ClassVar[str] = "trains"
    score: Callable[[Inputs, Values], float]
    at_least: float
    says: str = "score"
    pictures: Callable[[Inputs, Values], Sequence[Picture]] = lambda _given, _values: ()

    @property
    def title(self) -> str:
        return f"{self.says} of at least {self.at_least:g}"

    def judge(self, evidence: Evidence) -> Verdict:
        lowest, worst = np.inf, ""
        for case, answer in evidence.answers.items():
            if fault := _refused(evidence, case):
                return fault
            score = float(self.score(answer.sample.inputs, answer.values))
            if not score >= lowest:
                lowest, worst = (score if score < lowest else -np.inf), case
        answer = evidence.answers[worst]
        pictures = self.pictures(answer.sample.inputs, answer.values)
        if lowest >= self.at_least:
            return Verdict(
                outcome=Outcome.PASSED,
                credit=1.0,
                measured=lowest,
                tolerance=self.at_least,
                pictures=pictures,
            )
        of = f" of {worst}" if len(evidence.answers) > 1 else ""
        verdict = Verdict(
            outcome=Outcome.FAILED,
            says=f"{self.says}{of} is {number(lowest)}; expected at least {self.at_least:g}",
            measured=lowest,
            tolerance=self.at_least,
            pictures=pictures,
        )
        if used := _used(evidence):
            hint = f"The training loop is given: look for the mistake in {listed(used)}."
            return replace(verdict, hint=hint)
        return named(verdict, explained(evidence))


def is_given_training(problem: Problem) -> bool:
    """Whether a given loop trains what the student wrote, and all that counts is how well."""
    given = isinstance(problem, Function) and bool(problem.given)
    return given and all(isinstance(check, Trains) for check in problem.checks)


def _refused(evidence: Evidence, case: str) -> Verdict | None:
    if not _used(evidence):
        return refused(evidence, case)
    return next((troubled(fault) for fault in evidence.answers[case].faults.values()), None)


def _used(evidence: Evidence) -> Sequence[str]:
    """What a given loop trains. It has a problem of its own, where mistakes in it are named.

    To name them here too, everything would be trained once more with every misconception.
    """
    problem = evidence.problem
    return problem.uses if isinstance(problem, Function) and problem.given else ()
