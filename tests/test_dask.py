"""A batch on a Dask cluster: the reports of one machine, whatever happens to the others."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import psutil
import pytest

import grader
from conftest import STUDENTS, SUBMISSIONS, TESTS, needs_sandbox
from grader import report
from grader.folders import PREFIX
from grader.model import Outcome
from test_batch import comparable

pytestmark = [
    needs_sandbox,
    pytest.mark.skipif(
        not find_spec("distributed"), reason="Dask is missing: pip install -e '.[dask]'"
    ),
]
PATIENCE = 120
"""Seconds: a busy machine fails no test."""

KILLER = """
import os

def kills(f, given):
    return bool(f(reg=-1.0)[0] != 13) or os.kill(os.getpid(), 9) is None

assignment.problems[0].checks.append(Holds(says="all live", law=kills, points=0))
"""
"""In checks.py: a submission that can make the grader's process die."""

Process: TypeAlias = subprocess.Popen[str]
Start: TypeAlias = Callable[..., Process]
Grade: TypeAlias = Callable[..., tuple[int, str]]


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


# --- Dask, as its users start it ------------------------------------------------------------


@contextmanager
def dask(part: str, folder: Path, *options: str, **environment: str) -> Iterator[Process]:
    """A scheduler or a worker in a folder of its own, far from the course; ended afterwards."""
    folder.mkdir()
    command = [sys.executable, "-m", f"distributed.cli.dask_{part}", "--no-dashboard", *options]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder), **environment},
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def scheduler_in(folder: Path) -> Iterator[str]:
    """The address of a scheduler that runs nothing a second time whose worker died."""
    told = folder / "address"
    options = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
    with dask("scheduler", folder, *options, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0"):
        until(lambda: told.is_file() and told.read_text("utf-8").endswith("}"))
        yield json.loads(told.read_text("utf-8"))["address"]


@contextmanager
def worker_in(folder: Path, scheduler: str, *options: str, **environment: str) -> Iterator[Process]:
    """A worker with one thread; with options it may have a nanny, which starts it again."""
    options = ("--nthreads", "1", "--local-directory", str(folder), *(options or ("--no-nanny",)))
    with dask("worker", folder, scheduler, *options, **environment) as process:
        yield process


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dask")


@pytest.fixture(scope="module")
def lonely(here: Path) -> Iterator[str]:
    """A scheduler without workers."""
    with scheduler_in(here / "lonely") as address:
        yield address


@pytest.fixture(scope="module")
def cluster(here: Path) -> Iterator[str]:
    """A scheduler with two workers."""
    with (
        scheduler_in(here / "scheduler") as address,
        worker_in(here / "one", address),
        worker_in(here / "two", address),
    ):
        yield address


# --- grade batch ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(here: Path) -> Path:
    """The folder of a course, with submissions."""
    folder = here / "course"
    shutil.copytree(TESTS / "course", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for student, specimen in STUDENTS.items():
        (folder / "submissions" / student).mkdir(parents=True)
        shutil.copy(SUBMISSIONS / f"{specimen}.py", folder / "submissions" / student / "line.py")
    (folder / "secret").write_text("a secret of this course")
    return folder


def start(folder: Path, *options: str, run: tuple[str, ...] = ("-m", "grader")) -> Process:
    """`grade batch submissions` with more options, in the folder of a course."""
    command = [sys.executable, *run, "batch", "submissions", "--assignment", "line"]
    if "--accept-isolation" not in options:
        command += ["--accept-isolation", "2"]
    return subprocess.Popen(
        [*command, "--secret-file", "secret", *options],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def grade(folder: Path, *options: str, run: tuple[str, ...] = ("-m", "grader")) -> tuple[int, str]:
    """Its exit code, and what it said."""
    with start(folder, *options, run=run) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
    return process.returncode, said


@pytest.fixture(scope="module")
def near(course: Path) -> dict[str, object]:
    """The reports of this machine alone."""
    code, said = grade(course, "--out", "near")
    assert code == 0, said
    return comparable(course / "near" / "reports")


def journal(out: Path) -> list[str]:
    lines = (out / "journal.jsonl").read_text("utf-8").splitlines()
    return sorted(json.loads(line)["report"] for line in lines if line)


def test_the_reports_are_those_of_one_machine(
    cluster: str, course: Path, near: dict[str, object], here: Path
) -> None:
    code, said = grade(course, "--out", "far", "--scheduler", cluster)

    assert code == 0, said
    assert comparable(course / "far" / "reports") == near
    assert journal(course / "far") == sorted(STUDENTS)
    until(lambda: not list(here.glob(f"*/{PREFIX}*")))  # the solution does not stay there


def test_a_worker_gets_the_course_as_bytes(
    cluster: str, own_course: Path, course: Path, here: Path
) -> None:
    checks = own_course / "assignments" / "line" / "checks.py"
    text = checks.read_text("utf-8")
    checks.write_text(text.replace('"Least squares"', "__file__"), "utf-8")
    shutil.copytree(course / "submissions" / "alice", own_course / "submissions" / "alice")
    shutil.copy(course / "secret", own_course)

    code, said = grade(own_course, "--out", "out", "--scheduler", cluster)

    assert code == 0, said
    found = report.read(own_course / "out" / "reports" / "alice.json")
    assert found.points == 100
    assert str(here) in found.assignment["title"]
    assert str(own_course) not in found.assignment["title"]


def test_a_killed_worker_loses_nothing(
    lonely: str, course: Path, near: dict[str, object], here: Path
) -> None:
    """It is the only one while it grades, so that it is killed in the midst of that."""
    reports = course / "survived" / "reports"
    with (
        worker_in(here / "victim", lonely) as victim,
        start(course, "--out", "survived", "--scheduler", lonely) as process,
    ):
        until(lambda: psutil.Process(victim.pid).children())
        sandboxes = psutil.Process(victim.pid).children(recursive=True)
        with worker_in(here / "heir", lonely):
            victim.kill()
            said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, said
    assert comparable(reports) == near
    assert journal(course / "survived") == sorted(STUDENTS)
    until(lambda: not any(child.is_running() for child in sandboxes))


def test_what_kills_every_worker_ends_alone(lonely: str, own_course: Path, here: Path) -> None:
    checks = own_course / "assignments" / "line" / "checks.py"
    text = "from grader import Holds\n" + checks.read_text("utf-8")
    checks.write_text(text + KILLER, "utf-8")
    right = (SUBMISSIONS / "right.py").read_text("utf-8")
    (own_course / "secret").write_text("a secret of this course")
    for student in ("alice", "killer", "zoe"):
        (own_course / "submissions" / student).mkdir(parents=True)
        (own_course / "submissions" / student / "line.py").write_text(right, "utf-8")
    with (own_course / "submissions" / "killer" / "line.py").open("a", encoding="utf-8") as file:
        file.write("\nhonest = squared_error\n\n")
        file.write("def squared_error(w, X, y, reg):\n")
        file.write("    return (13.0, w) if reg == -1 else honest(w, X, y, reg)\n")

    with worker_in(here / "phoenix", lonely, "--nanny"):
        code, said = grade(own_course, "--out", "out", "--scheduler", lonely)

    assert code == 3
    assert "killer: the grader broke" in said
    found = {p.stem: report.read(p) for p in (own_course / "out" / "reports").iterdir()}
    assert {student: one.points for student, one in found.items()} == {
        "alice": 100,
        "killer": 0,
        "zoe": 100,
    }
    assert {check.outcome for check in found["killer"].checks} == {Outcome.GRADER_ERROR}
    assert journal(own_course / "out") == ["alice", "zoe"]


def test_a_worker_with_weaker_isolation_refuses(lonely: str, course: Path, here: Path) -> None:
    broken = here / "broken" / "bwrap"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    with worker_in(here / "weak", lonely, PATH=f"{broken.parent}:{os.environ['PATH']}"):
        code, said = grade(
            course, "--out", "none", "--accept-isolation", "3", "--scheduler", lonely
        )

    assert code == 2
    assert "the Dask worker tcp://127.0.0.1:" in said
    assert "cannot grade: no isolation of level 3 here" in said
    assert "apt-get install bubblewrap" in said
    assert not list((course / "none" / "reports").iterdir())


def test_a_worker_with_another_grader_refuses(lonely: str, course: Path, here: Path) -> None:
    other = here / "other"
    shutil.copytree(Path(grader.__file__).parent, other / "grader")
    with (other / "grader" / "errors.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    with worker_in(here / "stranger", lonely, PYTHONPATH=str(other)):
        code, said = grade(course, "--out", "strange", "--scheduler", lonely)

    assert code == 2
    assert "cannot grade: its nabla-grader is sha256:" in said


def test_ctrl_c_cancels_what_is_queued(cluster: str, course: Path) -> None:
    with start(course, "--out", "stopped", "--scheduler", cluster) as process:
        until(lambda: list((course / "stopped" / "reports").glob("*.json")))
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130, said
    assert "The same command goes on from here." in said
    assert "Traceback" not in said
    for path in (course / "stopped" / "reports").glob("*.json"):
        report.read(path)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1"),
        ("tls://127.0.0.1:1", "Dask's configuration names no certificates"),
        ("here", "--scheduler here: expected tls://HOST:PORT"),
    ],
)
def test_a_scheduler_that_is_not_there_is_told(course: Path, address: str, says: str) -> None:
    code, said = grade(course, "--out", "none", "--scheduler", address)

    assert code == 2
    assert says in said


def test_a_missing_dask_is_told_and_not_needed_on_one_machine(course: Path) -> None:
    without = "import sys; sys.modules['distributed'] = None; from grader.cli import main; main()"
    only = ("--out", "without", "--only", "alice")
    code, said = grade(course, *only, "--scheduler", "tcp://127.0.0.1:1", run=("-c", without))

    assert code == 2
    assert "pip install 'nabla-grader[dask]'" in said
    assert grade(course, *only, run=("-c", without))[0] == 0
