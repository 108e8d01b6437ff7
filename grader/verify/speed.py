"""The proof of `grade verify` about timing, in workers like those of students."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.checks import TimingLimit
from grader.folders import write
from grader.isolation import PlainProcess, seat
from grader.judging import judge_problem
from grader.model import Outcome, Verdict
from grader.problems import Problem
from grader.seed import Seed
from grader.text import count
from grader.worker import Worker

from .subject import Proof, Subject

LOOP_RATIO = 30.0

# misconceptions.py imports its marks from the grader, which a worker need not have.
_NO_GRADER = """
def __getattr__(name): return lambda *names, **more: lambda function: function
"""


def timing(subject: Subject) -> Iterator[Proof]:
    """References keep their timing points on every seed, and loops lose theirs."""
    timed = [
        (check_id, problem, check)
        for check_id, problem, check in subject.assignment.checks()
        if isinstance(check, TimingLimit)
    ]
    if not timed:
        return
    details, ratios = [], []
    for check_id, problem, check in timed:
        with _worker(subject) as reference:
            with _worker(subject) as submission:
                for seed in subject.seeds:
                    verdict = _judged(subject, problem, check_id, seed, submission, reference)
                    if verdict.outcome is not Outcome.PASSED:
                        details.append(f"{check_id}, {seed.label}: {verdict.says}")
            with _worker(subject, problem, check.loop) as submission:
                seed = subject.seeds[0]
                verdict = _judged(subject, problem, check_id, seed, submission, reference)
                details += _too_fast(check_id, check.loop, verdict)
                ratios.append(f"{verdict.measured or 0:.0f}")
    cost = f"loops cost {', '.join(ratios)} times as much as the reference"
    yield Proof(
        f"{count(len(timed), 'timing check')} pay references and not loops: {cost}", details
    )


def _too_fast(check_id: str, loop: str, verdict: Verdict) -> list[str]:
    """What is wrong where a loop keeps points, or is not slow enough to be told for sure."""
    if verdict.measured is not None and verdict.measured >= LOOP_RATIO and not verdict.credit:
        return []
    return [
        f"{check_id}: {loop} {verdict.outcome} {verdict.says} at {verdict.measured} times the "
        f"reference; must be {LOOP_RATIO:g} or more"
    ]


def _judged(  # two workers, and what they are asked
    subject: Subject,
    problem: Problem,
    check_id: str,
    seed: Seed,
    submission: Worker,
    reference: Worker,
) -> Verdict:
    checks = subject.checks(problem, timed=True)
    answers = subject.answers(seed)
    return judge_problem(problem, checks, answers, submission, reference).verdicts[check_id]


@contextmanager
def _worker(subject: Subject, problem: Problem | None = None, loop: str = "") -> Iterator[Worker]:
    """A worker with the reference in it, where one function may be replaced by its loop version."""
    with seat(PlainProcess()) as own:
        stage_reference(subject, own.folder)
        if problem is not None:
            stage_loop(problem, loop, own.folder)
        with Worker(own, subject.limits) as worker:
            yield worker


def stage_reference(subject: Subject, folder: Path) -> None:
    """Copies the reference's files and the given ones into a folder."""
    for name in subject.assignment.files:
        write(folder / name, (subject.folder / name).read_bytes())
    for name in subject.assignment.given:
        write(folder / name, (subject.assignment.folder / name).read_bytes())
    misconceptions = subject.folder / "misconceptions.py"
    if misconceptions.is_file():
        write(folder / "misconceptions.py", misconceptions.read_bytes())
    (folder / "grader.py").write_text(_NO_GRADER, "utf-8")


def stage_loop(problem: Problem, loop: str, folder: Path) -> None:
    """Replaces the problem's last function by its loop version, in a staged reference."""
    path = folder / problem.file
    text = path.read_text("utf-8")
    if f"def {loop}(" not in text:
        text += f"\n\nfrom misconceptions import {loop}\n"
    path.write_text(f"{text}\n\n{problem.functions[-1]} = {loop}\n", "utf-8")
