"""A room to grade in: it serves any number of submissions, and holds nothing for them later."""

import json
import os
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import SUBMISSIONS
from grader.course import Course
from grader.grading import Task, load_task, reference_worker
from grader.isolation import PlainProcess, Started, seat
from grader.limits import Limits
from grader.model import Call, Program, Ref
from grader.room import Room
from grader.seed import PUBLIC
from grader.submission import Submission, read


@pytest.fixture
def task(course: Course) -> Task:
    return load_task(course, "line", only=(), seed=PUBLIC)


def submission(task: Task, specimen: str) -> Submission:
    return read(SUBMISSIONS / f"{specimen}.py", files=task.assignment.files, given=task.given)


def test_a_reference_is_not_held_to_the_limit_of_one_submission(task: Task, tmp_path: Path) -> None:
    burn = "import time\ndef burn():\n t = time.process_time()\n"
    burn += " while time.process_time() < t + 0.2: pass\n return 1"
    (tmp_path / "line.py").write_text(burn, "utf-8")
    strict = replace(
        task, limits=Limits(total_seconds=0.3), references={"line.py": tmp_path / "line.py"}
    )
    program = Program("line.py", (Call("burn"),), {"value": Ref(0)})

    with seat(PlainProcess()) as place, reference_worker(strict, place) as reference:
        assert [reference.time(program).values for _ in range(4)] == [{"value": 1}] * 4


def held() -> tuple[int, int]:
    """Open files and threads."""
    return len(os.listdir("/proc/self/fd")), threading.active_count()  # noqa: PTH208


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_twenty_submissions_hold_no_more_than_one(task: Task) -> None:
    room, stub = Room(task, PlainProcess()), submission(task, "not_written")
    room.grade(stub)
    before = held()

    for _ in range(20):
        assert json.loads(room.grade(stub))["totals"]["points"] == 0

    assert held() <= before
    room.close()


class Counting(PlainProcess):
    """Counts the children that it starts."""

    def __init__(self) -> None:
        self.started = 0

    def start(self, folder: Path) -> Started:
        self.started += 1
        return super().start(folder)


@pytest.mark.parametrize(("student", "children"), [("not_written", 1), ("right", 2)])
def test_the_reference_starts_when_something_is_timed_beside_it(
    task: Task, student: str, children: int
) -> None:
    launcher = Counting()
    with closing(Room(task, launcher)) as room:
        room.grade(submission(task, student))

    assert launcher.started == children
