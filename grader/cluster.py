"""The engine beyond one machine: a Dask cluster. Only here is Dask imported, and only when asked.

Submissions travel as bytes and reports come back as JSON; no file system is shared. The kit of the
assignment travels once to each Dask worker, which opens a room with it.
"""

import logging
import re
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from .engine import Engine, LostError
from .errors import CourseError, GraderError
from .folders import sweep, temporary_folder
from .kit import Kit
from .room import Room
from .sandbox import strongest
from .submission import Submission
from .text import count

if TYPE_CHECKING:
    from distributed import Client, Security

CONNECT_SECONDS = 5
LEAST_AT_ONCE = 8
"""So many wait where no worker is there yet: a cluster that grows with its work sees some."""

_sandbox = cache(strongest)
_opening = threading.Lock()


class FarRoom:
    """A room that opens in the process where it is first used, and travels as its kit.

    It closes when Dask forgets it: with the batch, or with the Dask worker.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._room: Room | None = None
        self._stack = ExitStack()
        weakref.finalize(self, self._stack.close)

    def __reduce__(self) -> tuple[type["FarRoom"], tuple[Kit]]:
        return FarRoom, (self._kit,)

    def grade(self, submission: Submission) -> str:
        """The report as JSON. Raises GraderError with the worker's name where it cannot grade."""
        try:
            return self._opened().grade(submission)
        except GraderError as error:
            says = f"the Dask worker {_own_name()} cannot grade: {error.message}"
            raise type(error)(says, error.hint) from error

    def _opened(self) -> Room:
        with _opening:  # one at a time: the sandbox is examined once, and modules are imported
            if self._room is None:
                sweep()  # what a worker that was killed here left
                sandbox = _sandbox(self._kit.level)
                folder = self._stack.enter_context(temporary_folder())
                task = replace(self._kit.unpack(folder), probes=tuple(sandbox.probes))
                self._room = Room(task, sandbox.launcher)
                self._stack.callback(self._room.close)
            return self._room


def _own_name() -> str:
    from distributed import get_worker  # noqa: PLC0415

    worker = get_worker()
    return f"{worker.name} ({worker.address})" if worker.name != worker.address else worker.address


def grade(room: FarRoom, submission: Submission) -> str:
    """What a Dask worker does."""
    return room.grade(submission)


class Cluster:
    """The engine of a Dask cluster. Cancelling takes back what has begun, too."""

    def __init__(self, client: "Client", address: str, kit: Kit, jobs: int | None) -> None:
        self._client = client
        self._address = address
        self._jobs = jobs
        self._threads: int = sum(client.nthreads().values())
        self.says = f"Dask cluster {address}: {_counted(self._threads)}."
        self._executor = client.get_executor(pure=False, retries=0)
        self._room = client.submit(FarRoom, kit, pure=False)

    @property
    def at_once(self) -> int:
        if self._jobs:
            return self._jobs
        with suppress(OSError):  # workers come and go
            self._threads = sum(self._client.nthreads().values())
        return max(2 * self._threads, LEAST_AT_ONCE)

    def submit(self, submission: Submission) -> Future[str]:
        future: Future[str] = self._executor.submit(grade, self._room, submission)
        return future

    def result(self, future: Future[str]) -> str:
        from distributed import KilledWorker  # noqa: PLC0415

        try:
            return future.result()
        except (GraderError, CancelledError):
            raise
        except KilledWorker as error:
            raise LostError("the Dask workers that graded this died") from error
        except Exception as error:
            raise CourseError(
                f"the Dask cluster at {self._address} cannot grade: "
                f"{type(error).__name__}: {error}",
                "Its scheduler and its workers need the nabla-grader[dask] that runs here.",
            ) from error

    def abort(self) -> None:
        """Nothing to do: what a Dask worker has begun it ends, and nobody hears of it."""


def _counted(threads: int) -> str:
    if not threads:
        return "no worker yet, waiting for one"
    return f"{count(threads, 'submission')} at once, in sandboxes that each worker examines"


@contextmanager
def dask(address: str, kit: Kit, jobs: int | None) -> Iterator[Engine]:
    """The engine of the Dask cluster whose scheduler is at an address.

    jobs: how many submissions to have in flight; by default two for each thread of the workers.
    Raises CourseError where Dask is not installed here, or the scheduler does not answer any more.
    """
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise CourseError(
            "--scheduler needs Dask, which is not installed here",
            "pip install 'nabla-grader[dask]'",
        ) from error
    security = _security(address)
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # we say it in a sentence
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
    except OSError as error:
        raise CourseError(
            f"no Dask scheduler answers at {address} ({error})",
            "Start one with `dask scheduler`; it tells its address.",
        ) from error
    with client:
        try:
            yield Cluster(client, address, kit, jobs)
        except CancelledError as error:  # by Dask, not by us
            raise CourseError(
                f"the Dask scheduler at {address} went away", "The same command goes on from here."
            ) from error


def _security(address: str) -> "Security":
    """Dask's certificates, as its own configuration names them.

    Raises CourseError where the address is none, or where it needs certificates and has none.
    """
    from distributed import Security  # noqa: PLC0415

    if not re.fullmatch(r"(tcp|tls)://.+:\d+", address):
        raise CourseError(
            f"--scheduler {address}: expected tls://HOST:PORT, or tcp://HOST:PORT, unencrypted"
        )
    security = Security()
    if address.startswith("tls") and not security.get_connection_args("client")["ssl_context"]:
        raise CourseError(
            f"--scheduler {address}: Dask's configuration names no certificates",
            "Set distributed.comm.tls.ca-file, .client.cert and .client.key in Dask's "
            "configuration: see docs/how-to/grade-on-a-cluster.md.",
        )
    return security
