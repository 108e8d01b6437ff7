"""What students receive: archives of assignments with a recorded key, and no code of solutions/."""

import os
import posixpath
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from . import provenance, wheels
from .assignment import Assignment
from .costs import costs
from .course import FILE as COURSE_FILE
from .course import Course
from .errors import CourseError
from .folders import replace_file
from .grading import load_task
from .leaks import Private, forms, leaks, private_code
from .packing import packed
from .recorded import ARRAYS, INDEX
from .recording import record
from .report import FILE as REPORT_FILE
from .seed import PUBLIC, course_seed
from .solution import load_solution
from .stubs import stub_files

README, CHECKS, NOTEBOOK, DATA = "README.md", "checks.py", "notebook.ipynb", "data"
WHEELS = "wheels"
WHOLE = "course"
"""The name of the archive that holds all assignments."""

LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
MOST_TOLD = 20
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
    """A zip file to write. `files` are by their path in it."""

    name: str
    files: Mapping[str, bytes] = field(repr=False)
    public: AbstractSet[str]


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
    files = {f"{name}/{COURSE_FILE}": course_file(course, list(handouts))}
    public: set[str] = set()
    for assignment_id, one in handouts.items():
        folder = f"{name}/assignments/{assignment_id}"
        files |= {f"{folder}/{file}": content for file, content in one.files.items()}
        public |= {f"{folder}/{file}" for file in one.public}
    return Archive(f"{name}.zip", files, public & set(files))


# --- what must stay here --------------------------------------------------------------------


def private(course: Course, secrets: Sequence[bytes]) -> Private:
    """What must stay: code, secrets with the seeds that they give, and paths of this machine."""
    solutions = course.root / "solutions"
    sources = [
        (path.relative_to(solutions).parts[0], path.name, path.read_text("utf-8"))
        for path in sorted(solutions.rglob("*.py"))
    ]
    hidden = {form: "the course's secret" for secret in secrets for form in forms(secret)}
    for secret in secrets:
        hidden |= dict(_seeds(course, secret))
    places = {course.root, Path.home(), Path.cwd(), provenance.PACKAGE.parent, Path(sys.prefix)}
    paths = {str(q) for p in places for q in (p, p.resolve()) if len(q.parts) > 1}
    return Private(code=private_code(sources), secrets=hidden, paths=sorted(paths))


def _seeds(course: Course, secret: bytes) -> Iterator[tuple[bytes, str]]:
    """The seed of every case that a secret gives, in figures."""
    seed = course_seed(secret)
    for entry in course.entries:
        for problem in load_task(course, entry.id, only=(), seed=PUBLIC).assignment.problems:
            for case in problem.cases:
                number = seed.number(entry.id, problem.name, case.name)
                for text in (str(number), f"{number:x}"):
                    yield text.encode(), f"the hidden seed of {problem.name}, case {case.name!r}"


def check(found: Archive, kept: Private) -> None:
    """Raises CourseError with file and line of everything private in an archive."""
    told = [f"{found.name}: {leak}" for leak in leaks(found.files, kept, found.public)]
    if told:
        more = [f"and {len(told) - MOST_TOLD} more"] if len(told) > MOST_TOLD else []
        raise CourseError(
            "\n".join([*told[:MOST_TOLD], *more]),
            "This must stay here, and is not written. Take it out, and release again.",
        )


# --- writing --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Released:
    """An archive that was written, and how large it is."""

    path: Path
    size: int
    files: int


def release(
    course: Course, ids: Sequence[str], out: Path, secrets: Sequence[bytes] = ()
) -> tuple[list[Released], dict[str, Sequence[str]]]:
    """Writes an archive for each assignment; without ids for all, and one with the whole course.

    Returns them, and for each assignment what of its folder is in none. Raises CourseError where
    anything private is in one of them: then nothing is written.
    """
    handouts = {name: handout(course, name) for name in ids or [e.id for e in course.entries]}
    made = [archive(name, course, {name: one}) for name, one in handouts.items()]
    if not ids:
        made.append(archive(WHOLE, course, handouts))
    kept = private(course, secrets)
    for one in made:
        check(one, kept)
    _make(out)
    released = []
    for one in made:
        content = packed(one.files)
        replace_file(out / one.name, content)
        released.append(Released(out / one.name, len(content), len(one.files)))
    return released, {name: one.left_out for name, one in handouts.items()}


def release_wheels(course: Course, folder: Path, secrets: Sequence[bytes] = ()) -> list[Path]:
    """Wheels of the grader and what it needs. The grader's own is searched like an archive.

    Its templates are public: who began a course with them has their lines in its solutions.

    Raises CourseError where pip cannot make them, or the grader's holds anything private.
    """
    _make(folder)
    found = wheels.wheels(folder)
    for own in folder.glob("nabla_grader-*.whl"):
        files = wheels.content(own)
        public = {name for name in files if name.startswith("grader/templates/")}
        try:
            check(Archive(own.name, files, public), private(course, secrets))
        except CourseError:
            own.unlink()
            raise
    return found


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CourseError(f"{folder} cannot be made: {error.strerror}") from error
