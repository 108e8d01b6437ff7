"""How a worker's process is started: one small module for each level of isolation.

Level 1 (`process`) is a separate process with limits: right for a student's own code on the
student's own machine. For code that is not trusted, level 2 (`landlock`) has the kernel refuse the
process files, sockets and further processes, and level 3 (`bubblewrap`) also gives it namespaces of
its own, in which there is nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.folders import temporary_folder

from .process import PlainProcess
from .started import Started

__all__ = ["Launcher", "PlainProcess", "Seat", "Started", "end", "seat"]


class Launcher(Protocol):
    """Starts `child.py` so that it can read `folder`, and ends it with all that it started.

    On Linux the child also ends with the thread that started it, however that ends.
    """

    @property
    def level(self) -> int: ...

    @property
    def mechanism(self) -> str: ...

    def start(self, folder: Path) -> Started: ...

    def kill(self, child: Started) -> None: ...


@dataclass(frozen=True, slots=True)
class Seat:
    """An empty folder with a child in it that has been started, for a worker to take."""

    launcher: Launcher
    folder: Path
    child: Started


@contextmanager
def seat(launcher: Launcher) -> Iterator[Seat]:
    """Starts a child at once: it imports NumPy while we do something else."""
    with temporary_folder() as around:
        folder = around / "submission"  # others may read it, but not come here
        folder.mkdir(mode=0o755)
        child = launcher.start(folder)
        try:
            yield Seat(launcher, folder, child)
        finally:
            end(launcher, child)


def end(launcher: Launcher, child: Started) -> None:
    """Kills a child with all that it started, reaps it and closes its streams."""
    launcher.kill(child)
    process = child.process
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        with suppress(OSError):
            if stream:
                stream.close()
