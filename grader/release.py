"""To release: what leaves this machine is searched for what must stay, and written."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import provenance, wheels
from .course import Course
from .errors import CourseError
from .folders import replace_file
from .grading import load_task
from .handout import Archive, archive, handout
from .leaks import Private, forms, leaks, private_code
from .packing import packed
from .platforms import NOWHERE, Wanted, platform_archives
from .seed import PUBLIC, course_seed

WHEELS = "wheels"
WHOLE = "course"
"""The name of the archive that holds all assignments."""

MOST_TOLD = 20


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
    """Raises CourseError with file and line of everything private in an archive.

    One for instructors may have the code of solutions/, and a secret of its own.
    """
    if found.for_instructors:
        kept = replace(kept, code={})
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
    """An archive that was written, and how large it is. for_instructors: no student gets it."""

    path: Path
    size: int
    files: int
    for_instructors: bool


def release(
    course: Course,
    ids: Sequence[str],
    out: Path,
    secrets: Sequence[bytes] = (),
    wanted: Wanted = NOWHERE,
) -> tuple[list[Released], dict[str, Sequence[str]]]:
    """Writes an archive for each assignment; without ids for all, and one with the whole course.

    wanted: also those for platforms. Returns them, and for each assignment what of its folder is in
    none. Raises CourseError where anything private is in one of them: then nothing is written.
    """
    handouts = {name: handout(course, name) for name in ids or [e.id for e in course.entries]}
    made = [archive(name, course, {name: one}) for name, one in handouts.items()]
    if not ids:
        made.append(archive(WHOLE, course, handouts))
    kept = private(course, secrets)
    if on_platforms := list(platform_archives(course, handouts, wanted)):
        made += on_platforms
        check(_own_wheel(), kept)
    for one in made:
        check(one, kept)
    released = []
    for one in made:
        content = packed(one.files)
        _make((out / one.name).parent)
        replace_file(out / one.name, content, private=one.for_instructors)
        released.append(Released(out / one.name, len(content), len(one.files), one.for_instructors))
    return released, {name: one.left_out for name, one in handouts.items()}


def release_wheels(course: Course, folder: Path, secrets: Sequence[bytes] = ()) -> list[Path]:
    """Wheels of the grader and what it needs. The grader's own is searched like an archive.

    Its templates are public: who began a course with them has their lines in its solutions.

    Raises CourseError where pip cannot make them, or the grader's holds anything private.
    """
    _make(folder)
    found = wheels.wheels(folder)
    for own in folder.glob("nabla_grader-*.whl"):
        try:
            check(_searched(own.name, wheels.content(own.read_bytes())), private(course, secrets))
        except CourseError:
            own.unlink()
            raise
    return found


def _own_wheel() -> Archive:
    """The grader's wheel that archives for platforms hold."""
    name, content = wheels.own()
    return _searched(name, wheels.content(content))


def _searched(name: str, files: Mapping[str, bytes]) -> Archive:
    """A wheel as an archive: its templates are public."""
    return Archive(name, files, {file for file in files if file.startswith("grader/templates/")})


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CourseError(f"{folder} cannot be made: {error.strerror}") from error
