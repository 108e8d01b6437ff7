"""Right answers in other styles than the reference's: each assignment has a file of them."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from conftest import ROOT
from grader.checks import TimingLimit
from grader.course import find_course
from grader.inprocess import InProcess
from grader.judging import judge_problem
from grader.model import Outcome, Verdict
from grader.seed import Seed
from grader.verify import Subject

SEEDS = 5
Variant = Callable[..., Any]


@dataclass(frozen=True)
class RightAnswers:
    """Collects right ways to write the functions of one assignment.

    `@right("f")` marks a function that takes the place of f, or a class whose functions take the
    place of those with their names, as the forward and backward of a layer do.
    """

    assignment: str
    variants: list[tuple[str, Variant]] = field(default_factory=list)

    def __call__(self, *functions: str) -> Callable[[Variant], Variant]:
        def mark(variant: Variant) -> Variant:
            self.variants.extend((function, variant) for function in functions)
            return variant

        return mark

    def parametrize(self, test: Callable[..., None]) -> Callable[..., None]:
        """The test, once for each function and variant."""
        each = pytest.mark.parametrize(
            ("function", "variant"),
            self.variants,
            ids=lambda value: value if isinstance(value, str) else value.__name__,
        )
        marked: Callable[..., None] = each(test)
        return marked

    def lost(self, function: str, variant: Variant) -> Mapping[str, Verdict]:
        """The checks that take points from a variant, on some seeds.

        Timing is left out: some variants loop, and say so.
        """
        loaded = _subject(self.assignment)
        written = vars(variant) if inspect.isclass(variant) else {function: variant}

        def find(file: str, name: str) -> Any:
            return written[name] if name in written else loaded.solution.find(file, name)

        problems = [p for p in loaded.assignment.problems if function in (p.name, *p.functions)]
        assert problems, f"{self.assignment} has no {function}"
        found: dict[str, Verdict] = {}
        for number in range(SEEDS):
            answers = loaded.answers(Seed("right", bytes([number])))
            reference = InProcess(loaded.solution.find)
            for problem in problems:
                checks = {c.slug: c for c in problem.checks if not isinstance(c, TimingLimit)}
                judged = judge_problem(problem, checks, answers, InProcess(find), reference)
                found |= {
                    f"{problem.name}.{slug}": verdict
                    for slug, verdict in judged.verdicts.items()
                    if verdict.outcome is not Outcome.PASSED
                }
        return found


@cache
def _subject(assignment: str) -> Subject:
    return Subject.load(find_course(ROOT), assignment, 1)
