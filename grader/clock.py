"""The CPU time of another process, as this one reads it: student code cannot touch that clock."""

import platform
import time

import psutil

LINUX = platform.system() == "Linux"


def cpu_seconds(pid: int) -> float:
    """User and system CPU seconds of a process, all its threads, without its children.

    On Linux the process's own CPU clock, in nanoseconds: the clock id of a process is
    `(~pid) << 3 | 2` (MAKE_PROCESS_CPUCLOCK in the kernel's posix-timers.h). Elsewhere psutil's
    counters, whose steps are about 10 ms. A process that is gone has used 0.
    """
    try:
        if LINUX:
            return time.clock_gettime((~pid) << 3 | 2)
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    except (OSError, psutil.Error):
        return 0.0
