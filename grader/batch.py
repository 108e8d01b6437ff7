"""Grades many submissions at once: an engine grades, and here is noted what is done.

Whatever one submission does costs nobody else anything. Reports are written one by one, each in a
single step, and noted in a journal afterwards; so a batch that is killed loses the submissions in
flight, and the same command goes on where it stopped.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from . import provenance, report
from .engine import Engine, LostError
from .errors import CourseError, StoppedError
from .folders import tidy
from .grading import Task, broken_report
from .handins import HandIn
from .journal import Journal
from .model import Outcome, Trouble
from .report import Report
from .submission import Submission, read
from .text import clean

REPORTS = "reports"
LISTEN = 0.2
"""Seconds after which it is seen that somebody wants to stop."""

MOST_LOSSES = 3
"""A submission that is lost so often is not tried again: it may be what kills its machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One submission that has its report. unchanged: it had that before."""

    hand_in: HandIn
    points: float = 0.0
    max_points: float = 0.0
    unchanged: bool = False
    grader_broke: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One submission that is to be graded. key: all that its report depends on."""

    hand_in: HandIn
    submission: Submission
    key: str
    losses: int = 0


class Batch:
    """Submissions to one assignment, graded into a folder.

    level: the isolation level that was asked for. force: grade again what has its report. Use as a
    context manager: it holds a file.
    """

    def __init__(
        self, task: Task, engine: Engine, out: Path, *, level: int, force: bool = False
    ) -> None:
        self._task = task
        self._engine = engine
        self._out = out
        self._level = level
        self._force = force
        self._basis = basis(task, level)
        self._waiting: dict[Future[str], Work] = {}
        self._lost: list[Work] = []
        self._is_stopping = self._is_aborting = False
        try:
            (out / REPORTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(
                f"{out} cannot be made: {error.strerror}", "Choose another --out."
            ) from error
        _check_owner(out, task.assignment.id)
        tidy(out)
        tidy(out / REPORTS)
        self._journal = Journal(out)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.close()

    def stop(self) -> None:
        """Grades nothing further; what is in flight is finished. Signal handlers may call this."""
        self._is_stopping = True

    def abort(self) -> None:
        """Ends what is in flight too, and loses it. Signal handlers may call this."""
        self._is_stopping = self._is_aborting = True

    def run(self, hand_ins: Sequence[HandIn]) -> Iterator[Done]:
        """Grades them, and tells of each when it is done, in no fixed order.

        Where this ends early, what is queued is cancelled, and what is in flight is finished.
        """
        try:
            for hand_in in hand_ins:
                if self._is_stopping:
                    break
                work = self._work(hand_in)
                if found := self._found(work):
                    yield _done(hand_in, found, unchanged=True)
                    continue
                while len(self._waiting) >= self._engine.at_once:
                    yield from self._finished()
                if not self._is_stopping:
                    self._submit(work)
            while self._waiting or self._lost:
                if not self._waiting:  # alone: it may be what kills its machine
                    self._submit(self._lost.pop())
                yield from self._finished()
        finally:
            self._wind_up()

    def _work(self, hand_in: HandIn) -> Work:
        submission = replace(self._read(hand_in), id=hand_in.id)
        text = json.dumps([submission.digest, submission.id, self._basis])
        key = hashlib.sha256(text.encode()).hexdigest()
        return Work(hand_in=hand_in, submission=submission, key=key)

    def _read(self, hand_in: HandIn) -> Submission:
        """What was handed in; whatever that is, it gets a report."""
        assignment, given = self._task.assignment, self._task.given
        try:
            return read(hand_in.path, files=assignment.files, given=given)
        except CourseError as error:
            says = clean(error.message)
        digest = f"sha256:{hashlib.sha256(says.encode()).hexdigest()}"
        troubles = dict.fromkeys(assignment.files, Trouble(Outcome.ERROR, says))
        return Submission(hand_in.id, digest, {}, troubles)

    def _found(self, work: Work) -> Report | None:
        """The report from an earlier time, if it is there, whole, and nothing has changed."""
        path = self._path(work.hand_in)
        if self._force or not self._journal.has(work.hand_in.slug, work.key):
            return None
        with suppress(CourseError):
            return report.read(path)
        return None

    def _path(self, hand_in: HandIn) -> Path:
        return self._out / REPORTS / f"{hand_in.slug}.json"

    def _submit(self, work: Work) -> None:
        self._waiting[self._engine.submit(work.submission)] = work

    def _finished(self) -> Iterator[Done]:
        """Waits until something is done, and keeps it."""
        done, _ = wait(self._waiting, LISTEN, FIRST_COMPLETED)
        if self._is_stopping:
            self._cancel()
        for future in done:
            work = self._waiting.pop(future)
            try:
                found = self._report(future, work)
            except (CancelledError, StoppedError):
                if not self._is_stopping:
                    raise
                continue
            except LostError as error:
                if self._is_stopping:
                    continue
                work = replace(work, losses=work.losses + 1)
                if work.losses < MOST_LOSSES:
                    self._lost.append(work)
                    continue
                found = self._lost_report(work, error)
            if not self._is_aborting:
                yield self._keep(work, found)

    def _cancel(self) -> None:
        """Cancels what is queued, and if need be ends what is in flight."""
        self._lost.clear()
        for future in self._waiting:
            future.cancel()
        if self._is_aborting:
            self._engine.abort()

    def _report(self, future: Future[str], work: Work) -> Report:
        return report.from_json(json.loads(self._engine.result(future)), work.hand_in.id)

    def _lost_report(self, work: Work, error: LostError) -> Report:
        kept_from = {"level": self._level, "mechanism": "lost with its machine", "probes": {}}
        says = f"the grader broke, {work.losses} times: {error}"
        return broken_report(self._task, work.submission, kept_from, says)

    def _keep(self, work: Work, found: Report) -> Done:
        report.write(found, self._path(work.hand_in))
        if not found.grader_broke:  # what our own trouble gave is tried again next time
            self._journal.add(work.hand_in.slug, work.key)
        return _done(work.hand_in, found)

    def _wind_up(self) -> None:
        """Cancels what is queued, and keeps what is in flight. What went wrong is told already."""
        self._cancel()
        for future, work in self._waiting.items():
            with suppress(Exception):
                found = self._report(future, work)
                if not self._is_aborting:
                    self._keep(work, found)
        self._waiting.clear()


def _done(hand_in: HandIn, found: Report, *, unchanged: bool = False) -> Done:
    return Done(
        hand_in=hand_in,
        points=found.points,
        max_points=found.max_points,
        unchanged=unchanged,
        grader_broke=found.grader_broke,
    )


def _check_owner(out: Path, assignment: str) -> None:
    """Raises CourseError where a folder holds the reports on another assignment."""
    for path in sorted((out / REPORTS).glob("*.json")):
        try:
            found = report.read(path).assignment["id"]
        except CourseError:
            continue
        if found != assignment:
            raise CourseError(
                f"{out} holds reports on {found}", f"Choose another --out for {assignment}."
            )
        return


def basis(task: Task, level: int) -> Mapping[str, object]:
    """All that a report depends on beside the submission. level: of isolation, as asked for."""
    return {
        "assignment": task.digest,
        "grader": provenance.grader()["digest"],
        "seed": task.seed.label,
        "numpy": np.__version__,
        "isolation": level,
        "limits": repr(task.limits),
        "only": sorted(task.selected),
        "absent": sorted(task.absent),
    }
