"""Folders of our own, which exist as long as they are needed, and files that others filled."""

import errno
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import CourseError

_READ = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC")
)
_FOLDER = _READ | getattr(os, "O_DIRECTORY", 0)
_HANDLE_ONLY = getattr(os, "O_PATH", None)


class Unusable(Exception):  # noqa: N818
    """A file cannot be taken; the message goes on behind its name: `is a link`."""


# --- files that others filled ---------------------------------------------------------------


@contextmanager
def opened(path: Path, most: int) -> Iterator[BinaryIO]:
    """A regular file of at most `most` bytes, to be read.

    No link is followed and no FIFO waited for, whatever lies there. Raises Unusable.
    """
    try:
        _look(path.lstat(), most)
        handle = os.open(path, _READ)
    except OSError as error:
        raise Unusable(_words(error)) from error
    with os.fdopen(handle, "rb") as stream:
        _look(os.fstat(handle), most)  # it may have been exchanged
        yield stream


def read_file(path: Path, most: int) -> bytes:
    """The bytes of such a file. Raises Unusable."""
    with opened(path, most) as stream:
        try:
            content = stream.read(most + 1)
        except OSError as error:
            raise Unusable(_words(error)) from error
    if len(content) > most:
        raise Unusable(_too_large(most))
    return content


def _look(status: os.stat_result, most: int) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise Unusable("is a link: hand in the file itself")
    if not stat.S_ISREG(status.st_mode):
        raise Unusable("is no regular file")
    if status.st_size > most:
        raise Unusable(_too_large(most))


def _words(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "is a link: hand in the file itself"
    return f"cannot be read: {error.strerror}"


def _too_large(most: int) -> str:
    return f"is larger than {most >> 20} MB"


# --- folders of our own ---------------------------------------------------------------------

PREFIX = "nabla-held-"
TRIES = 3
UNFINISHED = ".part"
ABANDONED = 600.0
"""Seconds after which nobody writes a file any more; writing takes some milliseconds."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder of our own, removed afterwards as far as its contents let us."""
    folder, holding = _made()
    try:
        yield folder
    finally:
        remove(folder)
        if holding is not None:
            os.close(holding)


def sweep() -> None:
    """Removes the temporary folders of graders that were killed: those that nobody holds."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            found = path.lstat()
            ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
            if ours and (holding := _hold(path)) is not None:
                remove(path)
                os.close(holding)


def _made() -> tuple[Path, int | None]:
    """A new folder, and what holds it; None where nothing can, and so nobody sweeps.

    Before it is held it may be swept up: then another one is made.
    """
    for _ in range(TRIES):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        with suppress(FileNotFoundError):
            if (holding := _hold(folder)) is not None:
                if folder.exists():
                    return folder, holding
                os.close(holding)
            folder.rmdir()
    return Path(tempfile.mkdtemp(prefix=PREFIX)).resolve(), None


def _hold(folder: Path) -> int | None:
    """A descriptor that holds a folder until it is closed; None where another process does."""
    try:
        import fcntl  # noqa: PLC0415  # Unix only
    except ImportError:
        return None
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return None
    return held


def write(path: Path, content: bytes) -> None:
    """Writes a file that a worker reads, which may run as somebody else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o644)


def replace_file(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Writes a file in one step: whoever reads it sees the old content or the new one.

    private: others on this machine may not read it. Raises CourseError where it cannot be written.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(UNFINISHED, f".{path.name}.", path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
        Path(temporary).chmod(0o600 if private else 0o644)
        Path(temporary).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        raise CourseError(
            f"{path} cannot be written: {error.strerror}", "Is the disk full? Name another place."
        ) from error


def tidy(folder: Path) -> None:
    """Removes what graders that were killed had not finished writing here."""
    for path in folder.glob(f".*{UNFINISHED}"):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > ABANDONED:
                path.unlink()


def remove(folder: Path) -> None:
    """Removes a folder with all that is in it, as far as its contents let us.

    Student code may have filled it. No link is followed, and it may be deeper than a path can be
    long or a stack deep: folders in folders are moved to the top before they are emptied.
    """
    if os.rename not in os.supports_dir_fd:  # Windows
        shutil.rmtree(folder, ignore_errors=True)
        return
    with suppress(OSError):
        top = os.open(folder, _FOLDER)
        try:
            _empty(top)
        finally:
            os.close(top)
        folder.rmdir()


def _empty(top: int) -> None:
    token, number = secrets.token_hex(8), 0
    waiting = [name for name in os.listdir(top) if not _unlinked(name, top)]
    while waiting:
        name = waiting.pop()
        with suppress(OSError):
            inner = os.open(name, _FOLDER, dir_fd=top)
            try:
                for entry in os.listdir(inner):  # noqa: PTH208
                    if not _unlinked(entry, inner):
                        number += 1
                        moved = f"{token}-{number}"
                        os.rename(entry, moved, src_dir_fd=inner, dst_dir_fd=top)
                        waiting.append(moved)
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=top)


def _unlinked(name: str, inside: int) -> bool:
    """Removes what is no folder; a folder is unlocked instead, so that we may move and list it."""
    try:
        os.unlink(name, dir_fd=inside)
    except OSError:
        with suppress(OSError):
            _unlock(name, inside)
        return False
    return True


def _unlock(name: str, inside: int) -> None:
    if _HANDLE_ONLY is None:
        os.chmod(name, 0o700, dir_fd=inside, follow_symlinks=False)
        return
    handle = os.open(name, _HANDLE_ONLY | os.O_NOFOLLOW | os.O_DIRECTORY, dir_fd=inside)
    try:
        Path(f"/proc/self/fd/{handle}").chmod(0o700)  # chmod itself would follow a link
    finally:
        os.close(handle)
