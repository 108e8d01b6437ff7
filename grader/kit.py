"""A kit: one assignment with its solution as plain data, to grade where the course is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from . import provenance
from .course import Course
from .errors import CourseError
from .folders import write
from .grading import Task, load_task
from .seed import Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """All that grading takes beside a submission. It holds the seed's secret: mind who gets it.

    course: without the other assignments, and without a folder. level: the weakest isolation to
    accept. files: by their path in the course. grader, numpy: what packed it.
    """

    course: Course
    assignment: str
    seed: Seed
    level: int
    files: Mapping[str, bytes] = field(repr=False)
    grader: str
    numpy: str

    def unpack(self, into: Path) -> Task:
        """The task, with its files in an empty folder.

        Raises CourseError where this grader or this NumPy is another: it would grade otherwise.
        """
        for what, theirs, ours in (
            ("nabla-grader", self.grader, provenance.grader()["digest"]),
            ("NumPy", self.numpy, np.__version__),
        ):
            if theirs != ours:
                raise CourseError(
                    f"its {what} is {ours}, and that of the batch is {theirs}",
                    f"Install the same {what} in both places.",
                )
        for name, content in self.files.items():
            write(into / name, content)
        course = replace(self.course, root=into)
        return load_task(course, self.assignment, only=(), seed=self.seed)


def pack(course: Course, assignment: str, seed: Seed, *, level: int) -> Kit:
    """The kit of an assignment whose solution is at hand."""
    folders = (course.folder(assignment), course.solution(assignment))
    return Kit(
        course=replace(course, root=Path(), entries=[course.entry(assignment)]),
        assignment=assignment,
        seed=seed,
        level=level,
        files={
            path.relative_to(course.root).as_posix(): path.read_bytes()
            for folder in folders
            for path in _files(folder)
        },
        grader=provenance.grader()["digest"],
        numpy=np.__version__,
    )


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder, without hidden ones and without what Python compiled."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside):
            yield path
