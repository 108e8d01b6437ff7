"""A grading once more: the same submission under the same conditions, beside its report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import provenance, report
from .course import Course
from .errors import GraderError
from .grading import Task, grade_staged, load_task, reference_worker
from .isolation import seat
from .report import Report
from .sandbox import LEVELS, Sandbox, examine, strongest
from .seed import PUBLIC, Seed, course_seed
from .submission import Submission, lay, read
from .text import number

WEAKEST = 2
"""The submission is somebody else's: never less than that, whatever the report says."""

VARIES = frozenset({"cpu_seconds"})
VARIES_IN_TIMINGS = VARIES | {"measured", "message"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One grading that can be repeated. obstacles: what is not as it was, in words."""

    found: Report
    task: Task
    submission: Submission
    sandbox: Sandbox
    obstacles: Sequence[str]

    def run(self) -> Report:
        """The report of today, with the values of hidden cases: not to be written."""
        launcher = self.sandbox.launcher
        with seat(launcher) as own, seat(launcher) as other:
            lay(self.submission, own.folder, self.task.given)
            with reference_worker(self.task, other) as reference:
                return grade_staged(self.task, self.submission, own, reference)


def prepare(course: Course, found: Report, source: Path, secret: bytes) -> Replay:
    """What it takes to grade a source as the report says it was. secret: empty for none.

    Raises CourseError where the source or the course cannot be used, and SandboxError.
    """
    seed = _seed(found, secret)
    task = load_task(course, found.assignment["id"], only=found.only, seed=seed)
    submission = read(source, files=task.assignment.files, given=task.given)
    sandbox = _sandbox(found.isolation["level"])
    return Replay(
        found=found,
        task=replace(task, probes=tuple(sandbox.probes), reveals=True),
        submission=replace(submission, id=found.submission["id"]),
        sandbox=sandbox,
        obstacles=list(_obstacles(found, task, submission, sandbox, secret)),
    )


def _seed(found: Report, secret: bytes) -> Seed:
    return course_seed(secret) if secret and found.seed != PUBLIC.label else PUBLIC


def _sandbox(level: int) -> Sandbox:
    """The sandbox of this level if it holds here, else the strongest that does."""
    for number_, launcher in LEVELS:
        if number_ == level:
            try:
                sandbox = examine(launcher())
            except GraderError:
                break
            if sandbox.holds:
                return sandbox
    return strongest(WEAKEST)


def _obstacles(
    found: Report, task: Task, submission: Submission, sandbox: Sandbox, secret: bytes
) -> Iterator[str]:
    if submission.digest != found.submission["digest"]:
        yield "the submission is not the one that the report is on"
    if task.seed.label != found.seed:
        if not secret:
            yield f"the secret with the label {found.seed!r} is missing"
        else:
            yield f"the secret has the label {task.seed.label!r}, not {found.seed!r}"
    if task.digest != found.assignment["digest"]:
        yield "the assignment has changed: its checks, reference or misconceptions"
    ours = provenance.grader()
    if ours["digest"] != found.grader["digest"]:
        yield f"the grader is another (here {ours['version']}, then {found.grader['version']})"
    here, then = provenance.environment()["numpy"], found.environment["numpy"]
    if here != then:
        yield f"NumPy is {here}, not {then}"
    level = sandbox.launcher.level
    if level != found.isolation["level"]:
        yield f"the isolation level is {level}, not {found.isolation['level']}"


# --- what differs ---------------------------------------------------------------------------


def differences(before: Report, after: Report) -> tuple[list[str], list[str]]:
    """What two reports tell differently of the same work: for good, and where a timing decides."""
    lasting: list[str] = []
    timed: list[str] = []
    old, new = _checks(before), _checks(after)
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            lasting.append(f"{name} is only in {'the report' if name in old else 'the new one'}")
            continue
        told = timed if old[name]["kind"] == "timing" else lasting
        for key, was in old[name].items():
            if was != new[name][key]:
                told.append(f"{name}, {key}: {_shown(was)} → {_shown(new[name][key])}")
    remarks = [[f"{one.problem}: {one.text}" for one in r.remarks] for r in (before, after)]
    if remarks[0] != remarks[1]:
        lasting.append(f"remarks: {_shown(remarks[0])} → {_shown(remarks[1])}")
    return lasting, timed


def _checks(found: Report) -> dict[str, dict[str, Any]]:
    """The checks as they may be written, without what varies from run to run."""
    checks = report.to_json(report.without_values(found))["checks"]
    return {
        check["id"]: {
            key: value
            for key, value in check.items()
            if key not in (VARIES_IN_TIMINGS if check["kind"] == "timing" else VARIES)
        }
        for check in checks
    }


def _shown(value: object) -> str:
    match value:
        case float():
            return number(value)
        case list():
            return "; ".join(map(str, value)) or "nothing"
    return str(value) if value not in (None, "") else "nothing"
