"""Watches a worker's child: how long a call takes, and how much it prints."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .clock import cpu_seconds, waited_seconds
from .isolation import Launcher, Started
from .limits import MEGABYTE, Limits
from .model import Outcome, Trouble

SLEEP_PER_CPU = 3
"""A call may sleep this many times its CPU limit."""

WALL_PER_CPU = 60
"""And last this many times as long: other processes need the machine too."""

PAUSE = 0.001
"""Seconds between two looks at what is printed: byte by byte would cost us more than the child."""


class _Call:
    """How long a call lasted, and what it did meanwhile.

    Most are over before anybody looks. What it waited before the first look counts as slept.
    """

    def __init__(self, doing: str, pid: int) -> None:
        self.doing = doing
        self._pid = pid
        self._began = time.monotonic()
        self._computed = cpu_seconds(pid)
        self._waited: float | None = None

    def lasted(self) -> float:
        return time.monotonic() - self._began

    def computed(self) -> float:
        """CPU seconds; less than 0 when the process has ended."""
        return cpu_seconds(self._pid) - self._computed

    def slept(self) -> float:
        """Seconds in which it neither computed nor waited for a core."""
        waited = waited_seconds(self._pid)
        if self._waited is None:
            self._waited = waited
        waited -= self._waited
        return max(self.lasted() - max(self.computed(), 0) - max(waited, 0), 0)


class Guard:
    """Watches one child from two threads: its time in a call, and how much it prints."""

    TICK = 0.02
    LEAVE = 0.5
    KEPT = 2_000

    def __init__(self, launcher: Launcher, child: Started, limits: Limits) -> None:
        self._launcher = launcher
        self._child = child
        self._limits = limits
        self._call: _Call | None = None
        self._spent = 0.0
        self._closing = threading.Event()
        self.reason: Trouble | None = None
        self.last_words = ""
        assert child.process.stderr is not None  # noqa: S101
        # A descriptor of its own: read after others closed it, the number could be another child's.
        self._prints = os.dup(child.process.stderr.fileno())
        self._threads = [
            threading.Thread(target=task, daemon=True) for task in (self._watch, self._drain)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Lets go of a child that has ended."""
        self._closing.set()
        for thread in self._threads:
            thread.join(self.LEAVE)  # at level 1 something else may hold what it prints to

    def take_spent(self) -> float:
        """The seconds of computing and sleeping that were watched since the last time."""
        spent, self._spent = self._spent, 0.0
        return spent

    @contextmanager
    def watching(self, doing: str) -> Iterator[None]:
        """Ends the child when the body takes longer than a call may."""
        call = self._call = _Call(doing, self._child.pid)
        try:
            yield
        finally:
            self._call = None
            lasted = call.lasted()
            computed = call.computed()
            slept = call.slept() if lasted > self.TICK else 0.0
            self._spent += computed + slept if computed > 0 else lasted

    def _watch(self) -> None:
        allowed = self._limits.call_seconds
        while not self._closing.wait(self.TICK) and self._child.process.returncode is None:
            call = self._call
            if call is None:
                continue
            if call.computed() > allowed:
                self._stop(
                    Outcome.TIMEOUT, f"{call.doing} did not finish in {allowed:g} s of CPU time"
                )
            elif call.slept() > SLEEP_PER_CPU * allowed or call.lasted() > WALL_PER_CPU * allowed:
                self._stop(
                    Outcome.TIMEOUT,
                    f"{call.doing} did not finish in {SLEEP_PER_CPU * allowed:g} s although it "
                    "hardly computed: does it sleep, or wait for a lock?",
                )

    def _drain(self) -> None:
        """Drops what is printed, so that printing never blocks; a flood ends the child."""
        printed = 0
        with os.fdopen(self._prints, "rb", buffering=0) as stream, suppress(OSError):
            while piece := stream.read(1 << 16):
                printed += len(piece)
                self.last_words = (self.last_words + piece.decode("utf-8", "replace"))[-self.KEPT :]
                time.sleep(PAUSE)
                if printed > self._limits.output_mb * MEGABYTE:
                    self._stop(
                        Outcome.CRASHED,
                        f"it printed more than {self._limits.output_mb} MB: remove the prints",
                    )
                    return

    def _stop(self, outcome: Outcome, says: str) -> None:
        self.reason = self.reason or Trouble(outcome, says)
        self._call = None
        self._launcher.kill(self._child)
