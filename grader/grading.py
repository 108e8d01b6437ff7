"""The path of the data: submission -> worker -> observations -> checks -> report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import provenance, recorded
from .answers import LiveAnswers
from .assignment import Assignment, load_assignment
from .checks import Check
from .checks.base import troubled
from .course import Course
from .folders import write
from .isolation import Launcher, Seat
from .judging import Answers, Asked, Judgement, judge_problem
from .limits import Limits
from .model import Outcome, Verdict
from .problems import Problem
from .report import Entry, Remark, Report, entry
from .seed import PUBLIC, Seed
from .solution import load_solution
from .submission import Submission, stage
from .worker import Worker

LEFT_OUT = Verdict(outcome=Outcome.NOT_APPLICABLE, says="this course leaves the problem out")

LIFELONG = 1e6
"""Seconds that a reference may compute in all: the limit of one submission is not for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One assignment, ready to grade any number of submissions to it.

    selected: the ids of the checks to run, as `only` names them. absent: problems left out.
    probes: what a probe of the sandbox tried, and could not do. reveals: values and student text of
    hidden cases stay in the report, for an instructor's eyes; such a report cannot be written.
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
    probes: Sequence[str] = ()
    reveals: bool = False

    @property
    def given(self) -> Mapping[str, Path]:
        """The files that every submission gets, and the reference too."""
        return {name: self.assignment.folder / name for name in self.assignment.given}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where right answers come from: the answers, the files to time beside, and a digest."""

    answers: Answers
    references: Mapping[str, Path]
    digest: str


def load_task(course: Course, assignment_id: str, *, only: Sequence[str], seed: Seed) -> Task:
    """The task of an assignment, with its solution or, for the public seed, a recorded key.

    Raises CourseError where the course, the assignment or the words of `only` cannot be used.
    """
    listed = course.entry(assignment_id)
    assignment = load_assignment(course.folder(listed.id))
    assignment.check_names(listed.not_applicable)
    folder = course.solution(listed.id)
    if seed == PUBLIC and not folder.is_dir() and (assignment.folder / recorded.INDEX).is_file():
        source = _recorded(assignment)
    else:
        source = _live(assignment, folder, seed)
    return Task(
        assignment=assignment,
        answers=source.answers,
        references=source.references,
        limits=course.limits,
        seed=seed,
        digest=source.digest,
        only=only,
        selected=assignment.select(only),
        absent=listed.not_applicable,
    )


def _live(assignment: Assignment, folder: Path, seed: Seed) -> _Source:
    solution = load_solution(folder, assignment.folder, assignment.files, assignment.given)
    return _Source(
        answers=LiveAnswers(assignment, solution, seed),
        references={name: folder / name for name in assignment.files},
        digest=provenance.assignment(assignment, folder),
    )


def _recorded(assignment: Assignment) -> _Source:
    answers = recorded.RecordedAnswers.load(assignment)
    kernel = {recorded.KERNEL_FILE: recorded.KERNEL_SOURCE}
    return _Source(answers=answers, references=kernel, digest=answers.digest)


def grade(task: Task, source: Path, seat: Seat, reference: Worker) -> Report:
    """The report on one submission: all of the path.

    source: what was handed in. seat: where its worker runs. reference: a worker with the reference
    in it, beside which calls are timed.
    """
    submission = stage(source, seat.folder, files=task.assignment.files, given=task.given)
    return grade_staged(task, submission, seat, reference)


def grade_staged(task: Task, submission: Submission, seat: Seat, reference: Asked) -> Report:
    """The report on a submission whose files lie in the seat's folder."""
    with Worker(seat, task.limits, [*submission.names, *task.given]) as worker:
        entries: list[Entry] = []
        remarks: list[Remark] = []
        hidden = task.seed != PUBLIC and not task.reveals
        for problem in task.assignment.problems:
            checks = _selected(task, problem)
            if trouble := submission.troubles.get(problem.file):
                found = Judgement(dict.fromkeys(checks, troubled(trouble)))
            else:
                found = _judged(task, problem, checks, worker, reference)
            entries += [
                entry(i, problem.name, checks[i], verdict, hidden=hidden)
                for i, verdict in found.verdicts.items()
            ]
            remarks += [Remark(problem=problem.name, text=text) for text in found.remarks]
    return _report(task, submission, isolation(task, seat.launcher), entries, remarks)


def broken_report(
    task: Task, submission: Submission, kept_from: Mapping[str, Any], says: str
) -> Report:
    """The report where the grader broke on a submission: no points, and no report is lost.

    kept_from: the isolation, as a report tells it.
    """
    verdict = Verdict(
        outcome=Outcome.GRADER_ERROR,
        says=says,
        hint="This is not your mistake: tell your instructor.",
    )
    checks = [item for item in task.assignment.checks() if item[0] in task.selected]
    entries = [entry(i, problem.name, check, verdict, hidden=True) for i, problem, check in checks]
    return _report(task, submission, kept_from, entries, [])


def isolation(task: Task, launcher: Launcher) -> Mapping[str, Any]:
    """What a report tells of the sandbox."""
    return {
        "level": launcher.level,
        "mechanism": launcher.mechanism,
        "probes": dict.fromkeys(task.probes, "stopped"),
    }


def _report(
    task: Task,
    submission: Submission,
    kept_from: Mapping[str, Any],
    entries: Sequence[Entry],
    remarks: Sequence[Remark],
) -> Report:
    return Report(
        grader=provenance.grader(),
        assignment={
            "id": task.assignment.id,
            "title": task.assignment.title,
            "digest": task.digest,
        },
        submission={"id": submission.id, "digest": submission.digest},
        environment=provenance.environment(),
        isolation=kept_from,
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
    reference: Asked,
) -> Judgement:
    if problem.name in task.absent or not checks:
        return Judgement(dict.fromkeys(checks, LEFT_OUT))
    return judge_problem(problem, checks, task.answers, worker, reference)


def reference_worker(task: Task, seat: Seat) -> Worker:
    """A worker like a submission's, with the reference in it. It serves any number of them."""
    for name, path in {**task.references, **task.given}.items():
        write(seat.folder / name, path.read_bytes())
    return Worker(seat, replace(task.limits, total_seconds=LIFELONG))


def _selected(task: Task, problem: Problem) -> dict[str, Check]:
    return {
        check_id: check
        for check_id, its_problem, check in task.assignment.checks()
        if its_problem is problem and check_id in task.selected
    }
