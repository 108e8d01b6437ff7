"""Runs the attacks of tests/attacks as one batch each, and watches what they leave behind."""

import ctypes
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from attacks.make_inputs import INPUTS, MARKER
from grader import wire, worker
from grader.batch import Batch
from grader.course import load_course
from grader.engine import Threads
from grader.grading import load_task
from grader.guard import Guard
from grader.handins import hand_ins
from grader.isolation import Launcher, Started
from grader.isolation.account import ACCOUNTS, NOBODY
from grader.room import Room
from grader.seed import Seed
from grader.submission import Submission

ATTACKS = Path(__file__).parent / "attacks"
HIDDEN = Seed("hidden attacks", b"a secret of the tests")
JOBS = 4
HONEST = "c01_honest_correct_and_vectorized.py"
BYSTANDERS = ("a_first.py", "f20_between.py", "z_last.py")
GROUPS = ("i31_links", "i32_names")
"""Folders of several hand-ins."""
ENVIRONMENT = "NABLA_ATTACK_CANARY"
PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 250
AT_ONCE = b"__import__('sys').stdout.reconfigure(line_buffering=True)\n"
"""What an attack prints is to be seen also where it is killed."""
OUTSIDE = [Path(name) for name in ("/", "/tmp", "/dev/shm", "/var/tmp", "/g")]  # noqa: S108
PLANTED = re.compile(r"attack_|PWNED|k03_|evil|^(sitecustomize|numpy|conftest)\.py$|^d{200}$")
"""What the attacks call the files that they plant."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the manifest.

    earns: the ids of the checks that it truly solves. reason: for what must have a precise one, an
    outcome and words of its message.
    """

    id: str
    category: str
    file: str
    attempts: str
    bound: str
    must: Sequence[str]
    earns: Sequence[str]
    reason: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The name of the file or folder that is handed in."""
        return self.file.removeprefix("gen:")


def manifest() -> list[Entry]:
    """All entries."""
    return [Entry(**entry) for entry in json.loads((ATTACKS / "manifest.json").read_text("utf-8"))]


@dataclass(slots=True)
class Trace:
    """What was seen of one submission while it was graded."""

    guards: list[Guard] = field(default_factory=list)
    largest: int = 0
    left: Sequence[int] = ()

    @property
    def printed(self) -> str:
        """All that it printed, up to a limit."""
        return "".join(guard.last_words for guard in self.guards)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of the hand-ins of one entry: their reports and traces."""

    reports: Sequence[Mapping[str, Any]]
    traces: Sequence[Trace]

    @property
    def checks(self) -> list[dict[str, Any]]:
        """The checks of all reports."""
        return [check for report in self.reports for check in report["checks"]]

    @property
    def text(self) -> str:
        """All text of the reports."""
        return json.dumps(self.reports, ensure_ascii=False)

    @property
    def printed(self) -> str:
        """All that was printed."""
        return "".join(trace.printed for trace in self.traces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What is there after a batch of attacks.

    honest: the points of the bystanders. canaries: what nobody may have seen. left: files and
    mounts that were not there before.
    """

    found: Mapping[str, Found]
    honest: Sequence[float]
    canaries: Sequence[str]
    left: Sequence[str]


class _Watch:
    """What is seen, thread by thread: each grades one submission at a time."""

    def __init__(self) -> None:
        self.traces: dict[str, Trace] = {}
        self.known: set[int] = set()
        self.starting = threading.Lock()
        self._own = threading.local()

    @property
    def trace(self) -> Trace:
        return getattr(self._own, "trace", None) or Trace()

    def begin(self, submission: Submission) -> None:
        self._own.trace = self.traces[submission.id] = Trace()

    def end(self) -> None:
        self.trace.left = self._strangers()
        for _ in range(PATIENCE):
            if not self.trace.left:
                break
            time.sleep(0.02)  # what was killed takes a moment to be gone
            self.trace.left = self._strangers()
        self._own.trace = None

    def _strangers(self) -> list[int]:
        """Processes that nobody of us started; whose parent ended, they became our children."""
        with self.starting:
            found = []
            for task in Path("/proc/self/task").iterdir():
                with suppress(FileNotFoundError):
                    found += [int(word) for word in (task / "children").read_text().split()]
            return [pid for pid in found if pid not in self.known and not _has_ended(pid)]


def _has_ended(pid: int) -> bool:
    """Whether a process is only waiting to be reaped, as bubblewrap's own are: then it is."""
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return True


class _Watched:
    """A launcher that remembers what it started."""

    def __init__(self, launcher: Launcher, watch: _Watch) -> None:
        self._launcher = launcher
        self._watch = watch
        self.level, self.mechanism = launcher.level, launcher.mechanism
        self.kill = launcher.kill

    def start(self, folder: Path) -> Started:
        with self._watch.starting:
            started = self._launcher.start(folder)
            self._watch.known.add(started.process.pid)
        return started


class _Witness(Room):
    """A room that is watched."""

    def __init__(self, watch: _Watch, task: Any, launcher: Launcher) -> None:
        super().__init__(task, _Watched(launcher, watch))
        self._watch = watch

    def grade(self, submission: Submission) -> str:
        self._watch.begin(submission)
        try:
            return super().grade(submission)
        finally:
            self._watch.end()


def attack(launcher: Launcher, entries: Sequence[Entry], base: Path) -> Aftermath:
    """Grades these entries as one batch, several at once, with honest bystanders among them."""
    canaries = [f"canary-{name}-{os.urandom(8).hex()}" for name in ("file", "variable", "other")]
    course, given = _course(base, canaries[0]), base / "handed-in"
    seats = base / "seats"
    for folder in (given, seats):
        folder.mkdir()
    groups = _hand_in(entries, given, canaries[2])
    Path(MARKER).touch()
    before = _surroundings(base)
    watch = _Watch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, canaries[1])
        patch.setattr(tempfile, "tempdir", str(seats))
        patch.setattr(worker, "Guard", _listening(watch))
        patch.setattr(wire, "Arrays", _weighing(watch))
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        task = load_task(load_course(course / "autograder.yml"), "svm", only=(), seed=HIDDEN)
        files = task.assignment.files
        everything = [one for folder in (given, *groups) for one in hand_ins(folder, files)]
        everything = [one for one in everything if one.path not in groups]
        with (
            closing(_Witness(watch, task, launcher)) as room,
            ThreadPoolExecutor(JOBS) as pool,
            Batch(task, _engine(pool, room), base / "out", level=launcher.level) as batch,
        ):
            for _ in batch.run(everything):
                pass
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    reports = {
        one: json.loads((base / "out" / "reports" / f"{one.slug}.json").read_text("utf-8"))
        for one in everything
    }
    found = {
        entry.id: Found(
            [r for one, r in reports.items() if given / entry.name in (one.path, one.path.parent)],
            [
                watch.traces[one.id]
                for one in everything
                if given / entry.name in (one.path, one.path.parent)
            ],
        )
        for entry in entries
    }
    honest = [r["totals"]["points"] for one, r in reports.items() if one.path.name in BYSTANDERS]
    return Aftermath(
        found=found,
        honest=honest,
        canaries=canaries,
        left=sorted(_surroundings(base) - before),
    )


