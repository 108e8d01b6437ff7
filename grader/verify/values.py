"""The proofs of `grade verify` about values: cases, terms, references, misconceptions."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import cycle

import numpy as np

from grader.answers import LiveKey
from grader.checks import TimingLimit, is_given_training
from grader.inprocess import InProcess
from grader.judging import Asked, judge_problem
from grader.model import Observation, Outcome, Program, Value, Verdict
from grader.numeric import same
from grader.problems import Problem
from grader.seed import Seed
from grader.solution import Misconception, Solution
from grader.text import count

from .subject import Proof, Subject

MISCONCEPTION_SEEDS = 3


class Values:
    """The proofs about values. They run the instructor's own code, in this process."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.assignment = subject.assignment
        self.solution = subject.solution
        self.seeds = subject.seeds
        self.answers = {seed.label: subject.answers(seed) for seed in subject.seeds}
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
                    terms = key.terms(case, output)
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
        """The reference earns everything on every seed, by every convention."""
        conventions = self.solution.conventions
        solutions = [self.solution, *(self.solution.following(c) for c in conventions)]
        details = [
            f"{check_id}, {seed.label}: {v.outcome} {v.says}"
            for solution in solutions
            for problem in self.assignment.problems
            for seed in self.seeds
            for check_id, v in self._verdicts(
                problem, seed, self._submitted(solution, problem, seed)
            ).items()
            if v.outcome is not Outcome.PASSED
        ]
        also = f", by {count(len(conventions), 'other convention')} too" if conventions else ""
        return Proof(
            f"the reference earns full points on {count(len(self.seeds), 'seed')}{also}", details
        )

    def misconceptions(self) -> Iterator[Proof]:
        """Each loses points and gets its own hint; together they fail every check."""
        details, tried = [], 0
        for one in self.solution.misconceptions:
            for function in one.replaces:
                tried += 1
                for seed in self.seeds[:MISCONCEPTION_SEEDS]:
                    verdicts = self._misled(one, function, seed)
                    details += [
                        f"{one.name} in {function}: {text}" for text in _unfit(one, verdicts)
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

    def _misled(self, one: Misconception, function: str, seed: Seed) -> dict[str, Verdict]:
        """The verdicts on a misconception in every problem that this function has a part in.

        A given training takes long and names no mistake: it is run where that proves something.
        """
        find = partial(_replaced, self.solution, one)
        problems = [p for p in self.assignment.problems if function in p.functions]
        found: dict[str, Verdict] = {}
        for problem in sorted(problems, key=is_given_training):
            settled = self.failed.issuperset(self.subject.checks(problem, timed=False))
            if not (is_given_training(problem) and settled and _lost(found)):
                found.update(self._verdicts(problem, seed, InProcess(find)))
        return found

    def _submitted(self, solution: Solution, problem: Problem, seed: Seed) -> Asked:
        """A solution as a submission. What the key has trained is not trained once more."""
        if solution is self.solution and is_given_training(problem):
            return _Recalled(self._key(problem, seed))
        return InProcess(solution.find)

    def _key(self, problem: Problem, seed: Seed) -> LiveKey:
        return self.answers[seed.label].key(problem)

    def _verdicts(self, problem: Problem, seed: Seed, submission: Asked) -> Mapping[str, Verdict]:
        checks = self.subject.checks(problem, timed=False)
        reference = InProcess(self.solution.find)
        answers = self.answers[seed.label]
        return judge_problem(problem, checks, answers, submission, reference).verdicts

    def _note(self, verdicts: Mapping[str, Verdict]) -> None:
        lost = (Outcome.PASSED, Outcome.SKIPPED)
        self.failed |= {check_id for check_id, v in verdicts.items() if v.outcome not in lost}


class _Recalled:
    """The reference's answers to the cases of a problem, one after the other, from its key."""

    def __init__(self, key: LiveKey) -> None:
        self._key = key
        self._cases = cycle(key.samples)

    def run(self, _program: Program) -> Observation:
        return Observation(dict(self._key.expected(next(self._cases))))

    time = run


def _unfit(one: Misconception, verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    """What is wrong with the verdicts on a misconception."""
    lost = _lost(verdicts)
    if not lost:
        yield "it loses no points"
    elif not any(v.misconception == one.name for v in lost.values()):
        yield "its hint is not shown"
    for check_id, verdict in lost.items():
        if verdict.misconception not in (one.name, ""):
            yield f"{check_id} shows another hint, {verdict.misconception}"


def _lost(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """The verdicts that take points."""
    return {
        i: v for i, v in verdicts.items() if v.credit < 1.0 and v.outcome is not Outcome.SKIPPED
    }


def _replaced(solution: Solution, one: Misconception, file: str, name: str) -> Value:
    return one.function if name in one.replaces else solution.find(file, name)
