"""Which files of a folder or an archive are graded, and that no folder can harm the grader."""

import os
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader.course import Course
from grader.errors import CourseError
from grader.folders import remove, temporary_folder
from grader.isolation.account import NOBODY
from grader.local import desk, grade_local
from grader.model import Outcome
from grader.report import to_json
from grader.submission import MAX_FILE_BYTES, Submission, read, stage


def staged(tmp_path: Path, source: Path, **more: object) -> dict[str, str]:
    into = tmp_path / "into"
    into.mkdir(exist_ok=True)
    stage(source, into, **{"files": ["code.py"], "given": {}, **more})  # type: ignore[arg-type]
    return {p.relative_to(into).as_posix(): p.read_text() for p in into.rglob("*") if p.is_file()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "package").mkdir(parents=True)
    (folder / "code.py").write_text("1")
    (folder / "package" / "extra.py").write_text("2")
    return folder


def test_python_files_are_copied_with_their_folders(tmp_path: Path, source: Path) -> None:
    assert staged(tmp_path, source) == {"code.py": "1", "package/extra.py": "2"}


def test_what_is_no_submission_stays_out(tmp_path: Path, source: Path) -> None:
    (source / "checks.py").write_text("3")
    (source / "data.npz").write_text("4")
    (source / ".venv").mkdir()
    (source / ".venv" / "x.py").write_text("5")
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "y.py").write_text("6")
    (source / "link.py").symlink_to("/etc/passwd")
    (source / "big.py").write_bytes(b"#" * (MAX_FILE_BYTES + 1))

    assert staged(tmp_path, source).keys() == {"code.py", "package/extra.py"}


def test_given_files_replace_those_handed_in(tmp_path: Path, source: Path) -> None:
    (source / "given.py").write_text("cheat")
    given = tmp_path / "given.py"
    given.write_text("as given")

    assert staged(tmp_path, source, given={"given.py": given})["given.py"] == "as given"


def test_a_single_file_is_graded_as_the_one_asked_for(tmp_path: Path, source: Path) -> None:
    named = source / "ann_smith.py"
    named.write_text("7")

    assert staged(tmp_path, named) == {"code.py": "7"}


def test_a_single_file_among_several_must_have_its_name(tmp_path: Path, source: Path) -> None:
    with pytest.raises(CourseError, match=r"extra\.py is none of the files that are graded"):
        staged(tmp_path, source / "package" / "extra.py", files=["code.py", "more.py"])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="there is no"):
        staged(tmp_path, tmp_path / "nowhere")


def test_the_digest_is_that_of_names_and_contents(tmp_path: Path, source: Path) -> None:
    def digest() -> str:
        into = tmp_path / "digest"
        into.mkdir(exist_ok=True)
        return stage(source, into, files=["code.py"], given={}).digest

    first = digest()
    assert digest() == first
    (source / "code.py").write_text("2")
    assert digest() != first


# --- archives -------------------------------------------------------------------------------


def troubles(tmp_path: Path, source: Path, *files: str) -> dict[str, str]:
    into = tmp_path / "into"
    into.mkdir(exist_ok=True)
    found = stage(source, into, files=files or ["code.py"], given={})
    assert {trouble.outcome for trouble in found.troubles.values()} <= {Outcome.ERROR}
    return {file: trouble.says for file, trouble in found.troubles.items()}


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(f"ann/{name}.py", content)
    return path


def test_an_archive_is_graded_like_the_folder_in_it(tmp_path: Path, source: Path) -> None:
    archive = zipped(tmp_path / "ann.zip", code="1")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "code.py").write_text("1")
    into = tmp_path / "into"
    into.mkdir()

    first = stage(archive, into, files=["code.py"], given={})
    again = stage(tmp_path / "one", into, files=["code.py"], given={})

    assert (into / "code.py").read_text() == "1"
    assert first.digest == again.digest
    assert first.id == "ann.zip"


def test_an_archive_that_is_refused_is_a_trouble_of_all_files(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "ann.zip", **{"../../evil": "1"})
    says = "ann.zip: the entry 'ann/../../evil.py' leaves the archive"

    assert troubles(tmp_path, archive, "a.py", "b.py") == {"a.py": says, "b.py": says}
    assert [p.name for p in tmp_path.iterdir()] == ["ann.zip", "into"]


def test_the_digest_is_that_of_the_troubles_too(tmp_path: Path) -> None:
    """Otherwise a report would stay when another archive that is refused takes its place."""
    digests = set()
    for content in (b"one", b"two", b"PK\x05\x06" + bytes(18)):
        (tmp_path / "ann.zip").write_bytes(content)
        digests.add(read(tmp_path / "ann.zip", files=["code.py"], given={}).digest)

    assert len(digests) == 2


def test_an_archive_is_graded_by_grade_local(course: Course, tmp_path: Path) -> None:
    right = Path(__file__).parent / "submissions" / "right.py"
    archive = zipped(tmp_path / "ann.zip", line=right.read_text("utf-8"))

    with desk() as place:
        assert grade_local(place, course, "line", archive).all_passed


