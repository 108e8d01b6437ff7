"""A batch on bad days: full disks, signals, odd folders, and a grader that breaks."""

import csv
import errno
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner

from conftest import STUDENTS, SUBMISSIONS, Grade, needs_sandbox
from grader import report, sandbox
from grader.cli import main
from grader.folders import PREFIX
from grader.isolation.landlock import Landlock, abi

pytestmark = needs_sandbox
REPORTS = Path("out/reports")


def says(student: str) -> str:
    return report.read(REPORTS / f"{student}.json").checks[0].message


def scores() -> dict[str, dict[str, str]]:
    with Path("out/scores.csv").open(encoding="utf-8", newline="") as stream:
        return {row["student"]: row for row in csv.DictReader(stream)}


# --- the disk -------------------------------------------------------------------------------


@pytest.fixture
def small_disk(own_course: Path) -> Iterator[Path]:
    """A file system that holds very little, at `out`."""
    out = own_course / "out"
    out.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(out)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("only root may mount a file system")
    yield out
    subprocess.run(["umount", str(out)], check=True)  # noqa: S607


def test_a_full_disk_is_told_and_what_was_graded_stays(small_disk: Path, grade: Grade) -> None:
    done = grade("--jobs", "1")

    assert done.exit_code == 2
    assert "cannot be written: No space left on device" in done.output
    assert "the grader itself broke" not in done.output
    kept = {path.stem for path in REPORTS.glob("*.json")}
    assert 0 < len(kept) < len(STUDENTS)
    for student in kept:
        report.read(REPORTS / f"{student}.json")

    subprocess.run(["mount", "-o", "remount,size=1m", str(small_disk)], check=True)  # noqa: S607
    assert grade().exit_code == 0
    assert scores().keys() == STUDENTS.keys()


