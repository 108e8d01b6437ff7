"""Level 1: a separate process, with a clean environment, in a session of its own."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from .started import CHILD, ENVIRONMENT, Started, packages

# Windows does not start a process without these.
INHERITED = ("SYSTEMROOT", "TEMP", "TMP")


class PlainProcess:
    """Stops accidents and runaway code; it does not stop code that means harm."""

    level = 1
    mechanism = "a process of its own"

    def start(self, folder: Path) -> Started:
        """A child that waits for its set-up; `folder` is its working directory."""
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and file
            [sys.executable, "-I", "-B", str(CHILD), str(packages())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**ENVIRONMENT, **kept, "HOME": str(folder)},
            start_new_session=True,
        )
        return Started(process, process.pid, str(folder))

    def kill(self, child: Started) -> None:
        """Ends the child and everything in its process group."""
        process = child.process
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            process.kill()
