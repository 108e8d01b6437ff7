"""Level 2: Landlock, a system call filter and limits, where namespaces are not allowed."""

import ctypes
import os
import platform
import subprocess
import sys
from pathlib import Path

from grader.errors import GraderError

from . import seccomp
from .account import most_threads, switch
from .process import PlainProcess
from .started import CHILD, CHILD_FILES, ENVIRONMENT, Started, packages

LEAST_ABI = 1
LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
CREATE_RULESET = 444


def abi() -> int:
    """The version of Landlock that the kernel has; 0 for none."""
    if platform.system() != "Linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, 1)))


class Landlock(PlainProcess):
    """The kernel refuses files, sockets and further processes.

    The rest of the host stays visible: names and sizes of files, and its load.
    """

    level = 2

    @property
    def mechanism(self) -> str:  # type: ignore[override]
        """Landlock with its version."""
        return f"Landlock ABI {abi()}, seccomp"

    def start(self, folder: Path) -> Started:
        """A child that confines itself when it is set up, before it imports student code."""
        base = Path(sys.base_prefix)
        numpy = [packages() / name for name in ("numpy", "numpy.libs")]
        readable = [Path(p) for p in LIBRARIES] + [base, *numpy, *CHILD_FILES, folder]
        try:
            process = subprocess.Popen(  # noqa: S603
                [os.path.realpath(sys.executable), "-I", "-S", "-B", str(CHILD), str(packages())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env={**ENVIRONMENT, "HOME": "/"},
                start_new_session=True,
            )
        except OSError as error:
            raise GraderError(f"the worker does not start: {error}") from error
        confinement = {
            # Landlock restricts what this may read: Python may lie in root's home.
            **switch(keep_reading=True),
            "filter": seccomp.deny_list(process.pid).hex(),
            "readable": [str(path) for path in readable if path.exists()],
            "devices": list(DEVICES),
            "rlimits": {"NPROC": most_threads(alone=False)},
        }
        return Started(process, process.pid, str(folder), confinement)
