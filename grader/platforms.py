"""What course platforms receive of an assignment.

Archives for Gradescope and PrairieLearn are for instructors: submissions are graded there with the
solution, on hidden inputs, in a sandbox. What GitHub Classroom receives is for students.
"""

import html
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from . import wheels
from .assignment import load_assignment
from .course import FILE as COURSE_FILE
from .course import Course
from .errors import CourseError
from .handout import Archive, Handout, course_file, packed_below
from .kit import pack
from .recorded import ARRAYS, INDEX
from .report import FILE as REPORT_FILE
from .seed import PUBLIC, derived_secret

INSTRUCTOR = "instructor"
"""The folder of the archives that no student gets."""

SECRET_FILE = "secret"  # noqa: S105  # the name of a file
LEFT = {REPORT_FILE, INDEX, ARRAYS}
"""What may lie in an assignment's folder, and is not needed where its solution is."""

LEAST_LEVEL = 2
LONGEST, AROUND = 600, 60
"""Seconds: the longest time-out of PrairieLearn, and what starting and publishing may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """For which platforms. prairielearn: the name of the image, or nothing.

    secret: the course's. It goes nowhere: each archive with hidden inputs has one that it gives.
    """

    gradescope: bool = False
    github_classroom: bool = False
    prairielearn: str = ""
    secret: bytes = field(default=b"", repr=False)


NOWHERE = Wanted()


def platform_archives(
    course: Course, handouts: Mapping[str, Handout], wanted: Wanted
) -> Iterator[Archive]:
    """The archives for platforms, of each assignment. Raises CourseError without a secret."""
    if (wanted.gradescope or wanted.prairielearn) and not wanted.secret:
        raise CourseError(
            "there is no secret to draw hidden inputs from",
            "Name it with --secret-file: the archive gets one that is made from it, not itself.",
        )
    for name, one in handouts.items():
        if wanted.gradescope:
            yield gradescope(course, name, wanted.secret)
        if wanted.prairielearn:
            yield prairielearn(course, name, wanted.secret, wanted.prairielearn)
        if wanted.github_classroom:
            yield github_classroom(course, name, one)


def gradescope(course: Course, assignment: str, secret: bytes) -> Archive:
    """The autograder of an assignment: what /autograder/source is on Gradescope."""
    wheel, content = wheels.own()
    found = {
        **_course(course, assignment, derived_secret(secret, f"gradescope {assignment}")),
        f"wheels/{wheel}": content,
        "setup.sh": _filled("setup.sh"),
        "run_autograder": _filled("run_autograder", assignment=assignment),
    }
    return _for_instructors(f"{assignment}-gradescope", found)


def prairielearn(course: Course, assignment: str, secret: bytes, image: str) -> Archive:
    """An assignment as a question of PrairieLearn, and the image that grades it."""
    wheel, content = wheels.own()
    own = derived_secret(secret, f"prairielearn {assignment}")
    tests = {
        **_course(course, assignment, own),
        "run.sh": _filled("run.sh", assignment=assignment),
    }
    question = f"questions/{assignment}"
    found = {
        **{f"{question}/tests/{name}": text for name, text in tests.items()},
        f"{question}/info.json": _info(course, assignment, image),
        f"{question}/question.html": _question(course, assignment),
        "image/Dockerfile": _filled("Dockerfile", image=image, wheel=wheel),
        f"image/{wheel}": content,
    }
    return _for_instructors(f"{assignment}-prairielearn", found)


def github_classroom(course: Course, assignment: str, handout: Handout) -> Archive:
    """What a template repository for GitHub Classroom holds."""
    wheel, content = wheels.own()
    name = f"{assignment}-github-classroom.zip"
    found = packed_below("", name, course, {assignment: handout})
    more = {
        ".github/workflows/classroom.yml": _filled("classroom.yml", assignment=assignment),
        f".github/nabla/{wheel}": content,
    }
    return Archive(name, {**found.files, **more}, found.public)


# --- pieces ---------------------------------------------------------------------------------


def _for_instructors(name: str, found: Mapping[str, bytes]) -> Archive:
    return Archive(f"{INSTRUCTOR}/{name}.zip", found, frozenset(), for_instructors=True)


def _course(course: Course, assignment: str, secret: str) -> dict[str, bytes]:
    """A course of one assignment with its solution, and a secret of its own."""
    kit = pack(course, assignment, PUBLIC, level=LEAST_LEVEL)
    return {
        **{n: c for n, c in kit.files.items() if n.rpartition("/")[2] not in LEFT},
        COURSE_FILE: course_file(course, [assignment]),
        SECRET_FILE: f"{secret}\n".encode(),
    }


def _info(course: Course, assignment: str, image: str) -> bytes:
    """The info.json of a question. Its uuid is always the same for the same assignment."""
    told = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"nabla:{course.title}:{assignment}")),
        "title": _title(course, assignment),
        "topic": course.title,
        "type": "v3",
        "gradingMethod": "External",
        "singleVariant": True,
        "externalGradingOptions": {
            "enabled": True,
            "image": image,
            "entrypoint": "/grade/tests/run.sh",
            "timeout": min(LONGEST, round(course.limits.total_seconds) + AROUND),
        },
    }
    return (json.dumps(told, indent=2) + "\n").encode()


def _question(course: Course, assignment: str) -> bytes:
    files = load_assignment(course.folder(assignment)).files
    title = html.escape(_title(course, assignment))
    return _filled("question.html", title=title, files=html.escape(",".join(files)))


def _title(course: Course, assignment: str) -> str:
    return load_assignment(course.folder(assignment)).title


def _filled(template: str, **fields: str) -> bytes:
    """A template, in which @name@ is what is to be put in."""
    path = files(__package__).joinpath("templates", "platforms", f"{template}.in")
    text = path.read_text("utf-8")
    for name, value in fields.items():
        text = text.replace(f"@{name}@", value)
    return text.encode()
