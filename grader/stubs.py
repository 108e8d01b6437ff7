"""Stubs, cut from the references: what stands between the marks becomes a TODO."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from .errors import CourseError

BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"


def cut(source: str, *, file: str, assignment: str) -> str:
    """The stub of a reference: each marked block becomes a TODO and a NotImplementedError.

    Raises CourseError where the marks do not pair, or stand outside a function.
    """
    names = _enclosing(source)
    lines: list[str] = []
    began: int | None = None
    for number, line in enumerate(source.splitlines(), start=1):
        mark = line.strip()
        if mark == BEGIN and began is None:
            began = number
        elif mark == END and began is not None:
            lines += _todo(line, number - began - 1, names.get(began, ""), assignment, file, began)
            began = None
        elif mark in (BEGIN, END):
            raise CourseError(f"{file}, line {number}: {mark!r} does not pair with another mark")
        elif began is None:
            lines.append(line)
    if began is not None:
        raise CourseError(f"{file}, line {began}: {BEGIN!r} has no {END!r}")
    return "\n".join(lines) + "\n"


def _todo(
    line: str, length: int, name: str, assignment: str, file: str, began: int
) -> Iterator[str]:
    if not name:
        raise CourseError(f"{file}, line {began}: {BEGIN!r} stands in no function")
    indent = line[: len(line) - len(line.lstrip())]
    size = "1 line" if length == 1 else f"{length} lines"
    yield f"{indent}# TODO: about {size}."
    yield f'{indent}raise NotImplementedError("{assignment}: {name}")'


def _enclosing(source: str) -> dict[int, str]:
    """For each line the innermost function that holds it, `Class.method` for a method."""
    names: dict[int, str] = {}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{prefix}.{child.name}" if prefix else child.name
                if isinstance(child, ast.FunctionDef) and child.end_lineno:
                    names.update(dict.fromkeys(range(child.lineno, child.end_lineno + 2), inner))
            visit(child, inner)

    visit(ast.parse(source), "")
    return names


def stub_files(
    solution: Path, assignment: Path, files: Sequence[str]
) -> Iterator[tuple[Path, str]]:
    """Where each stub of an assignment belongs, and what it must be."""
    for file in files:
        source = (solution / file).read_text("utf-8")
        yield assignment / file, cut(source, file=file, assignment=assignment.name)
