"""Judges functions of a test in this process: no files, no worker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from grader.answers import LiveAnswers
from grader.assignment import Assignment
from grader.inprocess import InProcess
from grader.judging import Judgement, judge_problem
from grader.problems import Problem
from grader.seed import PUBLIC
from grader.solution import Convention, Misconception, Solution, Terms

Functions = Mapping[str, Callable[..., Any]]


def judged(
    problem: Problem,
    reference: Functions,
    student: Functions,
    *,
    misconceptions: Sequence[Misconception] = (),
    conventions: Sequence[Convention] = (),
    terms: Sequence[Terms] = (),
) -> Judgement:
    """What the problem's checks say of the student's functions."""
    problem = replace(problem, file="code.py")
    module = ModuleType("code")
    vars(module).update(reference)
    solution = Solution(
        modules={"code.py": module, "given.py": module},
        misconceptions=misconceptions,
        conventions=conventions,
        terms=terms,
    )
    assignment = Assignment("test", files=["code.py"], problems=[problem], id="test")
    checks = {check.slug: check for check in problem.checks}
    own = InProcess(solution.find)
    return judge_problem(
        problem,
        checks,
        LiveAnswers(assignment, solution, PUBLIC),
        InProcess(lambda _file, name: student[name]),
        own,
    )
