"""What a check judges: the submission's answers beside the expected ones, for one problem."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .contract import Answer, receive
from .diagnosis import Clue, Explanation, Library, Words, explain
from .model import Array, CaseKind, Inputs, Observation, Outcome, Program, Sample, Trouble, Values
from .numeric import Difference, Slope, difference, gradient_size, rms, typical_size
from .pictures import Tangent, tangent
from .probe import Blocks, Gradcheck, probe
from .problems import Problem, Procedure

PLACES = (-1.0, -0.6, -0.3, -0.01, 0.0, 0.01, 0.3, 0.6, 1.0)
"""Where a tangent is drawn: along a line of twice `LINE` times the size of the weights."""

LINE = 0.1
MIDDLE = len(PLACES) // 2

Ask: TypeAlias = Callable[[Program], Observation]
"""Runs one program of the submission, somewhere."""


class AnswerKey(Protocol):
    """The right answers of one problem, and those of every misconception, for its cases."""

    @property
    def samples(self) -> Mapping[str, Sample]:
        """Every case with its inputs drawn, by name, in their order."""

    @property
    def hints(self) -> Words:
        """For each misconception of the problem its hint."""

    @property
    def words(self) -> Words:
        """For each term how to speak of it."""

    def expected(self, case: str) -> Values:
        """The reference's outputs."""

    def tolerance(self, case: str, output: str) -> float:
        """The relative error that rounding explains."""

    def library(self, case: str, output: str) -> Library:
        """What may explain a wrong value of this output."""

    def slopes(self, case: str, output: str) -> Sequence[tuple[NDArray[np.float64], Slope]]:
        """Directions with the reference's one-sided slopes along them, for a case on a kink."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The inputs of one timed call, and the program that is timed beside it.

    That is the reference on the same inputs. Where only a recorded key is at hand it is the
    calibration kernel, and `kernels` is how many of them the reference costs.
    """

    sample: Sample
    beside: Program
    kernels: float | None = None


@dataclass(frozen=True, slots=True)
class Race:
    """One timed call of the submission beside one of the reference, on the same fresh inputs.

    `kernels`, where it is set, is as in `Lane`: the reference's values are then not known.
    """

    sample: Sample
    seen: Observation
    reference: Observation
    kernels: float | None = None

    @property
    def reference_seconds(self) -> float:
        """What the reference costs, measured or by the number of kernels."""
        return self.reference.cpu_seconds * (1.0 if self.kernels is None else self.kernels)


Races: TypeAlias = Callable[[Callable[[Generator], Inputs]], Iterator[Race]]
"""Timed calls without end, each on inputs drawn anew."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One output in one case: right, or not and why."""

    case: str
    right: bool
    fault: Trouble | None = None
    difference: Difference | None = None


