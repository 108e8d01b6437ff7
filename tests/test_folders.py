"""Temporary folders: held while they are used, swept up when whoever used them was killed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grader import folders
from grader.folders import PREFIX, UNFINISHED, replace_file, sweep, temporary_folder, tidy

HOLDS = "from grader.folders import temporary_folder\n"
HOLDS += "with temporary_folder() as path: print(path, flush=True); input()"


@pytest.fixture(autouse=True)
def own_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_a_temporary_folder_is_gone_afterwards() -> None:
    with temporary_folder() as path:
        (path / "file").write_text("x")

    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_what_a_killed_grader_left_is_swept_up_and_nothing_else(own_tmp: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout
        left = Path(killed.stdout.readline().strip())
        (left / "deep" / "er").mkdir(parents=True)
        killed.kill()
    other, link = own_tmp / "nabla-x", own_tmp / f"{PREFIX}link"
    other.mkdir()
    link.symlink_to(other)
    with temporary_folder() as used:
        sweep()
        assert used.exists()

    assert not left.exists()
    assert {path.name for path in own_tmp.iterdir()} == {other.name, link.name}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_folder_that_is_swept_up_before_it_is_held_is_made_again(
    own_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold, swept = folders._hold, list[Path]()

    def late(folder: Path) -> int | None:
        if not swept:
            swept.append(folder)
            folder.rmdir()
        return hold(folder)

    monkeypatch.setattr(folders, "_hold", late)
    with temporary_folder() as path:
        assert path.exists()
        assert path not in swept
    assert not list(own_tmp.iterdir())


def test_where_there_are_no_locks_there_is_one_folder_all_the_same(
    own_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_hold", lambda folder: None)
    with temporary_folder() as path:
        sweep()
        assert list(own_tmp.iterdir()) == [path]
    assert not list(own_tmp.iterdir())


def test_what_was_not_finished_is_tidied_up_when_nobody_can_be_writing_it(own_tmp: Path) -> None:
    old, young, other = (own_tmp / name for name in (f".a{UNFINISHED}", f".b{UNFINISHED}", "c"))
    for path in (old, young, other):
        path.write_text("{")
    for path in (old, other):
        os.utime(path, (1, 1))
    replace_file(own_tmp / "report.json", "{}")
    tidy(own_tmp)

    assert {path.name for path in own_tmp.iterdir()} == {young.name, other.name, "report.json"}
