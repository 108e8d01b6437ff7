"""The entries of a zip or tar file, one after the other, read with little memory.

zipfile and tarfile were not made for archives that mean harm: here they get only as much to read
at once as an honest archive needs.
"""

import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from .text import shown

MAX_UNPACKED_BYTES = 256 << 20
"""Of all entries, also of those that are not wanted: a data set may be among them."""
MAX_RATIO, RATIO_FREE_BYTES = 200, 1 << 20
"""Source code packs to a fifth, a notebook with plain pictures to a fiftieth; deflate can do 1032.
What is small does no harm."""
MAX_DIRECTORY_BYTES = 4 << 20
"""Of a zip file's directory, which is read at once."""
MAX_HEADER_BYTES = 16 << 10
"""Of what stands before one entry of a tar file. Older Pythons read it with regular expressions
that take 0.4 s for so much, and 6 s for four times as much (CVE-2024-6232)."""

PIECE = 64 << 10
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others may unpack in one step, without a limit."""
ENCRYPTED = 1
GZIP = b"\x1f\x8b"
LINK, SPECIAL = "is a link: hand in the file itself", "is no regular file"


class UnreadableArchive(Exception):  # noqa: N818
    """The archive is refused; the message is a sentence for its author."""


class Source(Protocol):
    """The contents of an entry."""

    def read(self, count: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as it describes itself. `special` says what it is if it is no file."""

    name: str
    size: int
    is_folder: bool
    special: str
    open: Callable[[], Source]


def quoted(name: str) -> str:
    """How a sentence speaks of an entry."""
    return f"the entry {shown(name)!r}"


def check_size(unpacked: int, packed: int) -> None:
    """Raises UnreadableArchive where so much cannot be an honest archive."""
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableArchive(
            f"it unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB: pack only your own files"
        )
    if unpacked > MAX_RATIO * packed + RATIO_FREE_BYTES:
        raise UnreadableArchive(
            f"it unpacks to more than {MAX_RATIO} times its size: pack only your own files"
        )


# --- zip ------------------------------------------------------------------------------------


def zip_entries(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of a zip file. Raises UnreadableArchive, and whatever zipfile and zlib raise."""
    with zipfile.ZipFile(_Sparing(stream)) as archive:
        infos = archive.infolist()
        _check_overlaps(infos)
        for info in infos:
            if info.flag_bits & ENCRYPTED:
                raise UnreadableArchive(
                    f"{quoted(info.orig_filename)} is encrypted: pack it without a password"
                )
            yield Entry(
                name=info.orig_filename,  # `filename` ends at a NUL
                size=info.file_size,
                is_folder=info.is_dir(),
                special=_special(stat.S_IFMT(info.external_attr >> 16)),
                open=_opener(archive, info),
            )


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], Source]:
    def open_entry() -> Source:
        if info.compress_type not in METHODS:
            raise UnreadableArchive(
                f"{quoted(info.orig_filename)} is packed by an unusual method: make a plain zip "
                "file"
            )
        return archive.open(info)

    return open_entry


def _check_overlaps(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Entries that share their bytes can unpack to millions of times their size."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise UnreadableArchive("its entries overlap: pack your files again")
        header = 30 + len(info.orig_filename)  # at least
        end = info.header_offset + header + info.compress_size


def _special(kind: int) -> str:
    if kind == stat.S_IFLNK:
        return LINK
    return "" if kind in (0, stat.S_IFREG, stat.S_IFDIR) else SPECIAL


class _Sparing:
    """A file of which little may be read at once: zipfile reads a directory of any length."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, count: int = -1) -> bytes:
        most = MAX_DIRECTORY_BYTES
        data = self._stream.read(count if 0 <= count <= most else most + 1)
        if len(data) > most:
            raise UnreadableArchive("its directory is too large: pack only your own files")
        return data


# --- tar ------------------------------------------------------------------------------------


def tar_entries(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of a tar file, packed by gzip or not; each is to be read before the next.

    Raises UnreadableArchive, and whatever tarfile and zlib raise.
    """
    packed = stream.seek(0, 2)
    stream.seek(0)
    start = stream.read(len(GZIP))
    stream.seek(0)
    forward = _Forward(_Inflated(stream) if start == GZIP else stream, packed)
    archive = tarfile.TarFile(fileobj=forward)  # type: ignore[arg-type]
    while (member := archive.next()) is not None:
        archive.members.clear()  # type: ignore[attr-defined]  # it keeps all, with their headers
        link = member.issym() or member.islnk()
        yield Entry(
            name=member.name,
            size=member.size,
            is_folder=member.isdir(),
            special=LINK if link else "" if member.isreg() and not member.issparse() else SPECIAL,
            open=forward.limited(member.size),
        )
        forward.next_entry()


class _Inflated:
    """What a gzip file holds, unpacked as far as it is read. Only its first part, as always."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def read(self, count: int) -> bytes:
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._packed.read(PIECE)
            if not data:
                break
            if found := self._inflate.decompress(data, count):
                return found
        return b""


class _Forward:
    """A file that is read once from front to back, with a limit on what a header may be."""

    def __init__(self, source: Source, packed: int) -> None:
        self._source = source
        self._packed = packed
        self._at = 0
        self._header_bytes = MAX_HEADER_BYTES

    def next_entry(self) -> None:
        self._header_bytes = MAX_HEADER_BYTES

    def tell(self) -> int:
        return self._at

    def seek(self, position: int) -> None:
        if position < self._at:
            raise UnreadableArchive("its entries overlap: pack your files again")
        while self._at < position and self._pull(position - self._at):
            pass

    def read(self, count: int) -> bytes:
        """What tarfile reads for itself."""
        self._header_bytes -= count
        if self._header_bytes < 0:
            raise UnreadableArchive("it has a header that is too large: pack your files again")
        found = bytearray()
        while len(found) < count and (piece := self._pull(count - len(found))):
            found += piece
        return bytes(found)

    def limited(self, size: int) -> Callable[[], Source]:
        """The contents of an entry, which begin here."""
        return lambda: _Contents(self._pull, size)

    def _pull(self, count: int) -> bytes:
        piece = self._source.read(min(count, PIECE))
        self._at += len(piece)
        check_size(self._at, self._packed)
        return piece


class _Contents:
    """The next bytes of a file."""

    def __init__(self, pull: Callable[[int], bytes], size: int) -> None:
        self._pull = pull
        self._left = size

    def read(self, count: int) -> bytes:
        if not self._left:
            return b""
        piece = self._pull(min(count, self._left))
        if not piece:
            raise EOFError
        self._left -= len(piece)
        return piece


READERS: Mapping[str, Callable[[BinaryIO], Iterator[Entry]]] = {
    ".zip": zip_entries,
    ".tar": tar_entries,
    ".tar.gz": tar_entries,
    ".tgz": tar_entries,
}