@dataclass(slots=True)
class Evidence:
    """All that is known about a submission's answers to one problem.

    `answers` has every case of the problem; `again` is the first case asked once more, after all
    others, or the first answer itself where nothing is asked twice. `ask` runs further programs,
    `races` times calls beside the reference.
    """

    problem: Problem
    key: AnswerKey
    answers: Mapping[str, Answer]
    again: Answer
    ask: Ask
    races: Races
    _explained: dict[tuple[str, frozenset[str]], Explanation | None] = field(default_factory=dict)

    # --- right or wrong ---------------------------------------------------------------------

    def judge(self, case: str, output: str) -> Judged:
        """Whether one output is right in one case: equal to the key, or another subgradient."""
        answer = self.answers[case]
        if fault := answer.faults.get(output) or self._unsteady(case, output):
            return Judged(case, right=False, fault=fault)
        if isinstance(self.problem, Procedure):
            return Judged(case, right=True)
        want = self.key.expected(case)[output]
        found = difference(answer.values[output], want, self.key.tolerance(case, output))
        on_kink = answer.sample.kind is CaseKind.TIE and output in self.problem.gradients
        right = found.right or (on_kink and self._is_subgradient(case, output))
        return Judged(case, right=right, difference=found)

    def all_right(self, cases: Sequence[str]) -> bool:
        """Whether every output is right in these cases."""
        return all(
            self.judge(case, output).right for case in cases for output in self.problem.outputs
        )

    @property
    def blocked(self) -> Trouble | None:
        """Set where no case gave any value at all, so that no check can judge anything."""
        answers = list(self.answers.values())
        if any(answer.values or answer.misshapen or not answer.faults for answer in answers):
            return None
        return next(iter(answers[0].faults.values()))

    def cases(self, kind: CaseKind | None = None) -> list[str]:
        """The names of the cases, or of those of one kind."""
        return [name for name, s in self.key.samples.items() if kind is None or s.kind is kind]

    def fresh(self, sample: Sample, expected: Values | None = None) -> Answer:
        """Asks a further sample; its shapes are held against `expected` where that is given."""
        return receive(self.problem, sample, self.ask(self.problem.program(sample)), expected)

    def _is_subgradient(self, case: str, output: str) -> bool:
        got = np.asarray(self.answers[case].values[output], dtype=np.float64)
        slopes = self.key.slopes(case, output)
        return bool(slopes) and all(
            slope.miss(float(np.sum(got * v))) <= slope.tolerance(gradient_size(got, v))
            for v, slope in slopes
        )

    def _unsteady(self, case: str, output: str) -> Trouble | None:
        """Set where the first case, asked again at the end, got another answer."""
        if case != self.again.sample.case or self.again is self.answers[case]:
            return None
        first, again = self.answers[case].values[output], self.again.values.get(output)
        if again is not None and difference(again, first, self.key.tolerance(case, output)).right:
            return None
        return Trouble(
            Outcome.FAILED,
            f"{output} was different when the same call was made again, though a result must "
            "depend on the arguments only",
        )

    # --- why --------------------------------------------------------------------------------

    def explain(self, output: str, cases: Sequence[str] = ()) -> Explanation | None:
        """The mistake behind a wrong output, if it has a name.

        Where no mistake explains every case, one may explain these cases, beside all that are
        right: the others may have mistakes of their own. So may ordinary cases where these are
        large ones, because a mistake is named on ordinary ones alone if it shows there.
        """
        every, large = set(self.answers), set(self.cases(CaseKind.LARGE))
        if not cases:
            return self._explain(output, every)
        right = {case for case in every if self.judge(case, output).right}
        most = large | right if large.issuperset(cases) else every
        return self._explain(output, most) or self._explain(output, right | set(cases))

    def _explain(self, output: str, cases: set[str]) -> Explanation | None:
        question = output, frozenset(cases)
        if question not in self._explained:
            self._explained[question] = self._look_for(*question)
        return self._explained[question]

    def _look_for(self, output: str, cases: frozenset[str]) -> Explanation | None:
        clues = {o: [c for c in self.clues(o) if c.case in cases] for o in self.problem.outputs}
        found = explain(output, clues, hints=self.key.hints, words=self.key.words)
        if found and self._trains and found.tier != "misconception":
            return None  # its values may differ from the reference's and be right
        return found

    @property
    def _trains(self) -> bool:
        return isinstance(self.problem, Procedure)

    def clues(self, output: str) -> list[Clue]:
        """The cases of an output as diagnosis sees them."""
        return [
            Clue(
                case=case,
                got=answer.values.get(output, answer.misshapen.get(output)),
                want=self.key.expected(case)[output],
                kind=answer.sample.kind,
                judged=not self._trains and self.judge(case, output).right,
                block=self._block(answer.sample, output),
                library=self.key.library(case, output),
                sizes=self._sizes(case),
                strengths=self.problem.strengths(answer.sample),
            )
            for case, answer in self.answers.items()
        ]

    def _block(self, sample: Sample, output: str) -> Array | None:
        """The input that a gradient belongs to."""
        wrt = self.problem.gradients.get(output)
        return None if wrt is None else self.problem.block(sample, wrt)

    def _sizes(self, case: str) -> dict[str, int]:
        """The dimensions of inputs and outputs by letter, as far as they are named."""
        found = dict(self.problem.sizes(self.key.samples[case]))
        for output, want in self.key.expected(case).items():
            letters = self.problem.shapes.get(output, "").split()
            if len(letters) == want.ndim:
                found.update(zip(letters, want.shape, strict=True))
        return found

    def fits_own_loss(self, case: str, outputs: Sequence[str]) -> Gradcheck:
        """Whether gradients fit the submission's own forward, right or wrong, in one case."""
        answer = self.answers[case]
        sample = answer.sample
        wrt = {self.problem.gradients[output]: output for output in outputs}
        forward = self._own_value(sample)
        x = {name: np.asarray(self.problem.block(sample, name), dtype=np.float64) for name in wrt}
        gradients = {name: answer.values[output] for name, output in wrt.items()}
        dout = 1.0 if sample.dout is None else sample.dout
        return probe(forward, x, gradients, dout, pointing=False)

    def _own_value(self, sample: Sample) -> Callable[[Blocks], Array]:
        """The submission's own value, the first one, with some inputs of a sample replaced."""
        value = self.problem.values[0]

        def forward(at: Blocks) -> Array:
            moved = self.problem.with_blocks(sample, at)
            seen = self.ask(self.problem.forward(moved)).values.get(value)
            real = isinstance(seen, float) or (
                isinstance(seen, np.ndarray) and seen.dtype.kind in "fiub"
            )
            return np.asarray(seen if real else np.nan)

        return forward

    @np.errstate(all="ignore")  # what is not finite in the end is not drawn
    def tangent(self, case: str, output: str) -> Tangent | None:
        """The submission's own loss along the direction in which its gradient is most wrong.

        None where there is nothing to see: the loss is not a finite number along that line.
        """
        sample, wrt = self.answers[case].sample, self.problem.gradients[output]
        got = np.asarray(self.answers[case].values[output], dtype=np.float64)
        off = got - np.asarray(self.key.expected(case)[output], dtype=np.float64)
        x = np.asarray(self.problem.block(sample, wrt), dtype=np.float64)
        if not np.isfinite(off).all() or off.shape != x.shape or not rms(off):
            return None
        along = off * (LINE * typical_size(x) / rms(off))
        dout = np.asarray(1.0 if sample.dout is None else sample.dout)
        own = self._own_value(sample)
        heights = [own({wrt: x + t * along}) for t in PLACES]
        if any(height.shape != dout.shape for height in heights):
            return None
        loss = [float(np.sum(height * dout)) for height in heights]
        rise, run = loss[MIDDLE + 1] - loss[MIDDLE - 1], 2 * PLACES[MIDDLE + 1]
        return tangent(
            output=output,
            case=case,
            value=self.problem.values[0],
            at=PLACES,
            loss=loss,
            numeric=rise / run,
            analytic=float(np.sum(got * along)),
        )
