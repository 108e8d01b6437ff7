"""`grade local --watch` as a person sees it, on a terminal and in a pipe."""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import SUBMISSIONS
from grader.cli import main

pytest.importorskip("watchfiles")

PATIENCE = 60.0
ESCAPE = re.compile(r"\x1b\[[?\d;]*[A-Za-z]")


class Command:
    """`grade local --watch` in a process, with its output on a terminal or in a pipe."""

    def __init__(self, folder: Path, temporary: Path, *, terminal: bool) -> None:
        self.file = folder / "assignments" / "line" / "line.py"
        self.out, inside = pty.openpty() if terminal else os.pipe()
        temporary.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "local", "--watch"],
            cwd=self.file.parent,
            stdin=inside if terminal else subprocess.DEVNULL,
            stdout=inside,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(temporary), "COLUMNS": "80", "LINES": "30"},
            start_new_session=True,
        )
        os.close(inside)
        self.text = ""

    def until(self, pattern: str) -> str:
        """What appears from now on, up to a pattern; escape codes are left out."""
        deadline, began = time.monotonic() + PATIENCE, len(self.text)
        while not re.search(pattern, ESCAPE.sub("", self.text[began:])):
            assert select.select([self.out], [], [], deadline - time.monotonic())[0], self.text
            try:
                piece = os.read(self.out, 1 << 16)
            except OSError:  # Linux's word for the end of a terminal
                piece = b""
            assert piece, self.text
            self.text += piece.decode()
        return ESCAPE.sub("", self.text[began:])

    def save(self, text: str) -> None:
        new = self.file.with_suffix(".tmp")
        new.write_text(text)
        new.replace(self.file)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        try:
            while os.read(self.out, 1 << 16):
                pass
        except OSError:
            pass
        return self.process.wait(PATIENCE)


@pytest.fixture(params=[True, False], ids=["terminal", "pipe"])
def command(request: pytest.FixtureRequest, own_course: Path, tmp_path: Path) -> Iterator[Command]:
    shutil.copy(SUBMISSIONS / "right.py", own_course / "assignments" / "line" / "line.py")
    found = Command(own_course, tmp_path / "tmp", terminal=request.param)
    yield found
    found.process.kill()
    found.process.wait()
    os.close(found.out)


def test_each_save_is_answered_until_ctrl_c(command: Command, tmp_path: Path) -> None:
    assert "All right." in command.until("Ctrl-C ends")
    right = command.file.read_text()

    command.save((SUBMISSIONS / "wrong_gradient.py").read_text())
    shown = command.until(r"(?s)points\..*Next:|Next:.*points\.")
    assert re.search(r"line.py: squared_error graded in [\d.]+ s, -60 points", shown)
    assert "hint: The regularization term is missing. (reg*0)" in shown

    command.save(right + "\ndef broken(:\n")
    command.until(r"line.py, line \d+: invalid syntax. The result above is from before")

    command.save(right)
    command.until(r"line.py: squared_error graded in [\d.]+ s, \+\d+ points")

    assert command.end(signal.SIGINT) == 0
    assert list((tmp_path / "tmp").iterdir()) == []
    report = command.file.with_name("score-report.json").read_text()
    assert '"points": 100.0' in report


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_terminal_leaves_nothing_behind(
    command: Command, tmp_path: Path, number: signal.Signals
) -> None:
    command.until("Ctrl-C ends")

    assert command.end(number) == 0
    assert list((tmp_path / "tmp").iterdir()) == []


def test_only_one_assignment_is_watched(own_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(own_course / "assignments" / "line", own_course / "assignments" / "other")
    with (own_course / "autograder.yml").open("a") as course:
        course.write("")
    text = (own_course / "autograder.yml").read_text()
    (own_course / "autograder.yml").write_text(
        text.replace("- id: line", "- id: line\n  - id: other")
    )
    monkeypatch.chdir(own_course)

    found = CliRunner().invoke(main, ["local", "--watch"])

    assert found.exit_code == 2
    assert "--watch goes with one assignment" in found.output


def test_without_the_package_the_command_says_what_to_install(
    own_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_course)
    monkeypatch.setattr("grader.cli.watch.find_spec", lambda _: None)

    found = CliRunner().invoke(main, ["local", "--watch"])

    assert found.exit_code == 2
    assert "pip install 'nabla-grader[watch]'" in found.output
