"""A room to grade in: one assignment, a sandbox, and in each thread a worker with the reference."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from . import report
from .errors import CourseError, GraderError, SandboxError
from .grading import Task, broken_report, grade_staged, isolation, reference_worker
from .isolation import Launcher, seat
from .submission import Submission, lay
from .worker import Worker


class Room:
    """Grades submissions to one assignment, in any number of threads. Close it: it has workers."""

    def __init__(self, task: Task, launcher: Launcher) -> None:
        self._task = task
        self._launcher = launcher
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._own = threading.local()

    def close(self) -> None:
        """Ends the workers with the reference."""
        self._stack.close()

    def grade(self, submission: Submission) -> str:
        """The report as JSON; where the grader itself breaks, one that says so.

        Raises CourseError and SandboxError: every submission would meet them.
        """
        try:
            return self._graded(submission)
        except (CourseError, SandboxError):
            raise
        except Exception as error:  # noqa: BLE001  # one submission must not end the batch
            says = error.message if isinstance(error, GraderError) else repr(error)
            kept_from = isolation(self._task, self._launcher)
            found = broken_report(self._task, submission, kept_from, f"the grader broke: {says}")
            return json.dumps(report.to_json(found))

    def _graded(self, submission: Submission) -> str:
        with seat(self._launcher) as own:
            lay(submission, own.folder, self._task.given)
            with self._reference() as reference:
                found = grade_staged(self._task, submission, own, reference)
        return json.dumps(report.to_json(found))

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
