"""`grade verify`: proves that an assignment grades as it should, before students meet it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .answers import LiveAnswers, LiveKey
from .assignment import Assignment, load_assignment
from .checks import TimingLimit
from .course import Course
from .grading import grade, load_task, reference_worker
from .inprocess import InProcess
from .isolation import PlainProcess, seat
from .judging import judge_problem
from .model import Outcome, Value, Verdict
from .numeric import same
from .problems import Problem
from .seed import PUBLIC, Seed
from .solution import Misconception, Solution, load_solution
from .stubs import stub_files
from .text import count

FULL = 100.0
LOOP_RATIO = 30.0
MISCONCEPTION_SEEDS = 3
Verdicts = Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was proved, or what speaks against it."""

    says: str
    details: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        return not self.details


def verify_assignment(course: Course, assignment_id: str, seeds: int) -> Iterator[Proof]:
    """All proofs for one assignment, one after the other."""
    assignment = load_assignment(course.folder(assignment_id))
    folder = course.solution(assignment_id)
    solution = load_solution(folder, assignment.folder, assignment.files)
    desk = _Desk(assignment, solution, [Seed(f"verify {n}", bytes([n])) for n in range(seeds)])
    yield _points(assignment)
    yield _stubs(course, assignment)
    yield desk.claims()
    yield desk.terms()
    yield desk.slopes()
    yield desk.reference()
    yield _whole_path(course, assignment)
    yield from desk.misconceptions()
    yield desk.loops()


def _points(assignment: Assignment) -> Proof:
    total = assignment.max_points
    wrong = [] if total == FULL else [f"they add up to {total:g}"]
    return Proof(f"points add up to {FULL:g}", wrong)


