"""What students receive of an assignment: stubs, checks and a recorded key, in an archive."""

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import yaml

from . import __version__
from .assignment import Assignment
from .costs import costs
from .course import FILE as COURSE_FILE
from .course import Course
from .errors import CourseError
from .grading import load_task
from .recorded import ARRAYS, INDEX
from .recording import record
from .report import FILE as REPORT_FILE
from .seed import PUBLIC
from .solution import load_solution
from .stubs import stub_files

README, CHECKS, NOTEBOOK, DATA = "README.md", "checks.py", "notebook.ipynb", "data"
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
OF_A_COURSE = ("course", "assignments", "limits", "late")
"""What of autograder.yml students get."""


@dataclass(frozen=True, slots=True)
class Handout:
    """One assignment as students get it: files by name, and what else lies in its folder.

    public: the names of the files whose lines students may know anyway.
    """

    files: Mapping[str, bytes] = field(repr=False)
    public: AbstractSet[str]
    left_out: Sequence[str]


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file to write. `files` are by their path in it.

    public: those whose lines students may know anyway. for_instructors: no student gets it.
    """

    name: str
    files: Mapping[str, bytes] = field(repr=False)
    public: AbstractSet[str]
    for_instructors: bool = field(default=False, kw_only=True)


def handout(course: Course, assignment_id: str) -> Handout:
    """The files of an assignment: stubs cut anew, a key recorded anew, the rest as it lies there.

    Raises CourseError where the assignment has no README or no solution.
    """
    task = load_task(course, assignment_id, only=(), seed=PUBLIC)
    assignment, solution = task.assignment, course.solution(assignment_id)
    stubs = {
        path.relative_to(assignment.folder).as_posix(): text.encode()
        for path, text in stub_files(solution, assignment.folder, assignment.files)
    }
    public = {README, *assignment.given}
    kept = {
        name: path.read_bytes()
        for name, path in _lying(assignment)
        if name in {*public, CHECKS, NOTEBOOK} or name.startswith(f"{DATA}/")
    }
    if README not in kept:
        raise CourseError(f"{assignment.id} has no {README}", "Students start by reading it.")
    key = record(
        assignment,
        load_solution(solution, assignment.folder, assignment.files, assignment.given),
        digest=task.digest,
        kernels=costs(task, solution),
    )
    files = {**kept, **stubs, **key}
    return Handout(
        files={**files, README: without_dead_links(kept[README], set(files))},
        public=public | set(stubs),
        left_out=[name for name, _ in _lying(assignment) if name not in files],
    )


def _lying(assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """What lies in the folder of an assignment; not what tools leave there."""
    for folder, folders, names in os.walk(assignment.folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            if not name.startswith(".") and name not in {REPORT_FILE, INDEX, ARRAYS}:
                path = Path(folder) / name
                yield path.relative_to(assignment.folder).as_posix(), path


def without_dead_links(text: bytes, files: AbstractSet[str]) -> bytes:
    """A page where links to files that students do not get are only their words."""

    def kept(link: re.Match[str]) -> str:
        target = link[2].partition("#")[0]
        dead = target and ":" not in target and posixpath.normpath(target) not in files
        return link[1] if dead else link[0]

    return LINK.sub(kept, text.decode("utf-8")).encode()


def course_file(course: Course, ids: Sequence[str]) -> bytes:
    """The autograder.yml of an archive with these assignments."""
    data = yaml.safe_load((course.root / COURSE_FILE).read_text("utf-8"))
    told = {key: data[key] for key in OF_A_COURSE if key in data}
    told["assignments"] = [entry for entry in told["assignments"] if entry["id"] in ids]
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100).encode()


def archive(name: str, course: Course, handouts: Mapping[str, Handout]) -> Archive:
    """The archive of some assignments, in one folder that is a course of its own."""
    return packed_below(f"{name}/", f"{name}.zip", course, handouts)


def packed_below(top: str, name: str, course: Course, handouts: Mapping[str, Handout]) -> Archive:
    """The archive of some assignments, whose course lies below `top`."""
    files = {
        f"{top}{COURSE_FILE}": course_file(course, list(handouts)),
        f"{top}{README}": _beginning(course, next(iter(handouts))),
    }
    public: set[str] = set()
    for assignment_id, one in handouts.items():
        folder = f"{top}assignments/{assignment_id}"
        files |= {f"{folder}/{file}": content for file, content in one.files.items()}
        public |= {f"{folder}/{file}" for file in one.public}
    return Archive(name, files, public & set(files))


def _beginning(course: Course, first: str) -> bytes:
    """The page that tells how to begin: to install, and to grade the first assignment."""
    text = resources.files(__package__).joinpath("templates", "archive", "README.md.in")
    fields = {"title": course.title, "version": __version__, "first": first}
    found = text.read_text("utf-8")
    for name, value in fields.items():
        found = found.replace(f"@{name}@", value)
    return found.encode()