def test_an_archive_that_is_refused_has_a_report(course: Course, tmp_path: Path) -> None:
    (tmp_path / "ann.tar.gz").write_bytes(b"\x1f\x8bnothing")

    with desk() as place:
        found = grade_local(place, course, "line", tmp_path / "ann.tar.gz")

    assert {check.outcome for check in found.checks} == {Outcome.ERROR}
    assert "ann.tar.gz cannot be read as an archive" in found.checks[0].message
    assert to_json(found)["totals"]["points"] == 0


# --- hostile folders ------------------------------------------------------------------------


def socket_file(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(path.name)
    os.chdir(here)


def too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (os.mkfifo, "code.py is no regular file"),
        (socket_file, "code.py is no regular file"),
        (Path.mkdir, ""),
        (lambda path: path.symlink_to("/dev/zero"), "code.py is a link: hand in the file itself"),
        (lambda path: path.symlink_to(path), "code.py is a link: hand in the file itself"),
        (too_large, "code.py is larger than 1 MB"),
    ],
)
@pytest.mark.parametrize("alone", [True, False])
def test_what_is_no_file_is_neither_opened_nor_waited_for(
    tmp_path: Path, make: Callable[[Path], object], says: str, *, alone: bool
) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    make(folder / "code.py")

    found = troubles(tmp_path, folder / "code.py" if alone else folder)

    assert found == ({"code.py": says} if says else {})


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may read everything: as somebody else, where we are root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_what_may_not_be_read_is_told() -> None:
    with TemporaryDirectory() as name:  # in no folder that is root's alone
        source = Path(name)
        source.chmod(0o755)
        (source / "package").mkdir(mode=0)
        (source / "code.py").touch(mode=0)
        with unprivileged():
            found = read(source, files=["code.py"], given=())

    says = {file: trouble.says for file, trouble in found.troubles.items()}
    assert says == {"code.py": "code.py cannot be read: Permission denied"}


def test_a_notebook_that_is_no_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    os.mkfifo(folder / "code.ipynb")

    assert troubles(tmp_path, folder) == {"code.py": "code.ipynb is no regular file"}


def test_links_to_folders_are_not_followed(tmp_path: Path, source: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("3")
    (source / "linked").symlink_to(tmp_path / "outside")
    (source / "loop").symlink_to(source)

    assert staged(tmp_path, source).keys() == {"code.py", "package/extra.py"}


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.py", b"new\nline.py", "rtl\u202e.py".encode(), b"\x1b[31m.py"]
)
def test_names_that_could_harm_a_report_are_left_out(
    tmp_path: Path, source: Path, name: bytes
) -> None:
    Path(os.fsdecode(os.fsencode(source) + b"/" + name)).write_text("3")
    inside = Path(os.fsdecode(os.fsencode(source) + b"/x" + name[:-3]))
    inside.mkdir()
    (inside / "x.py").write_text("4")

    assert staged(tmp_path, source).keys() == {"code.py", "package/extra.py"}


def test_names_that_are_odd_but_plain_are_files_like_others(tmp_path: Path, source: Path) -> None:
    for name in ("-rf.py", "$(id).py", "..\\x.py", "=1+1.py", "a" * 252 + ".py"):
        (source / name).write_text("3")

    assert len(staged(tmp_path, source)) == 7


def test_the_name_of_a_submission_is_safe_to_show(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()

    def named(name: bytes) -> Submission:
        folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        folder.mkdir()
        return stage(folder, into, files=["code.py"], given={})

    assert named(b"new\nline").id == "new line"
    assert named("rtl\u202egnp".encode()).id == "rtlgnp"
    assert named(b"\xff\x1b").id == "submission"


def test_a_folder_named_like_a_file_does_not_take_its_place(tmp_path: Path, source: Path) -> None:
    (source / "given.py").mkdir()
    (source / "given.py" / "x.py").write_text("3")
    given = tmp_path / "given.py"
    given.write_text("as given")

    assert staged(tmp_path, source, given={"given.py": given})["given.py"] == "as given"


def deep(folder: Path, levels: int) -> None:
    """Folders in folders, deeper than a path can be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with os.fdopen(os.open("x.py", os.O_WRONLY | os.O_CREAT, dir_fd=here), "w") as file:
        file.write("3")
    os.close(here)


def test_folders_of_any_depth_are_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "code.py").write_text("1")
    deep(folder, 3 * sys.getrecursionlimit())

    assert staged(tmp_path, folder) == {"code.py": "1"}
    remove(folder)
    assert not folder.exists()


# --- temporary folders ----------------------------------------------------------------------


def test_a_temporary_folder_goes_whatever_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir(mode=0o755)
    (tmp_path / "outside" / "file").write_text("mine")
    with temporary_folder() as folder:
        (folder / "link").symlink_to(tmp_path / "outside")
        (folder / "locked" / "inner").mkdir(parents=True)
        (folder / "locked" / "inner" / "file").write_text("x")
        (folder / "locked" / "link").symlink_to(tmp_path / "outside")
        (folder / "locked" / "inner").chmod(0)
        (folder / "locked").chmod(0)
        os.mkfifo(folder / "fifo")
        deep(folder, 30)

    assert not folder.exists()
    assert (tmp_path / "outside" / "file").read_text() == "mine"
    assert (tmp_path / "outside").stat().st_mode & 0o777 == 0o755


def test_a_folder_that_is_gone_is_no_trouble(tmp_path: Path) -> None:
    with temporary_folder() as folder:
        folder.rmdir()
    remove(tmp_path / "nowhere")
