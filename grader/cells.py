"""The definitions of a notebook's cells; runs beside student code, in the worker's child.

Only imports, definitions and constants are taken; what a cell computes, plots or prints is not run.
"""

import ast
import re
from collections.abc import Iterable
from typing import Any

TRANSPARENT = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Magics whose cell is Python all the same."""
MAGIC = re.compile(r"^(\s*)([%!?].*|\w[\w, ]*=\s*[%!].*|[\w.]+\?{1,2}\s*)$")
DEFINED = re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE)

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
CONSTANTS = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.UnaryOp,
    ast.BinOp,
    ast.expr_context,
    ast.operator,
    ast.unaryop,
)


def define(names: dict[str, Any], cells: Iterable[tuple[str, str]]) -> None:
    """Fills the names of a module with what the cells define; each cell is a place and a source.

    The place is the file name in tracebacks. A cell that is not Python defines functions that tell
    so when they are called.
    """
    folder = names["__file__"].rpartition("/")[0]
    for place, source in cells:
        try:
            body = _parsed(source).body
        except SyntaxError as error:
            for name in DEFINED.findall(source):
                names[name] = _broken(error, place)
            continue
        for node in filter(_is_kept, body):
            code = compile(ast.Module([node], []), f"{folder}/{place}", "exec")
            try:
                exec(code, names)  # noqa: S102  # that is what a submission is for
            except (ImportError, NameError):
                continue  # told where it is used


def _parsed(source: str) -> ast.Module:
    """What the source is in Python; magics are left out, and lines stay where they are."""
    if source.lstrip().startswith("%%"):
        magic = source.split(None, 1)[0]
        source = source.replace(magic, "#", 1) if magic in TRANSPARENT else ""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse("\n".join(MAGIC.sub(r"\1pass", line) for line in source.split("\n")))


def _broken(error: SyntaxError, place: str) -> Any:  # noqa: ANN401
    def told(*_: object, **_named: object) -> None:
        raise SyntaxError(error.msg, (place, error.lineno, error.offset, error.text))

    return told


def _is_kept(node: ast.stmt) -> bool:
    """Whether a statement only imports, defines, or names a constant."""
    if isinstance(node, ast.Try):
        return all(isinstance(inner, ast.Import | ast.ImportFrom) for inner in node.body)
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        value = node.value
        return isinstance(value, ast.Lambda) or all(
            isinstance(part, CONSTANTS) for part in ast.walk(value)
        )
    return isinstance(node, DEFINITIONS)
