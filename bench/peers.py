"""The eight checks in the tools of others, and what each of them says of every submission.

Each tool is given all it needs beforehand; what is measured is grading alone.
"""

import os
import re
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from json import loads
from pathlib import Path
from shutil import copy, copytree

import nbformat
from handins import CHECKS, EIGHT, FUNCTIONS, batch, code, course, hand_in, run, students

Passed = Mapping[str, frozenset[str]]
"""For each student the checks that passed, as `function.check`."""

IDS = [f"{function}.{check}" for function, check in product(FUNCTIONS, CHECKS)]
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@dataclass(frozen=True)
class Tool(ABC):
    """A way to grade: `prepare` a folder once, `grade` it with some jobs, then read `verdicts`."""

    name: str
    jobs: int
    venv: Path | None = None

    @abstractmethod
    def prepare(self, folder: Path, count: int) -> None:
        """Lays out so many submissions, and all that the tool needs to grade them."""

    @abstractmethod
    def grade(self, folder: Path, count: int) -> None:
        """Grades them: what is measured."""

    @abstractmethod
    def verdicts(self, folder: Path, count: int) -> Passed:
        """What it found."""

    def all_at_once(self, commands: Iterable[tuple[Sequence[str], Path]]) -> None:
        """As many of these commands at once as there are jobs; failing is up to `verdicts`."""

        def one(task: tuple[Sequence[str], Path]) -> None:
            command, folder = task
            with (folder / "said").open("wb") as said:
                subprocess.run(
                    command, cwd=folder, stdout=said, stderr=said, check=False, env=self.env()
                )

        with ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(one, commands))

    def env(self) -> dict[str, str]:
        """One BLAS thread, no plugins, and the tool's own environment first."""
        path = f"{self.venv / 'bin'}{os.pathsep}" if self.venv else ""
        return {
            **os.environ,
            "PATH": path + os.environ["PATH"],
            "OPENBLAS_NUM_THREADS": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }


class GradeBatch(Tool):
    """`grade batch` at isolation level 3."""

    def prepare(self, folder: Path, count: int) -> None:
        course(folder / "course")
        hand_in(folder / "submissions", count)

    def grade(self, folder: Path, count: int) -> None:  # noqa: ARG002  # it grades all there are
        command = batch(folder / "submissions", folder / "out", "--jobs", str(self.jobs))
        run(command, folder / "course")

    def verdicts(self, folder: Path, count: int) -> Passed:
        found = {}
        for student, _ in students(count):
            report = loads((folder / "out" / "reports" / f"{student}.json").read_text("utf-8"))
            assert report["isolation"]["level"] == 3
            found[student] = frozenset(
                check["id"].replace("-", "_").replace("/", ".")
                for check in report["checks"]
                if check["outcome"] == "passed"
            )
        return found


class Pytest(Tool):
    """One process of plain pytest for each submission, without plugins."""

    def prepare(self, folder: Path, count: int) -> None:
        hand_in(folder, count)
        for student, _ in students(count):
            copy(EIGHT / "eight.py", folder / student)
            copy(EIGHT / "test_eight.py", folder / student)

    def grade(self, folder: Path, count: int) -> None:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        self.all_at_once((command, folder / student) for student, _ in students(count))

    def verdicts(self, folder: Path, count: int) -> Passed:
        return {s: frozenset(self._passed(folder / s / "said")) for s, _ in students(count)}

    def _passed(self, said: Path) -> Iterator[str]:
        """All but those in the summary of failures, which looks like `FAILED file::test_x[f]`."""
        lines = said.read_text("utf-8").splitlines()
        failed = {line.split()[1] for line in lines if line.startswith(("FAILED", "ERROR"))}
        counts = re.findall(r"(\d+) (passed|failed|error)", lines[-1])
        assert sum(int(number) for number, _ in counts) == len(IDS), lines[-1]
        assert len(failed) == sum(int(number) for number, what in counts if what != "passed")
        for name in IDS:
            function, check = name.split(".")
            if f"test_eight.py::test_{check}[{function}]" not in failed:
                yield name


