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


def write(path: Path, content: bytes) -> None:
    """Writes a file that a worker reads, which may run as somebody else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)
