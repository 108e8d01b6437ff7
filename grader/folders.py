"""Folders that exist as long as they are needed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder of our own, removed afterwards as far as its contents let us."""
    with tempfile.TemporaryDirectory(prefix="nabla-", ignore_cleanup_errors=True) as name:
        yield Path(name).resolve()
