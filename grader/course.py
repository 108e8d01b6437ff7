"""`autograder.yml`: the course, its assignments and limits, with a line for every mistake."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from . import schemas
from .errors import CourseError, did_you_mean
from .lateness import LatePolicy
from .limits import Limits

FILE = "autograder.yml"
Lines: TypeAlias = dict[schemas.Path, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the course says about one assignment."""

    id: str
    _: KW_ONLY
    weight: float = 1.0
    due: str = ""
    not_applicable: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A folder with an autograder.yml, assignments/ and, at the instructor's, solutions/."""

    root: Path
    title: str
    entries: Sequence[Entry]
    limits: Limits
    late: LatePolicy = field(default_factory=LatePolicy)

    def entry(self, assignment: str) -> Entry:
        """What the course says about an assignment. Raises CourseError for an unknown id."""
        for entry in self.entries:
            if entry.id == assignment:
                return entry
        raise CourseError(
            f"{FILE} lists no assignment {assignment!r}",
            did_you_mean(assignment, [entry.id for entry in self.entries]),
        )

    def folder(self, assignment: str) -> Path:
        """Where the students' side of an assignment is."""
        return self.root / "assignments" / assignment

    def solution(self, assignment: str) -> Path:
        """Where the instructor's side of an assignment is."""
        return self.root / "solutions" / assignment


def find_course(start: Path) -> Course:
    """The course that a folder is in: the nearest autograder.yml in it or above it."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return load_course(folder / FILE)
    raise CourseError(
        f"no {FILE} in {start} or above it",
        "Run the command in the folder of a course, or of one of its assignments.",
    )


def load_course(path: Path) -> Course:
    """The course of an autograder.yml. Raises CourseError with a line for each mistake."""
    data, lines = _parse(path)
    found = schemas.problems(data, schemas.AUTOGRADER)
    if not found:
        found = _unknown_ids(path.parent, data)
    if found:
        told = sorted({(_line(lines, where), says) for where, says in found})
        raise CourseError("\n".join(f"{path.name}, line {line}: {says}" for line, says in told))
    return Course(
        root=path.parent,
        title=data["course"],
        entries=[Entry(**entry) for entry in data["assignments"]],
        limits=Limits(**data.get("limits", {})),
        late=LatePolicy(**data.get("late", {})),
    )


def _parse(path: Path) -> tuple[Any, Lines]:
    """The data, and for each place in it the line where it stands."""
    try:
        text = path.read_text("utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise CourseError(
            f"{path.name} is not UTF-8 text: {error.reason}", "Save it as UTF-8."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise CourseError(
            f"{path.name}{line}: this is not YAML: {what}",
            "Check the indentation, the colons and the quotes there.",
        ) from error
    lines: Lines = {}
    if node is not None:
        _note_lines(node, (), lines)
    return data, lines


def _note_lines(node: yaml.Node, path: schemas.Path, lines: Lines) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            lines[(*path, key.value)] = key.start_mark.line + 1
            _note_lines(value, (*path, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _note_lines(item, (*path, number), lines)


def _line(lines: Lines, path: schemas.Path) -> int:
    """The line of a place, or of the nearest place around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _unknown_ids(root: Path, data: Any) -> list[tuple[schemas.Path, str]]:  # noqa: ANN401
    """Ids that name no folder, and ids that are listed twice."""
    folder = root / "assignments"
    known = {p.name for p in folder.iterdir() if p.is_dir()} if folder.is_dir() else set()
    found: list[tuple[schemas.Path, str]] = []
    seen: set[str] = set()
    for number, entry in enumerate(data["assignments"]):
        name = entry["id"]
        if name not in known:
            says = f"there is no folder assignments/{name}. {did_you_mean(name, known)}"
            found.append((("assignments", number, "id"), says))
        if name in seen:
            found.append((("assignments", number, "id"), f"{name} is listed twice"))
        seen.add(name)
    return found
