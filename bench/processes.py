"""Processes that others started: whether any is left, and what the machine computes."""

import ctypes
import os
from contextlib import suppress

import psutil

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """From now on a process whose parent ends becomes a child of this one, and can be counted."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap() -> int:
    """Reaps what has ended, when nobody else waits for it; how many."""
    reaped = 0
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            reaped += 1
    return reaped


def descendants() -> list[psutil.Process]:
    """All that descends from this process and has not ended."""
    reap()
    return psutil.Process().children(recursive=True)


def machine_cpu() -> float:
    """CPU seconds of the whole machine so far: nothing else should run while this is measured.

    What a sandbox used is in nobody's account of children: its kernel reaps them.
    """
    times = psutil.cpu_times()
    names = ("user", "nice", "system", "irq", "softirq")
    return float(sum(getattr(times, name, 0.0) for name in names))