def _stubs(course: Course, assignment: Assignment) -> Proof:
    files = stub_files(course.solution(assignment.id), assignment.folder, assignment.files)
    drifted = [
        f"{path.name} is not what its reference gives: run grade stubs {assignment.id}"
        for path, text in files
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    return Proof("stubs are cut from the references", drifted)


def _whole_path(course: Course, assignment: Assignment) -> Proof:
    """Stub and reference once each through real workers, as a student's work would go."""
    task = load_task(course, assignment.id, only=(), seed=PUBLIC)
    details = []
    for source, wanted in (
        (assignment.folder, 0.0),
        (course.solution(assignment.id), task.assignment.max_points),
    ):
        with seat(PlainProcess()) as own, seat(PlainProcess()) as other:
            report = grade(task, source, own, reference_worker(task, other))
        if report.points != wanted:
            losing = [
                f"{e.id} {e.outcome} {e.points:g}"
                for e in report.checks
                if e.points not in (0, e.max_points) or bool(e.points) != bool(wanted)
            ]
            details.append(f"{source.parent.name} earn {report.points:g}: {', '.join(losing)}")
    return Proof("in workers, stubs earn 0 and the reference everything", details)


class _Desk:
    """The proofs that run code of the instructor's own, in this process."""

    def __init__(self, assignment: Assignment, solution: Solution, seeds: Sequence[Seed]) -> None:
        self.assignment = assignment
        self.solution = solution
        self.seeds = seeds
        self.failed: set[str] = set()

    def claims(self) -> Proof:
        """Every case is what it claims to be, on every seed."""
        details, claims = [], 0
        for problem in self.assignment.problems:
            for case in problem.cases:
                if case.claim is None:
                    continue
                claims += 1
                for seed in self.seeds:
                    sample = self._key(problem, seed).samples[case.name]
                    if not case.claim(sample.inputs):
                        claim = getattr(case.claim, "__name__", "its claim")
                        details.append(f"{problem.name}, {case.name!r}, {seed.label}: not {claim}")
        return Proof(
            f"{count(claims, 'case')} meet their claims on {len(self.seeds)} seeds", details
        )

    def terms(self) -> Proof:
        """Terms add up to the answer, and the turns of a loop do not exceed it."""
        details, outputs = [], 0
        for problem in self.assignment.problems:
            key = self._key(problem, self.seeds[0])
            for case in key.samples:
                for output, want in key.expected(case).items():
                    terms = key.library(case, output).terms
                    outputs += bool(terms)
                    if terms and not same(np.sum([*terms.values()], axis=0), want):
                        details.append(f"{problem.name}, {case!r}: terms do not add up to {output}")
        return Proof(f"terms add up for {outputs} answers", details)

    def slopes(self) -> Proof:
        """The reference's gradients are the slopes of its own forward, without any key."""
        details, cases = [], 0
        for problem in self.assignment.problems:
            if not problem.gradients:
                continue
            key = self._key(problem, self.seeds[0])
            for case in key.samples:
                cases += 1
                found = key.check_gradients(case)
                if not found:
                    details.append(f"{problem.name}, {case!r}: {found}")
        return Proof(f"the reference's gradients are its slopes in {count(cases, 'case')}", details)

    def reference(self) -> Proof:
        """The reference earns everything on every seed."""
        details = []
        for problem in self.assignment.problems:
            for seed in self.seeds:
                verdicts = self._verdicts(problem, seed, self.solution.find)
                details += [
                    f"{check_id}, {seed.label}: {v.outcome} {v.says}"
                    for check_id, v in verdicts.items()
                    if v.outcome is not Outcome.PASSED
                ]
        return Proof(
            f"the reference earns full points on {count(len(self.seeds), 'seed')}", details
        )

    def misconceptions(self) -> Iterator[Proof]:
        """Each loses points and gets its own hint; together they fail every check."""
        details, tried = [], 0
        for problem in self.assignment.problems:
            for one in self.solution.misconceptions:
                if not set(one.replaces) & set(problem.functions):
                    continue
                tried += 1
                for seed in self.seeds[:MISCONCEPTION_SEEDS]:
                    verdicts = self._verdicts(problem, seed, partial(_replaced, self.solution, one))
                    details += [
                        f"{one.name} in {problem.name}: {text}" for text in _unfit(one, verdicts)
                    ]
                    self._note(verdicts)
        yield Proof(
            f"{count(tried, 'misconception')} lose points and get their own hint and no other",
            list(dict.fromkeys(details)),
        )
        never = [
            i
            for i, _, c in self.assignment.checks()
            if i not in self.failed and not isinstance(c, TimingLimit)
        ]
        yield Proof(
            "every check is failed by a misconception",
            [
                f"{check_id} is failed by none: it cannot tell right from wrong"
                for check_id in never
            ],
        )

    def loops(self) -> Proof:
        """The loop version of each timed function is right, and slow enough to lose its points."""
        details, told = [], []
        for check_id, problem, check in self.assignment.checks():
            if not isinstance(check, TimingLimit):
                continue
            verdict = self._verdicts(
                problem, self.seeds[0], partial(_looping, self.solution, problem, check.loop)
            )[check_id]
            if verdict.measured is None or verdict.measured < LOOP_RATIO or verdict.credit:
                details.append(
                    f"{check_id}: {check.loop} {verdict.outcome} {verdict.says}"
                    f" at {verdict.measured} times the reference; must be {LOOP_RATIO:g} or more"
                )
            else:
                told.append(f"{verdict.measured:.0f}")
        says = f"loops cost at least {LOOP_RATIO:g} times the reference"
        return Proof(f"{says} ({', '.join(told)})" if told else says, details)

    def _key(self, problem: Problem, seed: Seed) -> LiveKey:
        return LiveAnswers(self.assignment, self.solution, seed).key(problem)

    def _verdicts(
        self, problem: Problem, seed: Seed, find: Callable[[str, str], Value]
    ) -> Verdicts:
        checks = {i: c for i, p, c in self.assignment.checks() if p is problem}
        answers = LiveAnswers(self.assignment, self.solution, seed)
        reference = InProcess(self.solution.find)
        return judge_problem(problem, checks, answers, InProcess(find), reference).verdicts

    def _note(self, verdicts: Verdicts) -> None:
        lost = (Outcome.PASSED, Outcome.SKIPPED)
        self.failed |= {check_id for check_id, v in verdicts.items() if v.outcome not in lost}


def _unfit(one: Misconception, verdicts: Verdicts) -> Iterator[str]:
    """What is wrong with the verdicts on a misconception."""
    lost = {
        i: v for i, v in verdicts.items() if v.credit < 1.0 and v.outcome is not Outcome.SKIPPED
    }
    if not lost:
        yield "it loses no points"
    elif not any(v.misconception == one.name for v in lost.values()):
        yield "its hint is not shown"
    for check_id, verdict in lost.items():
        if verdict.misconception not in (one.name, ""):
            yield f"{check_id} shows another hint, {verdict.misconception}"


def _replaced(solution: Solution, one: Misconception, file: str, name: str) -> Value:
    return one.function if name in one.replaces else solution.find(file, name)


def _looping(solution: Solution, problem: Problem, loop: str, file: str, name: str) -> Value:
    """The reference with one function replaced by its loop version."""
    if name != problem.functions[-1]:
        return solution.find(file, name)
    return getattr(solution.extra, loop, None) or solution.find(file, loop)
