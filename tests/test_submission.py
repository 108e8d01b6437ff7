"""Which files of a folder are graded."""

from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.submission import MAX_FILE_BYTES, stage


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
