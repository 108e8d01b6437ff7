"""Archives as submissions: what of a .zip or .tar file may be graded, unpacked into a folder.

Only Python files and notebooks are read, each in pieces, and written under numbers until all is
known to be right: no name of the archive touches the file system before.

Refused as a whole, with a sentence for whoever handed it in: what is damaged, encrypted or packed
by an unusual method; an entry that leaves the archive (an absolute path, a drive letter, `..`) or
has a backslash in its name; entries that overlap, or have one name but for upper and lower case; a
file that is a folder too; and bombs, by what is declared and by what is found: too many entries or
files, too much in all, too much for the size of the archive.

Left out, as if they were not there: links, devices and other special entries, sparse files, files
that are too large, names with control, bidirectional or other invisible characters or too many
bytes, what lies too deep, hidden files and folders, `__MACOSX` and the like, and every other kind
of file: an archive in the archive stays packed.
"""

import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeAlias

from .entries import (
    PIECE,
    Entry,
    UnreadableArchive,
    check_size,
    quoted,
    tar_entries,
    zip_entries,
)
from .errors import GraderError
from .folders import Unusable, opened
from .text import is_plain, shown

MAX_ARCHIVE_BYTES = 128 << 20
MAX_ENTRIES = 10_000
MAX_FILES = 500
MAX_BYTES = {".py": 1 << 20, ".ipynb": 32 << 20}
"""What is read, and how large each may be."""
MAX_FOLDERS = 8
MAX_NAME_BYTES = 255
MAX_SECONDS = 10
"""Of CPU time, for all of it. An honest archive of the largest size takes about 2."""

READERS: Mapping[str, Callable[[BinaryIO], Iterator[Entry]]] = {
    ".zip": zip_entries,
    ".tar": tar_entries,
    ".tar.gz": tar_entries,
    ".tgz": tar_entries,
}

Name: TypeAlias = tuple[str, ...]
"""The folders of a file, and the file."""


def is_archive(path: Path) -> bool:
    """Whether a file is called like an archive that can be read here."""
    return path.name.lower().endswith(tuple(READERS))


def unpack(path: Path, into: Path) -> Mapping[str, str]:
    """Writes the Python files and notebooks of an archive into an empty folder of ours.

    Folders at the top that hold all of them are left away: `alice/svm.py` becomes `svm.py`.
    Returns the Python files and notebooks that were left out, each with what is wrong with it
    (`is a link`). Raises UnreadableArchive; what is in the folder is of no use then.
    """
    name = shown(path.name)
    try:
        with opened(path, MAX_ARCHIVE_BYTES) as stream:
            shelf = _Shelf(into, stream.seek(0, 2))
            stream.seek(0)
            suffix = next(s for s in READERS if path.name.lower().endswith(s))
            for entry in READERS[suffix](stream):
                shelf.take(entry)
        return shelf.arrange()
    except Unusable as error:
        raise UnreadableArchive(f"{name} {error}") from error
    except UnreadableArchive as error:
        raise UnreadableArchive(f"{name}: {error}") from error
    except GraderError:
        raise
    except Exception as error:  # zipfile, tarfile and zlib raise what they like
        raise UnreadableArchive(
            f"{name} cannot be read as an archive ({type(error).__name__}): pack your files again"
        ) from error


