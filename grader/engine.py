"""The engine of a batch: it takes submissions as plain data and promises their reports.

This is the seam between a batch and the machines that it uses. The threads of this machine are
here, those of others in `cluster.py`.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Protocol

from .grading import Task
from .isolation import Launcher
from .room import Room
from .submission import Submission


class LostError(Exception):
    """What was graded died with the machine that graded it; it may be graded again."""


class Engine(Protocol):
    """Grades several submissions at once, somewhere. says: where, for people."""

    @property
    def says(self) -> str: ...

    @property
    def at_once(self) -> int:
        """How many it should have in hand, so that nothing idles."""

    def submit(self, submission: Submission) -> Future[str]:
        """Takes a submission; cancelling what it returns stops what has not begun."""

    def result(self, future: Future[str]) -> str:
        """The report as JSON.

        Raises LostError, and GraderError where nothing at all can be graded.
        """

    def abort(self) -> None:
        """Ends at once what is in flight; nobody asks for its results any more."""


class Threads:
    """The engine of one machine: each thread drives one sandboxed child."""

    def __init__(self, pool: ThreadPoolExecutor, room: Room, *, says: str, at_once: int) -> None:
        self._pool = pool
        self._room = room
        self.says = says
        self.at_once = at_once

    def submit(self, submission: Submission) -> Future[str]:
        return self._pool.submit(self._room.grade, submission)

    def result(self, future: Future[str]) -> str:
        return future.result()

    def abort(self) -> None:
        self._room.abort()


@contextmanager
def threads(task: Task, launcher: Launcher, jobs: int) -> Iterator[Engine]:
    """The engine of this machine, with so many threads."""
    with closing(Room(task, launcher)) as room, ThreadPoolExecutor(jobs) as pool:
        says = f"Isolation level {launcher.level}: {launcher.mechanism}."
        yield Threads(pool, room, says=says, at_once=2 * jobs)