@pytest.mark.parametrize(
    ("name", "file"),
    [("grader.batch.report.write", "alice.json"), ("grader.journal.Journal._append", "journal")],
)
def test_a_file_that_cannot_be_written_ends_the_batch_with_a_sentence(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, name: str, file: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if file == "alice.json":
        monkeypatch.setattr("grader.folders.tempfile.mkstemp", lambda *_, **__: full())
    else:
        monkeypatch.setattr(name, full)
    done = grade("--only", "alice")

    assert done.exit_code == 2
    assert "cannot be written: No space left on device" in done.output
    assert file in done.output


def test_a_machine_without_room_ends_the_batch_with_a_sentence(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("grader.room.lay", full)
    done = grade()

    assert done.exit_code == 2
    assert "there is no room to grade in: No space left on device" in done.output
    assert not list(REPORTS.iterdir())


def test_a_report_that_is_damaged_is_graded_again(grade: Grade) -> None:
    grade("--only", "alice", "--only", "bob")
    (REPORTS / "alice.json").write_text("")
    before = (REPORTS / "bob.json").stat().st_mtime_ns

    assert grade("--only", "alice", "--only", "bob").exit_code == 0
    assert scores()["alice"]["points"] == "100.0"
    assert (REPORTS / "bob.json").stat().st_mtime_ns == before


def test_reports_on_another_assignment_are_not_overwritten(grade: Grade, own_course: Path) -> None:
    grade("--only", "alice")
    for kind in ("assignments", "solutions"):
        shutil.copytree(own_course / kind / "line", own_course / kind / "curve")
    yml = own_course / "autograder.yml"
    yml.write_text(yml.read_text("utf-8").replace("- id: line", "- id: line\n  - id: curve"))

    done = grade("--assignment", "curve")

    assert done.exit_code == 2
    assert "out holds reports on line" in done.output


# --- signals --------------------------------------------------------------------------------


@pytest.fixture
def patient(own_course: Path, submissions: Path, tmp_path: Path) -> dict[str, Any]:
    """How to start a batch in which one submission computes for ever, with a temporary folder."""
    yml = own_course / "autograder.yml"
    yml.write_text(yml.read_text("utf-8").replace("call_seconds: 0.5", "call_seconds: 500"))
    for student in STUDENTS.keys() - {"frank"}:
        shutil.rmtree(submissions / student)
    own_tmp = tmp_path / "tmp"
    own_tmp.mkdir(mode=0o755)
    command = [sys.executable, "-m", "grader", "batch", "submissions", "--assignment", "line"]
    command += ["--out", "out", "--accept-isolation", "2", "--secret-file", "secret"]
    return {"args": command, "cwd": own_course, "env": {**os.environ, "TMPDIR": str(own_tmp)}}


def computing(process: psutil.Process) -> list[psutil.Process]:
    """The processes of a batch, once a submission computes."""
    for _ in range(500):
        children = process.children(recursive=True)
        if any(child.cpu_times().user > 0.6 for child in children):
            return children
        time.sleep(0.05)
    pytest.fail("nothing computes")


def gone(children: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(children, timeout=5)
    return not [p for p in alive if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def test_a_second_signal_stops_at_once_and_leaves_nothing_behind(patient: dict[str, Any]) -> None:
    with subprocess.Popen(**patient, stderr=subprocess.PIPE, text=True) as process:
        children = computing(psutil.Process(process.pid))
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)

    assert process.returncode == 130
    assert "once more to stop at once" in told
    assert "Traceback" not in told
    assert gone(children)
    assert not list((patient["cwd"] / REPORTS).iterdir())
    assert not list(Path(patient["env"]["TMPDIR"]).iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel does this")
def test_a_killed_batch_leaves_no_process_and_the_next_one_sweeps_up(
    patient: dict[str, Any], grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen(**patient, stderr=subprocess.DEVNULL) as process:
        children = computing(psutil.Process(process.pid))
        process.kill()
    assert gone(children)

    left = Path(patient["env"]["TMPDIR"])
    assert {path.name[: len(PREFIX)] for path in left.iterdir()} == {PREFIX}
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    (Path("submissions") / "frank" / "line.py").write_text("")
    assert grade().exit_code == 0
    assert not list(left.iterdir())


def test_an_interruption_before_the_first_submission_has_its_code(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.sandbox.strongest", interrupted)
    done = grade()

    assert done.exit_code == 130
    assert "interrupted" in done.output


# --- the grader itself ----------------------------------------------------------------------


def test_a_grader_that_breaks_says_where_and_not_with_what(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a hidden input is 2.718281828")

    monkeypatch.setattr("grader.grading.judge_problem", broken)
    done = grade("--only", "alice")

    assert done.exit_code == 3
    assert "alice: the grader broke" in done.output
    assert "2.718281828" not in done.output + (REPORTS / "alice.json").read_text("utf-8")
    assert says("alice").startswith("the grader broke: ValueError in test_batch_trouble.py, line")


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, MemoryError])
def test_what_the_grader_broke_on_is_graded_again(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    def broken(*_: object) -> None:
        raise kind

    with monkeypatch.context() as patched:
        patched.setattr("grader.grading.judge_problem", broken)
        assert grade("--only", "alice").exit_code == 3
    assert grade("--only", "alice").exit_code == 0
    assert scores()["alice"]["points"] == "100.0"


@pytest.mark.skipif(not abi(), reason="this kernel has no Landlock")
def test_level_2_is_in_every_report(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "LEVELS", ((2, Landlock),))

    assert grade("--jobs", "40").exit_code == 0
    found = [report.read(path) for path in REPORTS.glob("*.json")]
    assert [one.isolation["level"] for one in found] == [2] * len(STUDENTS)
    assert all("Landlock" in one.isolation["mechanism"] for one in found)
    assert all(len(one.isolation["probes"]) > 5 for one in found)


# --- what was handed in ---------------------------------------------------------------------


def only(submissions: Path, student: str) -> Path:
    """A class of one, whose folder is empty."""
    for other in STUDENTS:
        shutil.rmtree(submissions / other)
    (submissions / student).mkdir()
    return submissions / student


def test_an_empty_folder_gets_a_report(grade: Grade, submissions: Path) -> None:
    only(submissions, "alice")

    assert grade().exit_code == 0
    assert says("alice") == "line.py is missing from the submission"


@pytest.mark.parametrize(
    "place", ["hw1/line.py", "hw1/final/line.py", "__MACOSX/x.txt hw1/line.py .DS_Store"]
)
def test_a_folder_around_the_files_is_opened(grade: Grade, submissions: Path, place: str) -> None:
    folder = only(submissions, "alice")
    for name in place.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SUBMISSIONS / "right.py", folder / name)

    assert grade().exit_code == 0
    assert scores()["alice"]["points"] == "100.0"


def test_an_archive_alone_in_a_folder_is_opened(grade: Grade, submissions: Path) -> None:
    folder = only(submissions, "alice")
    with zipfile.ZipFile(folder / "hw1.zip", "w") as packed:
        packed.write(SUBMISSIONS / "right.py", "hw1/line.py")

    assert grade().exit_code == 0
    assert scores()["alice"]["points"] == "100.0"


def test_two_folders_are_not_guessed_at(grade: Grade, submissions: Path) -> None:
    folder = only(submissions, "alice")
    for name in ("old", "new"):
        (folder / name).mkdir()
        shutil.copy(SUBMISSIONS / "right.py", folder / name / "line.py")

    assert grade().exit_code == 0
    assert says("alice") == "line.py is missing from the submission"


def test_one_submission_is_not_taken_for_a_folder_of_them(grade: Grade, submissions: Path) -> None:
    done = CliRunner().invoke(
        main,
        ["batch", "submissions/alice", "--assignment", "line", "--out", "out", "--public-seed"],
    )

    assert done.exit_code == 2
    assert "submissions/alice holds line.py: it is one submission" in done.output


def test_reports_do_not_go_among_the_submissions(grade: Grade) -> None:
    done = grade("--out", "submissions/out")

    assert done.exit_code == 2
    assert "lies in the folder of submissions" in done.output


def test_a_hand_in_that_nobody_can_read_costs_nobody_else(
    grade: Grade, submissions: Path, own_course: Path
) -> None:
    checks = own_course / "assignments" / "line" / "checks.py"
    text = checks.read_text("utf-8").replace('files=["line.py"]', 'files=["line.py", "more.py"]')
    checks.write_text(text.replace('"squared_error",', '"squared_error", file="line.py",'), "utf-8")
    for kind in ("assignments", "solutions"):
        (own_course / kind / "line" / "more.py").write_text("")
    shutil.copy(SUBMISSIONS / "right.py", submissions / "zoe.py")
    (submissions / "yan.zip").write_text("no archive")
    os.mkfifo(submissions / "xia.py")

    assert grade("--only", "alice", "--only", "zoe", "--only", "yan").exit_code == 0
    assert scores()["alice"]["points"] == "100.0"
    assert says("zoe").startswith("zoe.py is none of the files that are graded: line.py, more.py")
    assert "yan.zip" in says("yan")


def test_two_hand_ins_of_one_student_are_told(grade: Grade, submissions: Path) -> None:
    shutil.copy(SUBMISSIONS / "right.py", submissions / "alice.py")
    done = grade("--only", "alice", "--only", "alice.py")

    assert "Several hand-ins of one student? Each is graded for itself: alice, alice.py." in (
        done.output
    )
    assert scores().keys() == {"alice", "alice.py"}


def test_names_that_are_the_same_when_cleaned_stay_apart(grade: Grade, submissions: Path) -> None:
    only(submissions, "alice")
    (submissions / "alice").rmdir()
    for name in ("x.py", "x\u200b.py", "x\u2060.py"):
        shutil.copy(SUBMISSIONS / "right.py", submissions / name)

    grade()
    assert len(scores()) == 3


def test_a_report_whose_hand_in_is_gone_is_told(grade: Grade, submissions: Path) -> None:
    grade("--only", "alice", "--only", "bob")
    shutil.rmtree(submissions / "bob")
    done = grade("--only", "alice")

    assert "out has reports without a hand-in here, which count in the scores: bob." in done.output


def test_who_is_not_graded_yet_is_not_missing(grade: Grade) -> None:
    Path("roster.csv").write_text("id\nalice\nbob\nzoe\n")
    done = grade("--roster", "roster.csv", "--only", "alice", "--only", "carol")

    assert "Nothing from 1 student: zoe." in done.output
    assert "Handed in, but not graded here: bob." in done.output
    assert "Not in the roster: carol." in done.output
    assert {s: row["status"] for s, row in scores().items()} == {
        "alice": "graded",
        "bob": "not_graded",
        "carol": "graded",
        "zoe": "missing",
    }
    assert scores()["bob"]["points"] == ""


def test_a_secret_that_can_be_guessed_is_refused(grade: Grade) -> None:
    Path("secret").write_text("hunter2\n")
    done = grade()

    assert done.exit_code == 2
    assert "the secret has 7 characters" in done.output


# --- what is seen ---------------------------------------------------------------------------


def test_a_log_has_a_line_now_and_then(grade: Grade) -> None:
    done = grade("--only", "alice", "--only", "carol")

    assert "1 of 2 done" in done.output
    assert "2 of 2 done." in done.output
    assert "2 of 2 done, 2 unchanged." in grade("--only", "alice", "--only", "carol").output


def test_a_terminal_has_a_bar_whatever_students_are_called(
    own_course: Path, submissions: Path
) -> None:
    only(submissions, "[bold] [red]x")
    command = [sys.executable, "-m", "grader", "batch", "submissions", "--assignment", "line"]
    command += ["--out", "out", "--accept-isolation", "2", "--secret-file", "secret"]
    ours, theirs = pty.openpty()
    done = subprocess.run(
        command, cwd=own_course, stderr=theirs, env={**os.environ, "TERM": "xterm"}, check=False
    )
    os.close(theirs)
    seen = os.read(ours, 1 << 16).decode()
    os.close(ours)

    assert done.returncode == 0, seen
    assert "1/1" in seen
    assert "[bold] [red]x: 0 of 100" in seen