# --- files ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Shelf:
    """Where entries are put, under numbers; `packed` is the size of the archive."""

    into: Path
    packed: int
    _entries: int = 0
    _declared: int = 0
    _kept: list[Name] = field(default_factory=list)
    _folded: dict[Name, Name] = field(default_factory=dict)
    _left_out: dict[Name, str] = field(default_factory=dict)
    _began: float = field(default_factory=time.thread_time)

    def take(self, entry: Entry) -> None:
        """Puts the entry on the shelf if it may be graded; raises UnreadableArchive."""
        self._count(entry)
        name = _inside(entry.name)
        if entry.is_folder or not name or not _may_be_graded(name):
            return
        most = MAX_BYTES[_suffix(name)]
        if wrong := entry.special or _wrong_name(name) or _too_large(entry.size, most):
            self._left_out[name] = wrong
            return
        self._meet(name)
        self._copy(entry, most)

    def arrange(self) -> Mapping[str, str]:
        """Gives all files their names; what was left out, by name."""
        self._check_folders()
        top = _common_folders(self._kept or list(self._left_out))
        depth = len(top)
        for number, name in enumerate(self._kept):
            target = self.into.joinpath(*name[depth:])
            with _our_trouble(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                self._numbered(number).rename(target)
        return {
            "/".join(name[depth:] if name[:depth] == top else name): wrong
            for name, wrong in self._left_out.items()
        }

    def _count(self, entry: Entry) -> None:
        self._entries += 1
        self._declared += entry.size
        if self._entries > MAX_ENTRIES:
            raise UnreadableArchive(
                f"it holds more than {MAX_ENTRIES} entries: pack only your own files"
            )
        if entry.size < 0:
            raise UnreadableArchive(f"{quoted(entry.name)} is damaged: pack your files again")
        check_size(self._declared, self.packed)
        if time.thread_time() - self._began > MAX_SECONDS:
            raise UnreadableArchive("it takes too long to unpack: pack only your own files")

    def _meet(self, name: Name) -> None:
        """Remembers a file that is kept."""
        other = self._folded.setdefault(_folded(name), name)
        if other is not name:
            once, again = shown("/".join(other)), shown("/".join(name))
            also = f", also as {again!r}" if again != once else ""
            raise UnreadableArchive(f"it holds {once!r} twice{also}: pack only the one that counts")
        if len(self._kept) == MAX_FILES:
            raise UnreadableArchive(
                f"it holds more than {MAX_FILES} Python files and notebooks: pack only your own"
            )
        self._kept.append(name)

    def _check_folders(self) -> None:
        for name in self._folded:
            for folder in _folders_of(name):
                if other := self._folded.get(folder):
                    both = shown("/".join(other))
                    raise UnreadableArchive(f"{both!r} is a file and a folder in it")

    def _copy(self, entry: Entry, most: int) -> None:
        source, left = entry.open(), most
        path = self._numbered(len(self._kept) - 1)
        with _our_trouble(path):
            target = path.open("xb")
        with target:
            while piece := source.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise UnreadableArchive(f"{quoted(entry.name)} holds more than it declares")
                with _our_trouble(path):
                    target.write(piece)

    def _numbered(self, number: int) -> Path:
        return self.into / f".entry{number}"  # no file that is kept begins with a dot


@contextmanager
def _our_trouble(path: Path) -> Iterator[None]:
    """A file of ours that cannot be written is not the fault of the archive."""
    try:
        yield
    except OSError as error:
        raise GraderError(f"{path} cannot be written: {error.strerror}") from error


# --- names ----------------------------------------------------------------------------------


def _inside(name: str) -> Name:
    """The folders and the file of an entry's name, which must stay in the archive."""
    if "\\" in name:
        raise UnreadableArchive(
            f"{quoted(name)} has a backslash in its name: pack it with another program"
        )
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise UnreadableArchive(f"{quoted(name)} has an absolute path")
    parts = name.split("/")
    if ".." in parts:
        raise UnreadableArchive(f"{quoted(name)} leaves the archive")
    return tuple(part for part in parts if part not in ("", "."))


def _suffix(name: Name) -> str:
    return PurePosixPath(name[-1]).suffix


def _may_be_graded(name: Name) -> bool:
    """Whether it is a Python file or a notebook, and neither hidden nor in a hidden folder."""
    hidden = any(part.startswith(".") for part in name)
    ours = any(part.startswith("__") for part in name[:-1])  # __MACOSX, __pycache__
    return _suffix(name) in MAX_BYTES and not hidden and not ours


def _wrong_name(name: Name) -> str:
    if not is_plain("".join(name)):
        return "has an invisible character in its name"
    if any(len(part.encode()) > MAX_NAME_BYTES for part in name):
        return "has a name that is too long"
    return "lies in too many folders" if len(name) > MAX_FOLDERS + 1 else ""


def _too_large(size: int, most: int) -> str:
    return f"is larger than {most >> 20} MB" if size > most else ""


def _folded(name: Name) -> Name:
    """The same for names that are one on a file system which ignores case."""
    return tuple(unicodedata.normalize("NFKC", part).casefold() for part in name)


def _folders_of(name: Name) -> Iterator[Name]:
    return (name[:depth] for depth in range(1, len(name)))


def _common_folders(names: Sequence[Name]) -> Name:
    """The folders at the top that hold all of the files."""
    depth = 0
    while names and all(len(n) > depth + 1 and n[depth] == names[0][depth] for n in names):
        depth += 1
    return names[0][:depth] if names else ()
