"""Fast enough, as a multiple of the reference's CPU time. Never in seconds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.random import Generator

from grader.clock import STEP
from grader.contract import receive
from grader.errors import GraderError
from grader.evidence import Evidence, Race
from grader.model import CaseKind, Inputs, Outcome, Values, Verdict
from grader.pictures import Speed

from .base import Check, skipped, troubled

LEAST_RACES = 3
MOST_RACES = 12
LENIENT = 2.0
"""Without the reference only this many times the limit for half credit is too slow."""

HOPELESS = 3.0
"""A ratio this many times the limit for half credit is not waited for any longer."""

ASIDE = 3.0
"""Receiving and sending may cost this many times what they cost the reference. Measured on a busy
machine: 0.5 to 2.2 times. What is beyond counts as the call's."""

VALUE_TOLERANCE = 1e-3
"""The timed call must have done the work. In float32 a large batch has gates that fall the other
way, so this asks for much less than the value checks do, which come first."""


@dataclass(frozen=True)
class TimingLimit(Check):
    """The CPU time of a call, as a multiple of the reference's in an identical process.

    Calls of both are interleaved, each on fresh inputs, and the least of each counts. Full credit
    up to `max_ratio`, half up to `half_credit_ratio`. Beside a calibration kernel it is advice: it
    fails only what is hopeless. Waits for right values and gradients, and the
    timed call's values must be right too: there are no points for a fast wrong answer.

    inputs: so large that a loop over the examples costs at least 30 times the reference. Many small
    examples do that; long vectors make each turn of the loop fast.
    loop: the function of the reference's file, or of misconceptions.py, that loops; `grade verify`
    measures it.
    """

    kind: ClassVar[str] = "timing"
    inputs: Callable[[Generator], Inputs]
    loop: str
    max_ratio: float = 4.0
    half_credit_ratio: float = 12.0

    def judge(self, evidence: Evidence) -> Verdict:
        if not evidence.all_right(evidence.cases(CaseKind.SMOOTH)):
            return skipped("waits for right values and gradients")
        ours = theirs = np.inf
        for number, race in enumerate(evidence.races(self.inputs), start=1):
            if refused := _refused(evidence, race):
                return refused
            theirs = min(theirs, race.seen.cpu_seconds + _aside(race))
            ours = min(ours, race.reference_seconds)
            ratio = theirs / max(ours, STEP)
            if number >= LEAST_RACES and (
                ratio <= self.max_ratio or ratio > HOPELESS * self.half_credit_ratio
            ):
                break
            if number == MOST_RACES:
                break
        return self._verdict(ratio) if race.kernels is None else self._advice(ratio)

    def _advice(self, ratio: float) -> Verdict:
        """The verdict where the reference's time is only known in units of another machine.

        How much a kernel and a reference cost differs between processors and BLAS builds: only what
        is hopeless everywhere fails.
        """
        verdict = self._verdict(ratio)
        if verdict.credit == 1.0 or ratio > LENIENT * self.half_credit_ratio:
            return verdict
        remark = f"perhaps too slow: {verdict.says}, as far as this machine can tell"
        return replace(
            verdict, outcome=Outcome.PASSED, credit=1.0, says="", hint="", remarks=[remark]
        )

    def _verdict(self, ratio: float) -> Verdict:
        credit = 1.0 if ratio <= self.max_ratio else 0.5 if ratio <= self.half_credit_ratio else 0.0
        picture = Speed(max_ratio=self.max_ratio, half_credit_ratio=self.half_credit_ratio)
        if credit == 1.0:
            return Verdict(
                outcome=Outcome.PASSED,
                credit=credit,
                measured=ratio,
                tolerance=self.max_ratio,
                pictures=[picture],
            )
        return Verdict(
            pictures=[picture],
            outcome=Outcome.PARTIAL if credit else Outcome.FAILED,
            credit=credit,
            says=f"{ratio:.0f} times the CPU time of the reference; full credit up to "
            f"{self.max_ratio:g} times, half up to {self.half_credit_ratio:g}",
            measured=ratio,
            tolerance=self.max_ratio,
            hint="A Python loop over examples or pixels costs this much: work on whole arrays.",
        )


def _aside(race: Race) -> float:
    """What was computed beside the call and is not explained by receiving and sending.

    Code that works before it is told to go, or after it said that it was done, has to pay for that.
    """
    if race.kernels is not None:
        return 0.0
    return max(0.0, race.seen.aside_seconds - ASIDE * race.reference.aside_seconds - STEP)


def _refused(evidence: Evidence, race: Race) -> Verdict | None:
    """The verdict where the timed call itself is not right."""
    if race.reference.trouble is not None:
        raise GraderError(f"the reference failed in a timed call: {race.reference.trouble.says}")
    problem = evidence.problem
    want: Values | None = None
    if race.kernels is None:
        want = {o: np.asarray(race.reference.values[o]) for o in problem.outputs}
    answer = receive(problem, race.sample, race.seen, want)
    for fault in answer.faults.values():
        return troubled(fault)
    for output, right in (want or {}).items():
        got = np.asarray(answer.values[output], dtype=np.float64)
        if not np.linalg.norm(got - right) <= VALUE_TOLERANCE * np.linalg.norm(right):
            return Verdict(
                outcome=Outcome.FAILED,
                says=f"{output} is wrong on the larger inputs of the timed call",
            )
    return None
