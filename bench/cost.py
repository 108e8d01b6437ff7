"""What ten thousand submissions cost: measured for each one, reckoned for larger machines.

A batch of each assignment is measured at two sizes; their difference is what one more submission
takes. Half of the submissions are right, the others have one of the known mistakes.
"""

import argparse
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import psutil
from processes import machine_cpu
from results import progress, report

from grader.course import Course, load_course
from grader.verify import Subject, stage_reference

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Used:
    """Seconds of a batch, or of a submission: wall, CPU, and of that in the grader's process."""

    wall: float
    cpu: float
    own: float


@dataclass(frozen=True)
class Measured:
    """One assignment. each: what one more submission takes. start: seconds before the first."""

    assignment: str
    each: Used
    start: float

    @property
    def busy(self) -> float:
        """The share of the cores that the batch kept busy."""
        return min(1.0, self.each.cpu / (self.each.wall * (os.cpu_count() or 1)))

    def processes(self, cores: int) -> int:
        """How many processes of `grade batch` a machine needs: one runs on one core at a time."""
        return max(1, math.ceil(cores * self.each.own / self.each.cpu))

    def minutes(self, submissions: int, machines: int, cores: int, setup: float) -> float:
        """Minutes on so many machines at once, each of which grades its part."""
        part = math.ceil(submissions / machines)
        return (setup + self.start + part * self.each.cpu / (cores * self.busy)) / 60


@dataclass(frozen=True)
class Place:
    """Machines of one kind. setup: seconds before each of them can begin."""

    name: str
    machines: int
    cores: int
    setup: float


PLACES = [
    Place("one machine, 8 cores", 1, 8, 0),
    Place("Dask, 10 machines of 8 cores", 10, 8, 10),
    Place("CI matrix, 20 jobs of 4 cores", 20, 4, 60),
]


def main() -> None:
    """Prints the tables; `--write` puts them into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*", help="by default all of the course")
    parser.add_argument("--few", type=int, default=4)
    parser.add_argument("--many", type=int, default=20)
    parser.add_argument("--submissions", type=int, default=10_000, help="to reckon with")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    course = load_course(ROOT / "autograder.yml")
    ids = arguments.assignments or [entry.id for entry in course.entries]
    found = [_measured(course, one, arguments.few, arguments.many) for one in ids]
    setups = ", ".join(f"{p.setup:g} s to set up for {p.name}" for p in PLACES if p.setup)
    text = (
        f"Measured with {os.cpu_count()} jobs on {arguments.few} and {arguments.many} submissions "
        f"to each assignment; minutes are reckoned, with {setups}.\n\n"
        f"{_table(found, arguments.submissions)}"
    )
    report("cost", text, write=arguments.write)


def _table(found: Sequence[Measured], submissions: int) -> str:
    head = "| | CPU ms for each | of it the grader's process | start-up s | cores kept busy "
    head += f"| CPU hours for {submissions:,} "
    head += "".join(f"| {place.name}: min " for place in PLACES)
    rows = [head + "|", "|---" * head.count("|") + "|"]
    for one in found:
        minutes = [one.minutes(submissions, p.machines, p.cores, p.setup) for p in PLACES]
        rows.append(
            f"| {one.assignment} | {1e3 * one.each.cpu:.0f} | {1e3 * one.each.own:.0f} "
            f"| {one.start:.1f} | {100 * one.busy:.0f} % "
            f"| {submissions * one.each.cpu / 3600:.1f} "
            + "".join(f"| {value:.1f} " for value in minutes)
            + "|"
        )
    most = max(one.processes(PLACES[0].cores) for one in found)
    rows += ["", f"Processes (`--shard`) that 8 cores need: {most} at most."]
    return "\n".join(rows)


def _measured(course: Course, assignment: str, few: int, many: int) -> Measured:
    subject = Subject.load(course, assignment, 1)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        _batch(subject, folder / "first", 1)  # fills the caches
        small, large = (_batch(subject, folder / str(count), count) for count in (few, many))
    share = many - few
    each = Used(
        (large.wall - small.wall) / share,
        (large.cpu - small.cpu) / share,
        (large.own - small.own) / share,
    )
    found = Measured(assignment, each, max(0.0, small.wall - few * each.wall))
    progress(f"{found}")
    return found


def _batch(subject: Subject, folder: Path, count: int) -> Used:
    """One batch of so many submissions."""
    for number, lines in enumerate(islice(_changes(subject), count)):
        student = folder / "submissions" / f"s{number:04d}"
        student.mkdir(parents=True)
        stage_reference(subject, student)
        for file, line in lines:
            with (student / file).open("a", encoding="utf-8") as stream:
                stream.write(line)
    command = [sys.executable, "-m", "grader", "batch", str(folder / "submissions"), "--assignment"]
    command += [subject.assignment.id, "--public-seed", "--out", str(folder / "out")]
    before, began = machine_cpu(), time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        # Once it has ended, and before it is reaped, its own times still stand in /proc.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        wall, own = time.perf_counter() - began, psutil.Process(process.pid).cpu_times()
        assert process.wait() == 0, f"{command} ended with {process.returncode}"
    return Used(wall, machine_cpu() - before, own.user + own.system)


def _changes(subject: Subject) -> Iterator[list[tuple[str, str]]]:
    """For one submission after the other what is appended to which file of the reference."""
    files = {f: p.file for p in subject.assignment.problems for f in p.functions}
    mistakes = [
        (files[function], f"\n\nfrom misconceptions import {name}\n\n{function} = {name}\n")
        for m in subject.solution.misconceptions
        for name in [m.function.__name__]
        for function in m.replaces[-1:]
        if function in files
    ]
    random.Random(1).shuffle(mistakes)  # noqa: S311  # no secret
    for mistake in cycle(mistakes):
        yield []
        yield [mistake]


if __name__ == "__main__":
    main()
