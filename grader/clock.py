"""The CPU time of another process, as this one reads it: student code cannot touch that clock."""

import platform
import time

LINUX = platform.system() == "Linux"


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


def _counted_seconds(pid: int) -> float:
    import psutil  # noqa: PLC0415  # 8 ms that Linux need not wait for

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
