"""Level 1: a separate process, with a clean environment, in a session of its own."""

import importlib.util
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

CHILD = Path(__file__).parent.parent / "child.py"

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "PATH": os.defpath,
    "PYTHONHASHSEED": "0",
    # One thread each: CPU time then compares, and NumPy imports under a low process limit
    # (numpy/numpy#21376).
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # glibc keeps freed memory: fresh pages for every large array would cost more CPU time than the
    # arithmetic, and much more under load (mallopt(3)).
    "MALLOC_MMAP_THRESHOLD_": "268435456",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
}
# Windows does not start a process without these.
INHERITED = ("SYSTEMROOT", "TEMP", "TMP")


class PlainProcess:
    """Stops accidents and runaway code; it does not stop code that means harm."""

    level = 1

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        """A child that waits for its set-up; `folder` is its working directory."""
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return subprocess.Popen(  # noqa: S603  # our own interpreter and file
            [sys.executable, "-I", "-B", str(CHILD), _packages()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**ENVIRONMENT, **kept, "HOME": str(folder)},
            start_new_session=True,
        )

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Ends the child and everything in its process group."""
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            process.kill()


def _packages() -> str:
    """The folder that holds NumPy, which -I may hide; found without importing NumPy."""
    spec = importlib.util.find_spec("numpy")
    assert spec is not None and spec.origin is not None  # noqa: S101, PT018  # a dependency
    return str(Path(spec.origin).parent.parent)
