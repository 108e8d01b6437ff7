"""The CPU time of another process, as this one reads it: student code cannot touch that clock."""

import os
import platform
import time
from pathlib import Path

LINUX = platform.system() == "Linux"

STEP = 0.016 if platform.system() == "Windows" else 1e-6
"""What the clock can tell from 0, in seconds."""

MOST_THREADS = 16
PATIENCE = 400
POLL = 20e-6


def cpu_seconds(pid: int) -> float:
    """User and system CPU seconds of a process, all its threads, without its children.

    On Linux the process's own CPU clock, in nanoseconds: the clock id of a process is
    `(~pid) << 3 | 2` (MAKE_PROCESS_CPUCLOCK in the kernel's posix-timers.h). Elsewhere psutil's
    counters, whose steps are about 10 ms. A process that is gone has used 0.
    """
    if not LINUX:
        return _counted_seconds(pid)
    try:
        return time.clock_gettime((~pid) << 3 | 2)
    except OSError:
        return 0.0


def settled_cpu_seconds(pid: int) -> float:
    """The same, of a process that has just answered, when nothing of its time is missing.

    The kernel books the CPU time of a process at ticks and when it leaves the CPU. A reader that is
    woken by the answer can be faster than that, and would miss some milliseconds: so this waits,
    8 ms at most, until the process sleeps.
    """
    for _ in range(PATIENCE if LINUX else 0):
        if not runs(pid):
            break
        time.sleep(POLL)
    return cpu_seconds(pid)


def runs(pid: int) -> bool:
    """Whether the first thread computes, or would if the machine had a core for it."""
    if not LINUX:
        return _status_is_running(pid)
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False
    return stat[stat.rindex(b")") + 2 :].startswith(b"R")


def waited_seconds(pid: int) -> float:
    """Seconds for which a thread of the process could run, but the machine had no core for it.

    That of the thread that waited longest, of the first few, without a wait that goes on: the
    second number of /proc/PID/task/TID/schedstat (sched-stats.rst of the kernel). Elsewhere, or
    where the kernel does not count it, 0: there waiting looks like sleeping.
    """
    longest = 0
    try:
        threads = os.listdir(f"/proc/{pid}/task")[:MOST_THREADS]  # noqa: PTH208
        for thread in threads:
            with open(f"/proc/{pid}/task/{thread}/schedstat", "rb") as stat:  # noqa: PTH123
                longest = max(longest, int(stat.read().split()[1]))
    except (OSError, IndexError, ValueError):
        pass  # a thread may end meanwhile
    return longest / 1e9


def _status_is_running(pid: int) -> bool:
    import psutil  # noqa: PLC0415

    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_RUNNING)
    except psutil.Error:
        return False


def _counted_seconds(pid: int) -> float:
    import psutil  # noqa: PLC0415  # 8 ms that Linux need not wait for

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
