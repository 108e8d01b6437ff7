"""Watches a worker's child: how long a call takes, and how much it prints."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from .clock import cpu_seconds, waits_for_a_core
from .isolation import Launcher, Started
from .limits import MEGABYTE, Limits
from .model import Outcome, Trouble

SLEEP_PER_CPU = 3
"""A call may sleep this many times its CPU limit."""

WALL_PER_CPU = 60
"""And last this many times as long: other processes need the machine too."""

PAUSE = 0.001
"""Seconds between two looks at what is printed: byte by byte would cost us more than the child."""


@dataclass(slots=True)
class _Patience:
    """What a call may still use."""

    doing: str
    cpu_deadline: float
    sleep: float
    wall_deadline: float


class Guard:
    """Watches one child from two threads: its time in a call, and how much it prints."""

    TICK = 0.02
    LEAVE = 0.5
    KEPT = 2_000

    def __init__(self, launcher: Launcher, child: Started, limits: Limits) -> None:
        self._launcher = launcher
        self._child = child
        self._limits = limits
        self._patience: _Patience | None = None
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
        pid, allowed = self._child.pid, self._limits.call_seconds
        used, began = cpu_seconds(pid), time.monotonic()
        sleep = SLEEP_PER_CPU * allowed
        patience = _Patience(doing, used + allowed, sleep, began + WALL_PER_CPU * allowed)
        self._patience = patience
        try:
            yield
        finally:
            self._patience = None
            computed = cpu_seconds(pid) - used
            slept = sleep - patience.sleep
            self._spent += computed + slept if computed > 0 else time.monotonic() - began

    def _watch(self) -> None:
        pid, tick, before = self._child.pid, time.monotonic(), 0.0
        while not self._closing.wait(self.TICK) and self._child.process.returncode is None:
            last, tick = tick, time.monotonic()
            used, before = before, cpu_seconds(pid)
            patience = self._patience
            if patience is None:
                continue
            slept = (tick - last) - (before - used)
            if slept > 0 and not waits_for_a_core(pid):
                patience.sleep -= slept
            if before > patience.cpu_deadline:
                allowed = self._limits.call_seconds
                self._stop(
                    Outcome.TIMEOUT,
                    f"{patience.doing} did not finish in {allowed:g} s of CPU time",
                )
            elif patience.sleep < 0 or tick > patience.wall_deadline:
                self._stop(
                    Outcome.TIMEOUT,
                    f"{patience.doing} did not finish in "
                    f"{SLEEP_PER_CPU * self._limits.call_seconds:g} s although it hardly computed: "
                    "does it sleep, or wait for a lock?",
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
        self._patience = None
        self._launcher.kill(self._child)
