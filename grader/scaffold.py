"""New assignments and new courses, from the examples in templates/."""

import keyword
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

import yaml

from . import __version__
from .course import FILE
from .errors import CourseError
from .folders import replace_file
from .stubs import cut

FIRST = "a1_mean_squared_error"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
NUMBER = re.compile(r"^[A-Za-z]?\d+[_-](?=.)")
TAKEN = frozenset(
    ["checks", "conftest", "given", "grader", "misconceptions", "numpy", "setup", "terms"]
)

COURSE = {
    ".gitignore": "course/gitignore.in",
    ".github/workflows/grade.yml": "course/ci.yml.in",
    "roster.example.csv": "course/roster.example.csv.in",
}


def new_assignment(root: Path, name: str) -> list[Path]:
    """Makes an assignment in a course and lists it in autograder.yml; gives what was written.

    It is complete: grade verify proves it as it is. Raises CourseError, and leaves everything as it
    was, where the name cannot be used or something would be overwritten.
    """
    stem = _stem(name)
    course = root / FILE
    text = listing(course.read_bytes().decode("utf-8"), name)
    sides = [root / "assignments" / name, root / "solutions" / name]
    _insist_on_nothing_at(sides, root)
    try:
        written = _write(_assignment(name, stem), root)
        replace_file(course, text)
    except BaseException:
        for folder in sides:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return [*written, course]


def new_course(root: Path) -> list[Path]:
    """Makes a course with one assignment in a folder, which may exist; gives what was written.

    Raises CourseError where something would be overwritten.
    """
    contents = {name: _filled(template) for name, template in COURSE.items()}
    contents[FILE] = _filled("course/autograder.yml.in")
    sides = [f"{side}/{FIRST}" for side in ("assignments", "solutions")]
    _insist_on_nothing_at([root / name for name in (*contents, *sides)], root)
    written = _write(contents, root)
    return list(dict.fromkeys([*written, *new_assignment(root, FIRST)]))


# --- names and contents ---------------------------------------------------------------------


def _stem(name: str) -> str:
    """What the student's file is called: `pooling` for a8_pooling. Raises CourseError."""
    if not NAME.fullmatch(name):
        raise CourseError(
            f"{name!r} is no name for an assignment",
            "Use letters, digits, - and _, a letter first, as in a8_pooling.",
        )
    stem = NUMBER.sub("", name).replace("-", "_").lower()
    if not stem.isidentifier() or keyword.iskeyword(stem):
        raise CourseError(
            f"{name}: {stem}.py could not be imported", "Use a name as in a8_pooling."
        )
    if stem in TAKEN | sys.stdlib_module_names or stem.startswith("test_"):
        raise CourseError(
            f"{name}: the student's file {stem}.py would hide another module called {stem}",
            f"Use another name, such as {name}_layer.",
        )
    return stem


def _assignment(name: str, stem: str) -> dict[str, str]:
    """The files of a new assignment by their place in the course."""
    title = stem.replace("_", " ").capitalize()
    fields = {"name": name, "stem": stem, "title": title}
    reference = _filled("solution/reference.py.in", **fields)
    solution, assignment = f"solutions/{name}", f"assignments/{name}"
    return {
        f"{solution}/{stem}.py": reference,
        f"{solution}/misconceptions.py": _filled("solution/misconceptions.py.in", **fields),
        f"{assignment}/{stem}.py": cut(reference, file=f"{stem}.py", assignment=name),
        f"{assignment}/checks.py": _filled("assignment/checks.py.in", **fields),
        f"{assignment}/README.md": _filled("assignment/README.md.in", **fields),
        f"{assignment}/notebook.ipynb": _filled("assignment/notebook.ipynb.in", **fields),
    }


def _filled(template: str, **fields: str) -> str:
    text = files(__package__).joinpath("templates", template).read_text("utf-8")
    return Template(text).substitute(version=__version__, **fields)


def _insist_on_nothing_at(paths: Iterable[Path], root: Path) -> None:
    there = [path.relative_to(root).as_posix() for path in paths if path.exists()]
    if there:
        raise CourseError(
            f"already there, and nothing is overwritten: {', '.join(there)}",
            "Use another name or folder, or move them away.",
        )


def _write(contents: Mapping[str, str], root: Path) -> list[Path]:
    """Writes files below a folder. Raises CourseError where that fails."""
    try:
        for name, text in contents.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}") from error
    return [root / name for name in contents]


# --- autograder.yml -------------------------------------------------------------------------


def listing(text: str, name: str) -> str:
    """The text of an autograder.yml with one more assignment at the end of its list.

    Everything else stays as it is, comments too. Raises CourseError where that cannot be done.
    """
    by_hand = CourseError(
        f"{FILE} cannot be edited for you", f"Add to its assignments by hand: - id: {name}"
    )
    try:
        before = yaml.safe_load(text)
        edited = _with_line(text, name)
        after = yaml.safe_load(edited)
    except (yaml.YAMLError, ValueError, LookupError) as error:
        raise by_hand from error
    wanted = [*(before.get("assignments") or []), {"id": name}]
    if after != {**before, "assignments": wanted}:
        raise by_hand
    if [entry["id"] for entry in wanted].count(name) > 1:
        raise CourseError(f"{FILE} lists {name} already", "Use another name.")
    return edited


def _with_line(text: str, name: str) -> str:
    """The text with a line for the assignment below the last one of the list."""
    end = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # noqa: S101  # it was loaded as one
    (node,) = (value for key, value in root.value if key.value == "assignments")
    dash, last = 2, node.start_mark.line
    if node.value:
        if node.flow_style:
            raise LookupError("a list in one line")
        dash, last = node.start_mark.column, _last_line(node.value[-1])
    else:  # nothing, or []
        text = text[: node.start_mark.index].rstrip(" ") + text[node.end_mark.index :]
    lines = text.splitlines(keepends=True)
    while last + 1 < len(lines) and 0 < _comment_column(lines[last + 1]) >= dash:
        last += 1
    lines[last] = lines[last].rstrip("\r\n") + end
    lines.insert(last + 1, f"{' ' * dash}- id: {name}{end}")
    return "".join(lines)


def _last_line(node: yaml.Node) -> int:
    """The line in which the contents of a node end."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        end = node.end_mark
        return int(end.line - (end.column == 0))
    inner = node.value[-1]
    return _last_line(inner[1] if isinstance(inner, tuple) else inner)


def _comment_column(line: str) -> int:
    """Where a line's comment begins, if it holds nothing else; otherwise 0."""
    stripped = line.lstrip()
    return len(line) - len(stripped) if stripped.startswith("#") else 0
