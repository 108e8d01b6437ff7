"""How a worker's process is started: one small module for each level of isolation.

Level 1 (`process`) is a separate process with limits: right for a student's own code on the
student's own machine. Levels 2 and 3, for code that is not trusted, take the same `Launcher` place.
"""

from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import Protocol

from .process import PlainProcess

__all__ = ["Launcher", "PlainProcess", "end"]


class Launcher(Protocol):
    """Starts `child.py` so that it can read `folder`, and ends it with all that it started."""

    @property
    def level(self) -> int: ...

    def start(self, folder: Path) -> Popen[bytes]: ...

    def kill(self, process: Popen[bytes]) -> None: ...


def end(launcher: Launcher, process: Popen[bytes]) -> None:
    """Kills a child with all that it started, reaps it and closes its streams."""
    launcher.kill(process)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        with suppress(OSError):
            if stream:
                stream.close()
