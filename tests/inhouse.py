"""Judges functions of a test in this process, and makes of a course what a student gets."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.answers import LiveAnswers
from grader.assignment import Assignment
from grader.course import load_course
from grader.grading import load_task
from grader.inprocess import InProcess
from grader.judging import Judgement, judge_problem
from grader.problems import Problem
from grader.recording import record
from grader.seed import PUBLIC
from grader.solution import Convention, Misconception, Solution, Terms, load_solution

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


def handed_out(folder: Path, kernels: float = 1.0) -> Path:
    """Makes of a copy of tests/course what a student has: a recorded key and no solutions.

    kernels: what the reference is said to cost. Returns the assignment's folder.
    """
    task = load_task(load_course(folder / "autograder.yml"), "line", only=(), seed=PUBLIC)
    line, solution = task.assignment, folder / "solutions" / "line"
    key = record(
        line,
        load_solution(solution, line.folder, line.files, line.given),
        digest=task.digest,
        kernels={"squared_error.timing": kernels},
    )
    for name, content in key.items():
        (line.folder / name).write_bytes(content)
    shutil.rmtree(folder / "solutions")
    return line.folder
