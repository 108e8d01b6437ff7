"""The timing check under load: right references keep their points, loops lose theirs.

Every core is kept busy by another process that streams through memory, while each timed function of
the course is graded through real workers: the reference many times, its loop version too.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def main() -> None:
    """Prints the table; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--references", type=int, default=1000, help="gradings of references")
    parser.add_argument("--loops", type=int, default=50, help="gradings of each loop version")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    course = load_course(ROOT / "autograder.yml")
    checks = timed(course)
    each = -(-arguments.references // len(checks))
    rows = [
        "| timed function | reference: gradings | lost points | ratio, median (most) "
        "| loops: gradings | kept points | ratio, least |",
        "|---|---|---|---|---|---|---|",
    ]
    with busy_cores():
        for problem, check, task in checks:
            solution = course.solution(task.assignment.id)
            right = [graded(task, solution) for _ in range(each)]
            with temporary_folder() as folder:
                stage_reference(Subject.load(course, task.assignment.id, 1), folder)
                stage_loop(problem, check.loop, folder)
                slow = [graded(task, folder) for _ in range(arguments.loops)]
            ratios = [entry.measured or np.inf for entry in right]
            rows.append(
                f"| {problem.name} | {each} | {sum(e.points < e.max_points for e in right)} "
                f"| {statistics.median(ratios):.2f} ({max(ratios):.2f}) | {arguments.loops} "
                f"| {sum(e.points > 0 for e in slow)} "
                f"| {min(entry.measured or 0 for entry in slow):.0f} |"
            )
            print(rows[-1], file=sys.stderr)
    text = f"Every core busy with another process.\n\n{chr(10).join(rows)}"
    report("timing", text, write=arguments.write)


if __name__ == "__main__":
    main()
