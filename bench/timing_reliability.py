"""The timing check under load: right answers without loops keep their points, loops lose theirs.

Every core is kept busy by another process that streams through memory, while each timed function of
the course is graded through real workers: the reference many times, its loop version too, and right
code in the clumsy styles of `clumsy/`, without loops over examples.
"""

import argparse
import multiprocessing
import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from results import report

from grader.checks import TimingLimit
from grader.course import Course, load_course
from grader.folders import temporary_folder
from grader.grading import Task, grade, load_task, reference_worker
from grader.isolation import PlainProcess, seat
from grader.problems import Problem
from grader.report import Entry
from grader.seed import PUBLIC
from grader.verify import Subject, stage_loop, stage_reference

ROOT = Path(__file__).parent.parent
CLUMSY = Path(__file__).parent / "clumsy"
HEAD = """| timed function | reference: gradings | lost points | ratio, median (most) \
| clumsy: gradings | lost points | ratio, median (most) \
| loops: gradings | kept points | ratio, least |
|---|---|---|---|---|---|---|---|---|---|"""


class Numbers(NamedTuple):
    """How often a function is graded in each way."""

    references: int
    clumsy: int
    loops: int


def burn() -> None:
    """Keeps a core and its caches busy until it is ended."""
    memory = np.ones(4_000_000)
    while True:
        memory *= 1.0000001


@contextmanager
def busy_cores() -> Iterator[None]:
    """One burning process for each core."""
    processes = [
        multiprocessing.Process(target=burn, daemon=True) for _ in range(os.cpu_count() or 1)
    ]
    for process in processes:
        process.start()
    time.sleep(1)
    try:
        yield
    finally:
        for process in processes:
            process.terminate()


def timed(course: Course) -> list[tuple[Problem, TimingLimit, Task]]:
    """Every timing check of the course, with a task that runs it alone."""
    found = []
    for entry in course.entries:
        task = load_task(course, entry.id, only=(), seed=PUBLIC)
        for check_id, problem, check in task.assignment.checks():
            if isinstance(check, TimingLimit):
                only = load_task(course, entry.id, only=[check_id], seed=PUBLIC)
                found.append((problem, check, only))
    return found


def graded(task: Task, source: Path) -> Entry:
    """The timing check's entry for one submission."""
    with seat(PlainProcess()) as own, seat(PlainProcess()) as other:
        (entry,) = grade(task, source, own, reference_worker(task, other)).checks
    return entry


def clumsy_styles(problem: Problem) -> list[Path]:
    """The modules with right but clumsy code for all functions of a problem."""
    wanted = [f"def {name}(" for name in problem.functions]
    paths = sorted(CLUMSY.glob("*.py"))
    return [path for path in paths if all(name in path.read_text() for name in wanted)]


def stage_style(problem: Problem, style: Path, folder: Path) -> None:
    """Replaces the functions of a problem in a staged reference."""
    shutil.copy(style, folder)
    with (folder / problem.file).open("a") as stream:
        stream.write(f"\n\nfrom {style.stem} import {', '.join(problem.functions)}\n")


def row(course: Course, check: tuple[Problem, TimingLimit, Task], numbers: Numbers) -> str:
    """One line of the table."""
    problem, timing, task = check
    subject = Subject.load(course, task.assignment.id, 1)
    right = [graded(task, course.solution(task.assignment.id)) for _ in range(numbers.references)]
    clumsy: list[Entry] = []
    for style in clumsy_styles(problem):
        with temporary_folder() as folder:
            stage_reference(subject, folder)
            stage_style(problem, style, folder)
            clumsy += [graded(task, folder) for _ in range(numbers.clumsy)]
    with temporary_folder() as folder:
        stage_reference(subject, folder)
        stage_loop(problem, timing.loop, folder)
        slow = [graded(task, folder) for _ in range(numbers.loops)]
    return (
        f"| {problem.name} | {kept(right)} | {kept(clumsy)} | {len(slow)} "
        f"| {sum(e.points > 0 for e in slow)} | {min(e.measured or 0 for e in slow):.0f} |"
    )


def kept(entries: list[Entry]) -> str:
    """Three cells on right answers: how many, how many lost points, and their ratios."""
    if not entries:
        return "- | - | -"
    ratios = [entry.measured or np.inf for entry in entries]
    lost = sum(entry.points < entry.max_points for entry in entries)
    return f"{len(entries)} | {lost} | {statistics.median(ratios):.2f} ({max(ratios):.2f})"


def main() -> None:
    """Prints the table; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--references", type=int, default=1000, help="gradings of references")
    parser.add_argument("--clumsy", type=int, default=25, help="gradings of each clumsy style")
    parser.add_argument("--loops", type=int, default=25, help="gradings of each loop version")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    course = load_course(ROOT / "autograder.yml")
    checks = timed(course)
    numbers = Numbers(-(-arguments.references // len(checks)), arguments.clumsy, arguments.loops)
    rows = [HEAD]
    with busy_cores():
        for check in checks:
            rows.append(row(course, check, numbers))
            print(rows[-1], file=sys.stderr)
    text = f"Every core busy with another process.\n\n{chr(10).join(rows)}"
    report("timing", text, write=arguments.write)


if __name__ == "__main__":
    main()
