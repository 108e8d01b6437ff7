"""The journal of a batch: one line for each submission that is done, only ever appended to."""

import json
import threading
from pathlib import Path
from typing import TextIO

FILE = "journal.jsonl"


class Journal:
    """Which report belongs to which key. A line that was cut off in the middle does not count."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._stream: TextIO | None = None
        self._keys = self._read()

    def has(self, slug: str, key: str) -> bool:
        """Whether the last report of this name was written for this key."""
        return self._keys.get(slug) == key

    def add(self, slug: str, key: str) -> None:
        """Notes a report that lies on the disk."""
        with self._lock:
            if self._stream is None:
                self._stream = self._path.open("a", encoding="utf-8")
            # A newline first: what a killed batch left unfinished ends there.
            self._stream.write("\n" + json.dumps({"report": slug, "key": key}) + "\n")
            self._stream.flush()
            self._keys[slug] = key

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
