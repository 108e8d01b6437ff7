"""Temporary folders: held while they are used, swept up when whoever used them was killed."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grader.folders import PREFIX, YOUNG, sweep, temporary_folder

HOLDS = "from grader.folders import temporary_folder\n"
HOLDS += "with temporary_folder() as path: print(path, flush=True); input()"


@pytest.fixture(autouse=True)
def own_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def age(*paths: Path) -> None:
    long_ago = time.time() - 2 * YOUNG
    for path in paths:
        os.utime(path, (long_ago, long_ago))


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
    other, young, link = own_tmp / "nabla-x", own_tmp / f"{PREFIX}young", own_tmp / f"{PREFIX}link"
    other.mkdir()
    link.symlink_to(other)
    with temporary_folder() as used:
        age(left, other, used)
        young.mkdir()
        sweep()
        assert used.exists()

    assert not left.exists()
    assert {path.name for path in own_tmp.iterdir()} == {other.name, young.name, link.name}
