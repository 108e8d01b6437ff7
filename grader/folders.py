"""Folders that exist as long as they are needed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import CourseError


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


def replace_file(path: Path, text: str) -> None:
    """Writes a file in one step: whoever reads it sees the old text or the new one.

    Raises CourseError where it cannot be written.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        raise CourseError(
            f"{path} cannot be written: {error.strerror}", "Is the disk full? Name another place."
        ) from error
