"""A room to grade in: one assignment, a sandbox, and in each thread a worker for the reference."""

import errno
import json
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import report
from .errors import CourseError, GraderError, SandboxError, StoppedError
from .grading import Task, broken_report, grade_staged, isolation, reference_worker
from .isolation import Launcher, seat
from .isolation.leash import Leash
from .model import Observation, Program
from .submission import Submission, lay
from .text import clean
from .worker import Worker

EXHAUSTED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Trouble of the machine, which the next submission would meet too."""


class Room:
    """Grades submissions to one assignment, in any number of threads. Close it: it has workers."""

    def __init__(self, task: Task, launcher: Launcher) -> None:
        self._task = task
        self._launcher = Leash(launcher)
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._own = threading.local()

    def close(self) -> None:
        """Ends the workers with the reference."""
        self._stack.close()

    def abort(self) -> None:
        """Ends at once what is being graded: `grade` gives nothing of use then, or StoppedError."""
        self._launcher.cut()

    def grade(self, submission: Submission) -> str:
        """The report as JSON; where the grader itself breaks, one that says so.

        Raises CourseError and SandboxError, which every submission would meet, and StoppedError.
        """
        try:
            return self._graded(submission)
        except (CourseError, SandboxError, StoppedError):
            raise
        except BaseException as error:  # one submission must not end the batch
            if isinstance(error, OSError) and error.errno in EXHAUSTED:
                raise CourseError(
                    f"there is no room to grade in: {error.strerror}",
                    f"Look at {tempfile.gettempdir()}, or set TMPDIR to another folder.",
                ) from error
            kept_from = isolation(self._task, self._launcher)
            says = f"the grader broke: {_words(error)}"
            return json.dumps(
                report.to_json(broken_report(self._task, submission, kept_from, says))
            )

    def _graded(self, submission: Submission) -> str:
        with seat(self._launcher) as own:
            lay(submission, own.folder, self._task.given)
            with self._reference() as reference:
                found = grade_staged(self._task, submission, own, reference)
        return json.dumps(report.to_json(found))

    @contextmanager
    def _reference(self) -> Iterator["_Reference"]:
        """This thread's reference; a new one after trouble."""
        own: _Reference | None = getattr(self._own, "reference", None)
        if own is None:
            own = self._own.reference = _Reference(self._start)
        try:
            yield own
        except BaseException:
            self._own.reference = None
            own.close()
            raise

    def _start(self) -> Worker:
        with self._lock:
            place = self._stack.enter_context(seat(self._launcher))
            worker = reference_worker(self._task, place)
            self._stack.callback(worker.close)
        return worker


class _Reference:
    """A worker with the reference that starts when it is first asked: most checks time nothing."""

    def __init__(self, start: Callable[[], Worker]) -> None:
        self._start = start
        self._worker: Worker | None = None

    def run(self, program: Program) -> Observation:
        return self._started().run(program)

    def time(self, program: Program) -> Observation:
        return self._started().time(program)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()

    def _started(self) -> Worker:
        if self._worker is None:
            self._worker = self._start()
        return self._worker


def _words(error: BaseException) -> str:
    """What broke. Of an unforeseen exception only where: its text may tell of hidden inputs."""
    if isinstance(error, GraderError):
        return clean(error.message)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
