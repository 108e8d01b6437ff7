"""What `solutions/<assignment>/` holds: references, misconceptions and terms. Never released."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from . import modules
from .errors import CourseError
from .model import Array, Value

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "_nabla"


@dataclass(frozen=True, slots=True)
class Misconception:
    """A deliberately wrong variant of a reference, with the hint that a good teacher would give."""

    name: str
    hint: str
    replaces: tuple[str, ...]
    function: Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Convention:
    """Another right variant of a reference: one that follows another convention.

    says: the remark where a submission follows it; `otherwise`, where it follows the reference.
    """

    says: str
    otherwise: str
    replaces: tuple[str, ...]
    function: Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Terms:
    """How the answer of some problems adds up.

    `function(*inputs) -> {output: {term: array}}`; the terms add up to the output.
    """

    problems: tuple[str, ...]
    function: Callable[..., Mapping[str, Mapping[str, Array]]]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """What each turn of a loop adds to the answer of some problems.

    `function(*inputs) -> {output: {loop: stack}}`; turn i of the loop adds stack[i].
    """

    problems: tuple[str, ...]
    function: Callable[..., Mapping[str, Mapping[str, Array]]]


@dataclass(frozen=True, slots=True)
class Solution:
    """One folder of `solutions/`."""

    modules: Mapping[str, ModuleType]
    misconceptions: Sequence[Misconception] = ()
    conventions: Sequence[Convention] = ()
    terms: Sequence[Terms] = ()
    parts: Sequence[Parts] = ()
    extra: ModuleType | None = None

    def find(self, file: str, name: str) -> Value:
        """A function or class of the reference. Raises CourseError where there is none."""
        try:
            return getattr(self.modules[file], name)
        except (KeyError, AttributeError):
            raise CourseError(
                f"the reference {file} defines no {name}",
                "Add it to solutions/, or correct the name in checks.py.",
            ) from None

    def following(self, convention: Convention) -> "Solution":
        """The same solution where the reference follows another convention."""
        modules = {}
        for file, module in self.modules.items():
            copy = ModuleType(module.__name__)
            vars(copy).update(vars(module))
            known = set(convention.replaces) & set(vars(module))
            vars(copy).update(dict.fromkeys(known, convention.function))
            modules[file] = copy
        # Terms and parts add up to the answer of the reference only.
        return replace(self, modules=modules, conventions=(), terms=(), parts=())


# --- what misconceptions.py and terms.py are written with -----------------------------------


def misconception(*replaces: str) -> Callable[[F], F]:
    """Marks a wrong variant of the reference functions named; its docstring is the hint."""

    def mark(function: F) -> F:
        hint = " ".join((function.__doc__ or "").split())
        name = _hyphened(function.__name__)
        setattr(function, _MARK, Misconception(name, hint, replaces, function))
        return function

    return mark


def convention(*replaces: str, otherwise: str = "") -> Callable[[F], F]:
    """Marks another right variant of the reference functions named.

    Its docstring is a remark, without points, for a submission that follows it; `otherwise` is one
    for a submission that follows the reference.
    """

    def mark(function: F) -> F:
        says = " ".join((function.__doc__ or "").split())
        setattr(function, _MARK, Convention(says, otherwise, replaces, function))
        return function

    return mark


def _hyphened(name: str) -> str:
    """The name of a function or a class as words: `off_by_one` and `OffByOne` are `off-by-one`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
    return words.strip("_").replace("_", "-")


def terms(*problems: str, words: Mapping[str, str] | None = None) -> Callable[[F], F]:
    """Marks the function that splits the answer of these problems into named terms."""

    def mark(function: F) -> F:
        setattr(function, _MARK, Terms(problems, function, words or {}))
        return function

    return mark


def parts(*problems: str) -> Callable[[F], F]:
    """Marks the function that splits the answer of these problems by the turns of its loops."""

    def mark(function: F) -> F:
        setattr(function, _MARK, Parts(problems, function))
        return function

    return mark


# --- loading --------------------------------------------------------------------------------


def load_solution(
    folder: Path, assignment: Path, files: Sequence[str], given: Sequence[str]
) -> Solution:
    """The solution in a folder; `assignment` is the folder that holds what is given to students.

    Raises CourseError where a file is missing or does not import.
    """
    if not folder.is_dir():
        raise CourseError(
            f"there is no solutions/{folder.name}",
            "Grading needs the reference of the assignment, or an answer key made from it.",
        )
    for file in files:
        if not (folder / file).is_file():
            raise CourseError(
                f"solutions/{folder.name}/{file} is missing",
                "Every file that the assignment asks for needs a reference of the same name.",
            )
    optional = [n for n in ("misconceptions", "terms") if (folder / f"{n}.py").is_file()]
    files = [*files, *given]
    stems = [file.removesuffix(".py").replace("/", ".") for file in files]
    loaded = modules.load([folder, assignment], [*stems, *optional])
    marked = [mark for name in optional for mark in _marks(loaded[name])]
    return Solution(
        modules={file: loaded[stem] for file, stem in zip(files, stems, strict=True)},
        misconceptions=_checked([m for m in marked if isinstance(m, Misconception)], folder),
        conventions=[m for m in marked if isinstance(m, Convention)],
        terms=[m for m in marked if isinstance(m, Terms)],
        parts=[m for m in marked if isinstance(m, Parts)],
        extra=loaded.get("misconceptions"),
    )


def _marks(module: ModuleType) -> list[object]:
    """The marks of a module's functions, in the order in which they stand in the file."""
    functions = [f for f in vars(module).values() if inspect.isfunction(f) or inspect.isclass(f)]
    return [getattr(f, _MARK) for f in functions if _MARK in vars(f)]


def _checked(found: list[Misconception], folder: Path) -> list[Misconception]:
    for one in found:
        where = f"solutions/{folder.name}/misconceptions.py: {one.function.__name__}"
        if not one.hint:
            raise CourseError(f"{where} has no docstring", "The docstring is the student's hint.")
        if not one.replaces:
            raise CourseError(f"{where} replaces no function", "Name it: @misconception('f').")
    return found
