"""From a submission's observations to verdicts: asks every case, then lets the checks judge."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Protocol

import numpy as np

from .checks.base import Check, troubled
from .contract import Answer, receive
from .errors import GraderError
from .evidence import AnswerKey, Ask, Evidence, Lane, Race, Races
from .model import Observation, Outcome, Program, Trouble, Value, Verdict
from .numeric import difference
from .problems import Problem, Procedure
from .text import listed

STEADY = 1e-12
STOPS = (Outcome.TIMEOUT, Outcome.CRASHED, Outcome.MEMORY)


class Asked(Protocol):
    """A worker: runs programs, and times them."""

    def run(self, program: Program) -> Observation: ...

    def time(self, program: Program) -> Observation: ...


class Manner(Protocol):
    """Another convention that is right too, in words: see `solution.Convention`."""

    @property
    def says(self) -> str: ...

    @property
    def otherwise(self) -> str: ...


class Answers(Protocol):
    """Where the answer keys of an assignment, and what is timed, come from."""

    def key(self, problem: Problem) -> AnswerKey: ...

    def conventions(self, problem: Problem) -> Iterable[tuple[Manner, AnswerKey]]: ...

    def lane(self, problem: Problem, inputs: Callable[..., Value], number: int) -> Lane: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of one problem: a verdict for each check id, and remarks without points."""

    verdicts: Mapping[str, Verdict]
    remarks: tuple[str, ...] = ()


def judge_problem(
    problem: Problem,
    checks: Mapping[str, Check],
    answers: Answers,
    worker: Asked,
    reference: Asked,
) -> Judgement:
    """The verdicts of these checks on one problem.

    `reference` runs the reference like the submission; timing asks for it.
    """
    meter = _Meter(worker)
    races = _races(problem, answers, meter, reference)
    with np.errstate(all="ignore"):  # wrong answers may be of any size
        evidence = gather(problem, answers.key(problem), meter.run, races)
        evidence, convention = _by_convention(evidence, answers)
        verdicts = {i: _judge(check, evidence, meter) for i, check in checks.items()}
    further = dict.fromkeys(text for verdict in verdicts.values() for text in verdict.remarks)
    return Judgement(verdicts, (*convention, *_remarks(evidence), *further))


class _Meter:
    """A worker that counts the CPU time which is asked of it."""

    def __init__(self, worker: Asked) -> None:
        self._worker = worker
        self._seconds = 0.0

    def run(self, program: Program) -> Observation:
        return self._count(self._worker.run(program))

    def time(self, program: Program) -> Observation:
        return self._count(self._worker.time(program))

    def _count(self, seen: Observation) -> Observation:
        self._seconds += seen.cpu_seconds
        return seen

    def take(self) -> float:
        """The CPU seconds since the last time."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds


def gather(problem: Problem, key: AnswerKey, ask: Ask, races: Races) -> Evidence:
    """Asks the submission every case of the problem, and the first case again at the end.

    What hangs or crashes in one case is not asked the others: that would only cost time.
    """
    answers: dict[str, Answer] = {}
    stopped: Observation | None = None
    for case, sample in key.samples.items():
        seen = stopped or ask(problem.program(sample))
        if seen.trouble is not None and seen.trouble.outcome in STOPS:
            stopped = seen
        answers[case] = receive(problem, sample, seen, key.expected(case))
    first = next(iter(answers.values()))
    again = first
    if stopped is None and not isinstance(problem, Procedure):
        seen = ask(problem.program(first.sample))
        again = receive(problem, first.sample, seen, key.expected(first.sample.case))
    return Evidence(problem, key, answers, again, ask, races)


def _by_convention(evidence: Evidence, answers: Answers) -> tuple[Evidence, tuple[str, ...]]:
    """The evidence by the convention that the submission follows best, and a remark about it.

    The reference's own where none is followed better: a mixture of two is right by neither.
    """
    most, remark = _right(evidence), ""
    for convention, key in answers.conventions(evidence.problem):
        if evidence.all_right(evidence.cases()):
            return evidence, (convention.otherwise,) * bool(convention.otherwise)
        other = gather(evidence.problem, key, evidence.ask, evidence.races)
        if (right := _right(other)) > most:
            evidence, most, remark = other, right, convention.says
    return evidence, (remark,) * bool(remark)


def _right(evidence: Evidence) -> int:
    """How many outputs of all cases are right."""
    outputs = evidence.problem.outputs
    return sum(evidence.judge(case, o).right for case in evidence.cases() for o in outputs)


def _races(problem: Problem, answers: Answers, worker: Asked, reference: Asked) -> Races:
    """Timed calls of the submission and of what runs beside it, on fresh inputs each time."""

    def races(inputs: Callable[..., Value]) -> Iterator[Race]:
        for number in count(1):
            lane = answers.lane(problem, inputs, number)
            seen = worker.time(problem.program(lane.sample))
            yield Race(lane.sample, seen, reference.time(lane.beside), lane.kernels)

    return races


def _judge(check: Check, evidence: Evidence, meter: _Meter) -> Verdict:
    """The check's verdict. A check that breaks is our trouble: it says so, and the others go on."""
    blocked = evidence.blocked
    try:
        verdict = _blocked(blocked, evidence.problem) if blocked else check.judge(evidence)
    except Exception as error:
        if isinstance(error, GraderError) and error.exit_code == GraderError.exit_code:
            raise
        verdict = Verdict(
            outcome=Outcome.GRADER_ERROR,
            says=f"the check itself broke: {type(error).__name__}: {error}",
            hint="This is not your mistake: tell your instructor.",
        )
    return replace(verdict, cpu_seconds=meter.take())


def _blocked(trouble: Trouble, problem: Problem) -> Verdict:
    """The verdict where nothing came back, with what to write if the problem's name is another."""
    verdict = troubled(trouble)
    if trouble.outcome is Outcome.NOT_IMPLEMENTED and problem.name not in problem.functions:
        return replace(verdict, hint=f"Write {listed(problem.functions)}.")
    return verdict


def _remarks(evidence: Evidence) -> tuple[str, ...]:
    """What the answers of all cases give to remark, each thing once."""
    answers = evidence.answers
    texts = [text for answer in answers.values() for text in answer.remarks]
    texts += _unsteady(evidence)
    for remark in evidence.problem.remarks:
        try:
            texts.append(remark.text(evidence))
        except Exception as error:  # noqa: BLE001  # a law of the author's; no report is lost for it
            texts.append(f"a remark of the assignment broke: {type(error).__name__}: {error}")
    return tuple(filter(None, dict.fromkeys(texts)))


def _unsteady(evidence: Evidence) -> Iterator[str]:
    """Outputs that are right, but not the same when the same call is made again.

    Differences below STEADY are not told: sums may round differently with where an array lies in
    memory, and a report must not depend on that.
    """
    first, again = evidence.answers[evidence.again.sample.case], evidence.again
    for output in evidence.problem.outputs:
        if not evidence.judge(first.sample.case, output).right or output not in again.values:
            continue
        if not difference(again.values[output], first.values[output], STEADY).right:
            yield f"{output} differs a little when the same call is made again"
