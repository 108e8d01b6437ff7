"""Archives are unpacked safely, whatever is in them, and what is wrong is told in a sentence."""

import gzip
import io
import os
import random
import stat
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import archive, entries
from grader.archive import unpack
from grader.entries import UnreadableArchive
from grader.errors import GraderError
from grader.folders import temporary_folder
from grader.text import is_plain

Files = dict[str, bytes]
CODE = b"x = 1\n"


def zipped(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        with zipfile.ZipFile(packed, "w", method) as made:
            for name, content in files:
                made.writestr(name, content)
    return packed.getvalue()


def tarred(files: Iterable[tuple[str, bytes]], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as made:  # type: ignore[call-overload]
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def special(kind: bytes, name: str = "svm.py", target: str = "/etc/passwd") -> bytes:
    """A tar file with one entry that is no file, and one that is."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        made.addfile(info)
        other = tarfile.TarInfo("other.py")
        other.size = len(CODE)
        made.addfile(other, io.BytesIO(CODE))
    return packed.getvalue()


class Place:
    """Unpacks bytes as a file of some name, and looks that nothing lies elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left_out: Any = {}

    def __call__(self, content: bytes, name: str = "alice.zip") -> Files:
        source, into = self.folder / name, self.folder / "into"
        source.write_bytes(content)
        into.mkdir()
        self.left_out = unpack(source, into)
        assert {p.name for p in self.folder.iterdir()} == {name, "into"}
        found = list(into.rglob("*"))
        assert all(stat.S_IFMT(p.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR) for p in found)
        return {p.relative_to(into).as_posix(): p.read_bytes() for p in found if p.is_file()}

    def refusal(self, content: bytes, name: str = "alice.zip") -> str:
        with pytest.raises(UnreadableArchive) as caught:
            self(content, name)
        assert list((self.folder / "into").rglob("*.py")) == []
        assert is_plain(str(caught.value))
        return str(caught.value)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = tmp_path / "place"
    folder.mkdir()
    return Place(folder)


PACKERS: list[tuple[str, Callable[..., bytes]]] = [
    ("alice.zip", zipped),
    ("alice.tar", tarred),
    ("alice.tar.gz", lambda files: tarred(files, "w:gz")),
    ("ALICE.TGZ", lambda files: tarred(files, "w:gz")),
    ("alice.tar", lambda files: tarred(files, "w:gz")),
]


@pytest.fixture(params=PACKERS, ids=[f"{n} {name}" for n, (name, _) in enumerate(PACKERS)])
def packer(request: pytest.FixtureRequest) -> Any:
    return request.param


# --- what is taken --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["svm.py"], ["svm.py"]),
        (["alice/svm.py"], ["svm.py"]),
        (["./svm.py"], ["svm.py"]),
        (["alice/hw/svm.py", "alice/hw/cs/x.py"], ["cs/x.py", "svm.py"]),
        (["alice/svm.py", "bob/svm.py"], ["alice/svm.py", "bob/svm.py"]),
        (["a/a/x.py", "a/x.py"], ["a/x.py", "x.py"]),
        (["alice/svm.py", "__MACOSX/alice/._svm.py"], ["svm.py"]),
        (["alice/svm.py", "README.md", ".DS_Store"], ["svm.py"]),
        (["hw.ipynb", "svm.py"], ["hw.ipynb", "svm.py"]),
        (["a/svm.py", "a/.git/x.py", "a/__pycache__/x.py", "a/.x.py"], ["svm.py"]),
        (["svm.py", "inner.zip", "data.npz", "svm.pyc", "py", "x.PY"], ["svm.py"]),
        (["größe/svm größe.py"], ["svm größe.py"]),
        (["README.md"], []),
        ([], []),
    ],
)
def test_python_files_and_notebooks_are_unpacked(
    place: Place, packer: Any, names: list[str], found: list[str]
) -> None:
    name, pack = packer
    content = {n: f"# {n}".encode() for n in names}

    taken = place(pack(content.items()), name)

    assert sorted(taken) == found
    assert set(taken.values()) <= set(content.values())


def test_folders_are_entries_too(place: Place) -> None:
    assert place(zipped([("alice/", b""), ("alice/svm.py", CODE)])) == {"svm.py": CODE}


def test_what_is_not_deflated_is_read(place: Place) -> None:
    assert place(zipped([("svm.py", CODE)], zipfile.ZIP_STORED)) == {"svm.py": CODE}


