"""How a worker's process is started: one small module for each level of isolation.

Level 1 (`process`) is a separate process with limits: right for a student's own code on the
student's own machine. Levels 2 and 3, for code that is not trusted, take the same `Launcher` place.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Protocol

from grader.folders import temporary_folder

from .process import PlainProcess

__all__ = ["Launcher", "PlainProcess", "Seat", "end", "seat"]


class Launcher(Protocol):
    """Starts `child.py` so that it can read `folder`, and ends it with all that it started."""

    @property
    def level(self) -> int: ...

    def start(self, folder: Path) -> Popen[bytes]: ...

    def kill(self, process: Popen[bytes]) -> None: ...


@dataclass(frozen=True, slots=True)
class Seat:
    """An empty folder with a child in it that has been started, for a worker to take."""

    launcher: Launcher
    folder: Path
    child: Popen[bytes]


@contextmanager
def seat(launcher: Launcher) -> Iterator[Seat]:
    """Starts a child at once: it imports NumPy while we do something else."""
    with temporary_folder() as folder:
        child = launcher.start(folder)
        try:
            yield Seat(launcher, folder, child)
        finally:
            end(launcher, child)


def end(launcher: Launcher, process: Popen[bytes]) -> None:
    """Kills a child with all that it started, reaps it and closes its streams."""
    launcher.kill(process)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        with suppress(OSError):
            if stream:
                stream.close()
