"""Grades many submissions at once: one sandboxed child for each, driven by threads.

Whatever one submission does costs nobody else anything. Reports are written one by one, each in a
single step, and noted in a journal afterwards; so a batch that is killed loses the submissions in
flight, and the same command goes on where it stopped.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from . import provenance, report
from .errors import CourseError, GraderError, SandboxError
from .grading import Task, broken_report, grade_staged, reference_worker
from .handins import HandIn
from .isolation import Launcher, seat
from .journal import Journal
from .report import Report
from .submission import Submission, lay, read
from .worker import Worker

REPORTS = "reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One submission that has its report. unchanged: it had that before."""

    hand_in: HandIn
    points: float = 0.0
    max_points: float = 0.0
    unchanged: bool = False
    grader_broke: bool = False


class Batch:
    """Submissions to one assignment, graded into a folder.

    force: grade again what has its report. Use as a context manager: it holds workers.
    """

    def __init__(
        self, task: Task, launcher: Launcher, out: Path, *, jobs: int, force: bool = False
    ) -> None:
        self._task = task
        self._launcher = launcher
        self._out = out
        self._force = force
        self._jobs = jobs
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._own = threading.local()
        self._stopping = threading.Event()
        self._basis = basis(task, launcher.level)
        try:
            (out / REPORTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(
                f"{out} cannot be made: {error.strerror}", "Choose another --out."
            ) from error
        self._journal = Journal(out)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self._journal.close()

    def stop(self) -> None:
        """Starts no further submission; those in flight are finished."""
        self._stopping.set()

    def run(self, hand_ins: Sequence[HandIn]) -> Iterator[Done]:
        """Grades them, and tells of each when it is done, in no fixed order."""
        with ThreadPoolExecutor(self._jobs) as pool:
            waiting: set[Future[Done | None]] = {pool.submit(self._one, h) for h in hand_ins}
            try:
                for future in as_completed(waiting):
                    if done := future.result():
                        yield done
            finally:
                self.stop()

    def _one(self, hand_in: HandIn) -> Done | None:
        """Nothing where the batch is stopping."""
        if self._stopping.is_set():
            return None
        submission = self._read(hand_in)
        key = self._key(submission)
        path = self._out / REPORTS / f"{hand_in.slug}.json"
        if not self._force and self._journal.has(hand_in.slug, key) and path.is_file():
            return Done(hand_in=hand_in, unchanged=True)
        found = self._graded(submission)
        report.write(found, path)
        if not found.grader_broke:  # what our own trouble gave is tried again next time
            self._journal.add(hand_in.slug, key)
        return Done(
            hand_in=hand_in,
            points=found.points,
            max_points=found.max_points,
            grader_broke=found.grader_broke,
        )

    def _read(self, hand_in: HandIn) -> Submission:
        found = read(hand_in.path, files=self._task.assignment.files, given=self._task.given)
        return replace(found, id=hand_in.id)

    def _key(self, submission: Submission) -> str:
        text = json.dumps([submission.digest, submission.id, self._basis])
        return hashlib.sha256(text.encode()).hexdigest()

    def _graded(self, submission: Submission) -> Report:
        """The report; where the grader itself breaks, one that says so."""
        with seat(self._launcher) as own:
            try:
                lay(submission, own.folder, self._task.given)
                with self._reference() as reference:
                    return grade_staged(self._task, submission, own, reference)
            except (CourseError, SandboxError):
                raise  # the course's trouble, or the machine's: every submission would meet it
            except Exception as error:  # noqa: BLE001  # one submission must not end the batch
                says = error.message if isinstance(error, GraderError) else repr(error)
                return broken_report(self._task, submission, own, f"the grader broke: {says}")

    @contextmanager
    def _reference(self) -> Iterator[Worker]:
        """This thread's worker with the reference in it; a new one after trouble."""
        worker: Worker | None = getattr(self._own, "reference", None)
        if worker is None:
            with self._lock:
                place = self._stack.enter_context(seat(self._launcher))
                worker = reference_worker(self._task, place)
                self._stack.callback(worker.close)
            self._own.reference = worker
        try:
            yield worker
        except Exception:
            self._own.reference = None
            raise


def basis(task: Task, level: int) -> Mapping[str, object]:
    """All that a report depends on beside the submission."""
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
