"""The path of the data: submission -> worker -> observations -> checks -> report."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import Popen

from . import provenance
from .answers import LiveAnswers
from .assignment import Assignment, load_assignment
from .checks.base import Check
from .course import Course
from .folders import temporary_folder
from .isolation import Launcher
from .judging import Answers, Judgement, judge_problem
from .limits import Limits
from .model import Outcome, Verdict
from .problems import Problem
from .report import Entry, Remark, Report, entry
from .seed import PUBLIC, Seed
from .solution import load_solution
from .submission import stage
from .worker import Worker

LEFT_OUT = Verdict(outcome=Outcome.NOT_APPLICABLE, says="this course leaves the problem out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One assignment, ready to grade any number of submissions to it.

    selected: the ids of the checks to run, as `only` names them. absent: problems left out.
    """

    assignment: Assignment
    answers: Answers
    references: Mapping[str, Path]
    limits: Limits
    seed: Seed
    digest: str
    only: Sequence[str]
    selected: frozenset[str]
    absent: Sequence[str]

    @property
    def given(self) -> Mapping[str, Path]:
        """The files that every submission gets, and the reference too."""
        return {name: self.assignment.folder / name for name in self.assignment.given}


def load_task(course: Course, assignment_id: str, *, only: Sequence[str], seed: Seed) -> Task:
    """The task of an assignment whose solution is at hand.

    Raises CourseError where the course, the assignment or the words of `only` cannot be used.
    """
    listed = course.entry(assignment_id)
    assignment = load_assignment(course.folder(listed.id))
    assignment.check_names(listed.not_applicable)
    folder = course.solution(listed.id)
    solution = load_solution(folder, assignment.folder, assignment.files)
    return Task(
        assignment=assignment,
        answers=LiveAnswers(assignment, solution, seed),
        references={name: folder / name for name in assignment.files},
        limits=course.limits,
        seed=seed,
        digest=provenance.assignment(assignment, folder),
        only=only,
        selected=assignment.select(only),
        absent=listed.not_applicable,
    )


def grade(
    task: Task,
    source: Path,
    folder: Path,
    launcher: Launcher,
    started: Popen[bytes] | None = None,
) -> Report:
    """The report on one submission: all of the path.

    source: what was handed in. folder: an empty one, for the worker. started: a child that the
    launcher has started in that folder before.
    """
    with ExitStack() as stack:
        worker = stack.enter_context(Worker(launcher, folder, task.limits, started))
        submission = stage(source, folder, files=task.assignment.files, given=task.given)
        reference = cache(lambda: stack.enter_context(_reference_worker(task, launcher, stack)))
        entries: list[Entry] = []
        remarks: list[Remark] = []
        for problem in task.assignment.problems:
            checks = _selected(task, problem)
            found = _judged(task, problem, checks, worker, reference)
            entries += [
                entry(i, problem.name, checks[i], verdict, hidden=task.seed != PUBLIC)
                for i, verdict in found.verdicts.items()
            ]
            remarks += [Remark(problem=problem.name, text=text) for text in found.remarks]
    return Report(
        grader=provenance.grader(),
        assignment={
            "id": task.assignment.id,
            "title": task.assignment.title,
            "digest": task.digest,
        },
        submission={"id": submission.id, "digest": submission.digest},
        environment=provenance.environment(),
        isolation={"level": launcher.level, "probes": {}},
        seed=task.seed.label,
        checks=entries,
        remarks=remarks,
        only=task.only,
    )


def _judged(
    task: Task,
    problem: Problem,
    checks: Mapping[str, Check],
    worker: Worker,
    reference: Callable[[], Worker],
) -> Judgement:
    if problem.name in task.absent or not checks:
        return Judgement(dict.fromkeys(checks, LEFT_OUT))
    return judge_problem(problem, checks, task.answers, worker, reference)


def _reference_worker(task: Task, launcher: Launcher, stack: ExitStack) -> Worker:
    """A worker like the submission's, with the reference in it: timing compares the two."""
    folder = stack.enter_context(temporary_folder())
    for name, path in {**task.references, **task.given}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return Worker(launcher, folder, task.limits)


def _selected(task: Task, problem: Problem) -> dict[str, Check]:
    return {
        check_id: check
        for check_id, its_problem, check in task.assignment.checks()
        if its_problem is problem and check_id in task.selected
    }