def test_a_global_header_of_a_tar_file_is_no_entry(place: Place) -> None:
    """As in the archives that git makes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", pax_headers={"comment": "0" * 40}) as made:
        info = tarfile.TarInfo("repository/" + "long" * 40 + ".py")
        info.size = len(CODE)
        made.addfile(info, io.BytesIO(CODE))

    assert place(packed.getvalue(), "a.tar") == {"long" * 40 + ".py": CODE}


# --- what is left out -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (tarfile.SYMTYPE, "is a link: hand in the file itself"),
        (tarfile.LNKTYPE, "is a link: hand in the file itself"),
        (tarfile.FIFOTYPE, "is no regular file"),
        (tarfile.CHRTYPE, "is no regular file"),
        (tarfile.BLKTYPE, "is no regular file"),
    ],
)
def test_what_is_no_file_is_left_out(place: Place, kind: bytes, says: str) -> None:
    assert place(special(kind), "a.tar") == {"other.py": CODE}
    assert place.left_out == {"svm.py": says}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_what_is_no_file_is_left_out_of_a_zip_file(place: Place, kind: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        info = zipfile.ZipInfo("svm.py")
        info.external_attr = (kind | 0o777) << 16
        made.writestr(info, "/etc/passwd")
        made.writestr("other.py", CODE)

    assert place(packed.getvalue()) == {"other.py": CODE}
    assert place.left_out.keys() == {"svm.py"}


def test_nothing_is_written_through_a_link(place: Place, tmp_path: Path) -> None:
    """A link to a folder outside, then a file in it."""
    (tmp_path / "outside").mkdir()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as made:
        link = tarfile.TarInfo("sub")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "outside")
        made.addfile(link)
        for name in ("sub/evil.py", "svm.py"):
            info = tarfile.TarInfo(name)
            info.size = len(CODE)
            made.addfile(info, io.BytesIO(CODE))

    assert place(packed.getvalue(), "a.tar") == {"sub/evil.py": CODE, "svm.py": CODE}
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("rtl\u202egnp.py", "has an invisible character in its name"),
        ("zero\u200bwidth.py", "has an invisible character in its name"),
        ("new\nline.py", "has an invisible character in its name"),
        ("escape\x1b[31m.py", "has an invisible character in its name"),
        ("a" * 253 + ".py", "has a name that is too long"),
        ("ü" * 127 + ".py", "has a name that is too long"),
        ("/".join("abcdefghij") + "/x.py", "lies in too many folders"),
    ],
)
def test_odd_names_are_left_out(place: Place, packer: Any, name: str, says: str) -> None:
    archive_name, pack = packer

    assert place(pack([(name, CODE), ("svm.py", CODE)]), archive_name) == {"svm.py": CODE}
    assert place.left_out == {name: says}


def test_a_nul_in_a_name_cuts_nothing_off(place: Place) -> None:
    """Unpackers that stop at the NUL would see svm.py."""
    content = zipped([("svm.py_.txt", CODE), ("svm.py_.py", CODE), ("other.py", CODE)])
    content = content.replace(b"svm.py_", b"svm.py\0")

    assert place(content) == {"other.py": CODE}


def test_names_that_are_no_unicode_are_left_out(place: Place) -> None:
    content = bytearray(tarred([("svm_.py", CODE), ("other.py", CODE)]))
    content[3] = 0xFF
    total = sum(content[:148]) + sum(content[156:512]) + 8 * 32
    content[148:156] = f"{total:06o}\0 ".encode()

    assert place(bytes(content), "a.tar") == {"other.py": CODE}


def test_files_that_are_too_large_are_left_out(place: Place) -> None:
    content = {"big.py": random.Random(0).randbytes((1 << 20) + 1), "svm.py": CODE}  # noqa: S311

    assert place(zipped(content.items())) == {"svm.py": CODE}
    assert place.left_out == {"big.py": "is larger than 1 MB"}


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../x.py", "the entry '../x.py' leaves the archive"),
        ("a/../../x.py", "the entry 'a/../../x.py' leaves the archive"),
        ("a/..", "the entry 'a/..' leaves the archive"),
        ("../data.bin", "the entry '../data.bin' leaves the archive"),
        ("..\u202e/../x.py", "the entry '../../x.py' leaves the archive"),
        ("/tmp/x.py", "the entry '/tmp/x.py' has an absolute path"),  # noqa: S108
        ("C:/x.py", "the entry 'C:/x.py' has an absolute path"),
        ("c:x.py", "the entry 'c:x.py' has an absolute path"),
        ("..\\x.py", "a backslash in its name: pack it with another program"),
        ("C:\\x.py", "a backslash in its name: pack it with another program"),
        ("hw\\svm.py", "a backslash in its name: pack it with another program"),
        ("//host/share/x.py", "has an absolute path"),
    ],
)
def test_what_leaves_the_archive_refuses_all_of_it(
    place: Place, packer: Any, name: str, says: str
) -> None:
    archive_name, pack = packer

    found = place.refusal(pack([("svm.py", CODE), (name, CODE)]), archive_name)

    assert found.startswith(f"{archive_name}: ")
    assert says in found


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["svm.py", "svm.py"], "it holds 'svm.py' twice: pack only the one that counts"),
        (["a/svm.py", "./a//svm.py"], "it holds 'a/svm.py' twice: pack"),
        (["svm.py", "Svm.py"], "it holds 'svm.py' twice, also as 'Svm.py': pack"),
        (["f\u00e9.py", "fe\u0301.py"], "twice"),
        (["a.py", "a.py/b.py"], "'a.py' is a file and a folder in it"),
    ],
)
def test_names_that_collide_refuse_all(
    place: Place, packer: Any, names: list[str], says: str
) -> None:
    archive_name, pack = packer

    assert says in place.refusal(pack([(name, CODE) for name in names]), archive_name)


def test_what_is_encrypted_is_refused(place: Place) -> None:
    content = bytearray(zipped([("svm.py", CODE)]))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1

    assert place.refusal(bytes(content)) == (
        "alice.zip: the entry 'svm.py' is encrypted: pack it without a password"
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_methods_are_refused(place: Place, method: int) -> None:
    assert "packed by an unusual method" in place.refusal(zipped([("svm.py", CODE)], method))


def test_a_bomb_is_refused_by_what_it_declares(place: Place) -> None:
    found = place.refusal(zipped([("svm.py", bytes(50 << 20))]))

    assert found == (
        "alice.zip: it unpacks to more than 200 times its size: pack only your own files"
    )


def test_a_bomb_is_refused_by_what_it_holds(place: Place) -> None:
    """Declared are ten bytes."""
    content = bytearray(zipped([("svm.py", bytes(50 << 20))]))
    for signature, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature) + size
        content[at : at + 4] = struct.pack("<I", 10)

    assert "cannot be read as an archive (BadZipFile)" in place.refusal(bytes(content))


@pytest.mark.parametrize("name", ["svm.py", "data.bin"])
def test_a_gzip_bomb_is_refused(place: Place, name: str) -> None:
    found = place.refusal(tarred([(name, bytes(50 << 20))], "w:gz"), "a.tar.gz")

    assert "more than 200 times its size" in found


def test_a_gzip_bomb_behind_the_end_does_no_harm(place: Place) -> None:
    content = gzip.compress(tarred([("svm.py", CODE)]) + bytes(50 << 20))

    assert place(content, "a.tar.gz") == {"svm.py": CODE}


def test_too_much_in_all_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_UNPACKED_BYTES", 3 << 20)
    noise = random.Random(0).randbytes(1 << 20)  # noqa: S311
    content = zipped([(f"{n}.bin", noise) for n in range(4)])

    assert "it unpacks to more than 3 MB" in place.refusal(content)


def test_what_grows_under_way_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", {".py": 10})
    shelf = archive._Shelf(place.folder, 1000)
    liar = entries.Entry(
        "svm.py", 5, is_folder=False, special="", open=lambda: io.BytesIO(b"x" * 11)
    )

    with pytest.raises(UnreadableArchive, match="holds more than it declares"):
        shelf.take(liar)


def test_too_many_entries_are_refused(place: Place, packer: Any) -> None:
    name, pack = packer
    content = pack((f"e/{n}", b"") for n in range(archive.MAX_ENTRIES + 1))

    assert "it holds more than 10000 entries" in place.refusal(content, name)


def test_too_many_files_are_refused(place: Place, packer: Any) -> None:
    name, pack = packer
    content = pack((f"{n}.py", b"") for n in range(archive.MAX_FILES + 1))

    assert "more than 500 Python files" in place.refusal(content, name)


def test_a_directory_that_would_fill_the_memory_is_refused(place: Place) -> None:
    content = zipped((f"{n:0200}", b"") for n in range(18_000))

    assert "its directory is too large" in place.refusal(content)


def test_entries_that_share_their_bytes_are_refused(place: Place) -> None:
    """As in the bombs that unpack to millions of times their size: all names, one content."""
    content = bytearray(zipped([("a.py", CODE), ("b.py", CODE)], zipfile.ZIP_STORED))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)

    assert place.refusal(bytes(content)) == (
        "alice.zip: its entries overlap: pack your files again"
    )


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_headers_of_any_length_are_refused(place: Place, kind: bytes) -> None:
    info = tarfile.TarInfo("header")
    info.type, info.size = kind, 1 << 30
    content = info.tobuf() + b"1" * (1 << 20)

    assert "has a header that is too large" in place.refusal(content, "a.tar")


def test_headers_of_headers_are_refused(place: Place) -> None:
    """tarfile calls itself for each of them."""
    info = tarfile.TarInfo("header")
    info.type = tarfile.XHDTYPE

    place.refusal(info.tobuf() * 5000, "a.tar")


@pytest.mark.parametrize("size", [-1024, -1, 1 << 62])
def test_impossible_sizes_are_refused(place: Place, size: int) -> None:
    info = tarfile.TarInfo("svm.py")
    info.size = size
    content = info.tobuf(tarfile.GNU_FORMAT) + bytes(4096)

    place.refusal(content, "a.tar")


def test_what_takes_too_long_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_SECONDS", -1)

    assert "takes too long" in place.refusal(zipped([("svm.py", CODE)]))


@pytest.mark.parametrize("name", ["alice.zip", "alice.tar", "alice.tgz"])
@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"PK\x05\x06" + bytes(18), b"\x1f\x8b" + bytes(99), bytes(700), b"hi" * 900],
)
def test_what_is_no_archive_is_told_in_one_sentence(
    place: Place, name: str, content: bytes
) -> None:
    try:
        assert place(content, name) == {}
    except UnreadableArchive as error:
        assert f"{name} cannot be read as an archive (" in str(error)  # noqa: PT017


def test_an_archive_that_is_a_link_or_fifo_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.zip")
    (tmp_path / "link.zip").symlink_to("/dev/zero")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "\x1b[31mred.zip").symlink_to("/dev/zero")
    for name, says in [
        ("fifo.zip", "fifo.zip is no regular file"),
        ("folder.zip", "folder.zip is no regular file"),
        ("link.zip", "link.zip is a link: hand in the file itself"),
        ("none.zip", "none.zip cannot be read: No such file or directory"),
        ("\x1b[31mred.zip", "[31mred.zip is a link: hand in the file itself"),
    ]:
        with pytest.raises(UnreadableArchive) as caught:
            unpack(tmp_path / name, tmp_path)
        assert str(caught.value) == says


def test_an_archive_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.zip").open("wb") as file:
        file.truncate(archive.MAX_ARCHIVE_BYTES + 1)

    with pytest.raises(UnreadableArchive, match=r"big\.zip is larger than 128 MB"):
        unpack(tmp_path / "big.zip", tmp_path)


def test_a_full_disk_is_not_the_fault_of_the_archive(place: Place) -> None:
    (place.folder / "alice.zip").write_bytes(zipped([("svm.py", CODE)]))

    with pytest.raises(GraderError, match="cannot be written"):
        unpack(place.folder / "alice.zip", place.folder / "missing")


HONEST = [pack([("a/svm.py", CODE * 50), ("a/b/x.py", b"#")]) for _, pack in PACKERS]


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=300)
@given(
    st.sampled_from([(name, data) for (name, _), data in zip(PACKERS, HONEST, strict=True)]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 10_000),
)
def test_no_damage_breaks_the_grader(
    packed: tuple[str, bytes], changes: list[tuple[int, int]], cut: int
) -> None:
    """Every byte may be another one, and the end may be missing."""
    name, content = packed[0], bytearray(packed[1])
    for at, value in changes:
        content[at % len(content)] = value
    with temporary_folder() as folder:
        path, into = folder / name, folder / "into"
        path.write_bytes(content[: cut % (2 * len(content))])
        into.mkdir()
        with suppress(UnreadableArchive):
            unpack(path, into)
        assert {p.name for p in folder.iterdir()} == {name, "into"}
