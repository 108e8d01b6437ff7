"""The journal of a batch: one line for each submission that is done, only ever appended to."""

import errno
import json
import os
import threading
from pathlib import Path
from typing import BinaryIO

from .errors import CourseError

FILE = "journal.jsonl"


class Journal:
    """Which report belongs to which key. A line that was cut off in the middle does not count."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._stream: BinaryIO | None = None
        self._keys = self._read()

    def has(self, slug: str, key: str) -> bool:
        """Whether the last report of this name was written for this key."""
        return self._keys.get(slug) == key

    def key(self, slug: str) -> str:
        """The key of the last report of this name; empty for none."""
        return self._keys.get(slug, "")

    def add(self, slug: str, key: str) -> None:
        """Notes a report that lies on the disk. Raises CourseError where that cannot be written."""
        # A newline first: what a killed batch left unfinished ends there.
        line = f"\n{json.dumps({'report': slug, 'key': key})}\n".encode()
        with self._lock:
            try:
                self._append(line)
            except OSError as error:
                raise CourseError(
                    f"{self._path} cannot be written: {error.strerror}",
                    "Is the disk full? The same command goes on from here.",
                ) from error
            self._keys[slug] = key

    def _append(self, line: bytes) -> None:
        if self._stream is None:
            self._stream = self._path.open("ab", buffering=0)
        if self._stream.write(line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        """Closes the file."""
        if self._stream:
            self._stream.close()

    def _read(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        try:
            lines = self._path.read_text("utf-8", "replace").splitlines()
        except OSError:
            return keys
        for line in lines:
            try:
                data = json.loads(line)
                keys[data["report"]] = data["key"]
            except (ValueError, KeyError, TypeError):
                continue
        return keys