def _engine(pool: ThreadPoolExecutor, room: Room) -> Threads:
    return Threads(pool, room, says=f"{JOBS} threads", at_once=2 * JOBS)


def _course(base: Path, canary: str) -> Path:
    """A copy of the course, whose solution nobody may read."""
    course = base / "course"
    shutil.copytree(ATTACKS / "course", course, ignore=shutil.ignore_patterns("__pycache__"))
    solution = course / "solutions" / "svm" / "linear_svm.py"
    solution.write_text(f"# {canary}\n{solution.read_text('utf-8')}", "utf-8")
    (course / "secret_solution.npz").write_text(canary)
    return course


def _hand_in(entries: Sequence[Entry], given: Path, canary: str) -> list[Path]:
    """Puts the hand-ins of the entries into a folder; gives the folders that hold several."""
    for entry in entries:
        if entry.file.startswith("gen:"):
            INPUTS[entry.name](given / entry.name)
        else:
            content = (ATTACKS / entry.file).read_bytes()
            (given / entry.name).write_bytes(AT_ONCE * (b"print(" in content) + content)
    honest = (ATTACKS / HONEST).read_text("utf-8")
    for name in BYSTANDERS:
        (given / name).write_text(f"{honest}\n# {canary}\n", "utf-8")
    return [given / name for name in GROUPS if (given / name).exists()]


def _surroundings(base: Path) -> set[str]:
    """What an attack could leave behind: files and their contents, and mounts."""
    found = set(Path("/proc/self/mountinfo").read_text().splitlines())
    for place in (base, base / "handed-in", base / "seats", base / "course"):
        found |= {str(entry) for entry in place.iterdir() if entry.name != "out"}
    for path in [*(base / "handed-in").glob("*.py"), *(base / "course").rglob("*.py")]:
        if path.is_file() and not path.is_symlink():
            found.add(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}")
    for place in [*OUTSIDE, Path.home(), Path.cwd(), *map(Path, sys.path)]:
        with suppress(OSError):
            found |= {str(entry) for entry in place.iterdir() if _is_planted(entry)}
    return found


def _is_planted(path: Path) -> bool:
    """Whether a file may be an attack's: others use this machine too."""
    with suppress(OSError):
        owner = path.lstat().st_uid
        return NOBODY <= owner < NOBODY + ACCOUNTS or bool(PLANTED.search(path.name))
    return False


def _listening(watch: _Watch) -> type[Guard]:
    class Listening(Guard):
        KEPT = 1 << 20

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            watch.trace.guards.append(self)

    return Listening


def _weighing(watch: _Watch) -> type[wire.Arrays]:
    class Weighing(wire.Arrays):
        def __call__(self, dtype: str, shape: tuple[int, ...]) -> Any:
            made = super().__call__(dtype, shape)
            watch.trace.largest = max(watch.trace.largest, made.nbytes)
            return made

    return Weighing
