"""Processes that others started: what they used, and whether any is left."""

import ctypes
import os
import resource
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


def cpu_of_all() -> float:
    """CPU seconds of all processes that this one started or adopted, and that have ended."""
    reap()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