class Otter(Tool):
    """One `otter run` for each submission: no container, which would only cost more."""

    def prepare(self, folder: Path, count: int) -> None:
        (folder / "tests").mkdir(parents=True)
        copy(EIGHT / "eight.py", folder)
        for name in IDS:
            function, check = name.split(".")
            case = {"code": f">>> import eight\n>>> eight.{check}({function})"}
            suite = {"cases": [case], "scored": True, "type": "doctest"}
            test = {"name": name.replace(".", "__"), "points": 1, "suites": [suite]}
            file = folder / "tests" / f"{test['name']}.py"
            file.write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n", "utf-8")
        for student, kind in students(count):
            (folder / student).mkdir()
            nbformat.write(_notebook([_cell(code(kind))]), folder / student / "svm.ipynb")
        run([self._otter, "generate", "-t", "tests", "eight.py"], folder, **self.env())

    def grade(self, folder: Path, count: int) -> None:
        command = [self._otter, "run", "-a", "../autograder.zip", "--no-logo", "svm.ipynb"]
        self.all_at_once((command, folder / student) for student, _ in students(count))

    def verdicts(self, folder: Path, count: int) -> Passed:
        found = {}
        for student, _ in students(count):
            tests = loads((folder / student / "results.json").read_text("utf-8"))["tests"]
            found[student] = frozenset(
                test["name"].replace("__", ".") for test in tests if test.get("score")
            )
        return found

    @property
    def _otter(self) -> str:
        assert self.venv
        return str(self.venv / "bin" / "otter")


class Nbgrader(Tool):
    """One `nbgrader autograde` for each job, on its share of the students.

    It grades one after the other, and its database is for one process: so each has its own.
    """

    def prepare(self, folder: Path, count: int) -> None:
        first = folder / "0"
        source = first / "source" / "ps1"
        source.mkdir(parents=True)
        copy(EIGHT / "eight.py", source)
        cells = [_cell(code("right"), "svm", solution=True)]
        for name in IDS:
            function, check = name.split(".")
            test = f"import eight\neight.{check}({function})"
            cells.append(_cell(test, name.replace(".", "-"), grade=True, locked=True, points=1))
        nbformat.write(_notebook(cells), source / "svm.ipynb")
        config = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'
        (first / "nbgrader_config.py").write_text(config, "utf-8")
        run([self._nbgrader, "generate_assignment", "ps1"], first, **self.env())
        for job in range(1, self.jobs):
            copytree(first, folder / str(job))
        released = nbformat.read(first / "release" / "ps1" / "svm.ipynb", 4)
        for number, (student, kind) in enumerate(students(count)):
            released.cells[0].source = code(kind)
            own = folder / str(number % self.jobs) / "submitted" / student / "ps1"
            own.mkdir(parents=True)
            nbformat.write(released, own / "svm.ipynb")

    def grade(self, folder: Path, count: int) -> None:
        command = [self._nbgrader, "autograde", "ps1"]
        self.all_at_once((command, folder / str(job)) for job in range(min(count, self.jobs)))

    def verdicts(self, folder: Path, count: int) -> Passed:
        found: dict[str, set[str]] = {student: set() for student, _ in students(count)}
        for job in range(min(count, self.jobs)):
            with sqlite3.connect(folder / str(job) / "gradebook.db") as gradebook:
                for student, cell, score in gradebook.execute(SCORES):
                    assert score is not None
                    if score:
                        found[student].add(cell.replace("-", "."))
        return {student: frozenset(passed) for student, passed in found.items()}

    @property
    def _nbgrader(self) -> str:
        assert self.venv
        return str(self.venv / "bin" / "nbgrader")


SCORES = """
select submitted_assignment.student_id, base_cell.name, grade.auto_score from grade
join base_cell on grade.cell_id = base_cell.id
join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
"""


def _notebook(cells: Sequence[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells), metadata=KERNEL)


def _cell(source: str, grade_id: str = "", **told: object) -> nbformat.NotebookNode:
    """A code cell; with a grade_id one that nbgrader knows."""
    known = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    own = {"nbgrader": {**known, "grade_id": grade_id, **told}} if grade_id else {}
    return nbformat.v4.new_code_cell(source, metadata=own)
