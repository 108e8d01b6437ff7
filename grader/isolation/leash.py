"""A launcher whose children can all be ended at once."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import StoppedError

from .started import Started

if TYPE_CHECKING:
    from . import Launcher


class Leash:
    """Starts what another launcher starts, until it is cut."""

    def __init__(self, launcher: "Launcher") -> None:
        self._launcher = launcher
        self._lock = threading.Lock()
        self._children: dict[int, Started] = {}
        self._cut = threading.Event()

    @property
    def level(self) -> int:
        return self._launcher.level

    @property
    def mechanism(self) -> str:
        return self._launcher.mechanism

    def start(self, folder: Path) -> Started:
        """A child of the other launcher. Raises StoppedError after the cut."""
        if self._cut.is_set():
            raise StoppedError("the work was stopped")
        child = self._launcher.start(folder)
        with self._lock:
            self._children[child.pid] = child
        if self._cut.is_set():
            self.kill(child)
        return child

    def kill(self, child: Started) -> None:
        self._launcher.kill(child)
        with self._lock:
            if self._children.get(child.pid) is child:
                del self._children[child.pid]

    def cut(self) -> None:
        """Kills all children, and starts no more."""
        self._cut.set()
        with self._lock:
            children = list(self._children.values())
        for child in children:
            self._launcher.kill(child)
