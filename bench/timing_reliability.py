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
from grader.report import Entry
from grader.seed import PUBLIC

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


def timed(course: Course) -> list[tuple[str, TimingLimit, Task]]:
    """Every timing check of the course, with a task that runs it alone."""
    found = []
    for entry in course.entries:
        task = load_task(course, entry.id, only=(), seed=PUBLIC)
        for check_id, _, check in task.assignment.checks():
            if isinstance(check, TimingLimit):
                only = load_task(course, entry.id, only=[check_id], seed=PUBLIC)
                found.append((check_id, check, only))
    return found


def graded(task: Task, source: Path) -> Entry:
    """The timing check's entry for one submission."""
    with seat(PlainProcess()) as own, seat(PlainProcess()) as other:
        (entry,) = grade(task, source, own, reference_worker(task, other)).checks
    return entry


def looping(course: Course, task: Task, check_id: str, loop: str, folder: Path) -> Path:
    """A submission that is the reference with the timed function replaced by its loop version."""
    solution = course.solution(task.assignment.id)
    function = check_id.partition(".")[0]
    (file,) = {p.file for p in task.assignment.problems if p.name == function}
    source = (solution / "misconceptions.py").read_text("utf-8").replace("from grader import", "#")
    body = source[source.index(f"def {loop}(") :]
    text = f"{(solution / file).read_text('utf-8')}\n\n{body}\n\n{function} = {loop}\n"
    (folder / file).write_text(text, "utf-8")
    return folder


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
        for check_id, check, task in checks:
            solution = course.solution(task.assignment.id)
            right = [graded(task, solution) for _ in range(each)]
            with temporary_folder() as folder:
                source = looping(course, task, check_id, check.loop, folder)
                slow = [graded(task, source) for _ in range(arguments.loops)]
            ratios = [entry.measured or np.inf for entry in right]
            rows.append(
                f"| {check_id} | {each} | {sum(e.points < e.max_points for e in right)} "
                f"| {statistics.median(ratios):.2f} ({max(ratios):.2f}) | {arguments.loops} "
                f"| {sum(e.points > 0 for e in slow)} "
                f"| {min(entry.measured or 0 for entry in slow):.0f} |"
            )
            print(rows[-1], file=sys.stderr)
    text = f"Every core busy with another process.\n\n{chr(10).join(rows)}"
    report("timing", text, write=arguments.write)


if __name__ == "__main__":
    main()
