"""What is written in a submission's files, read without running them: imports, syntax errors."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from .text import clean

UNFORESEEN = frozenset(["__import__", "importlib", "runpy", "exec", "eval"])
"""Whoever imports or calls one of these may use any file."""


def reach(files: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """For each file the files that it uses, itself or through others, and itself among them.

    files: the contents by name, as in `cs231n/layers.py`. One that does not parse uses no other.
    """
    direct = {name: frozenset(_uses(name, source, files)) for name, source in files.items()}
    found = {}
    for name in files:
        seen, new = {name}, {name}
        while new:
            new = {other for one in new for other in direct[one]} - seen
            seen |= new
        found[name] = frozenset(seen)
    return found


def syntax_error(name: str, source: bytes) -> str:
    """`svm.py, line 12: '(' was never closed`, or nothing where the file can be compiled."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        place = f"{name}, line {error.lineno}" if error.lineno else name
        return f"{place}: {clean(str(error.msg))}"
    except (ValueError, MemoryError, RecursionError):
        return ""  # nested too deeply: the worker tells
    return ""


def _uses(name: str, source: bytes, files: Mapping[str, bytes]) -> Iterator[str]:
    """The files that one file names in its imports, also inside functions."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    for node in ast.walk(tree):
        for module in _modules(node, name):
            parts = module.split(".")
            for n in range(1, len(parts) + 1):
                stem = "/".join(parts[:n])
                yield from {f"{stem}.py", f"{stem}/__init__.py"} & files.keys()
            if parts[0] in UNFORESEEN:
                yield from files


def _modules(node: ast.AST, name: str) -> Iterator[str]:
    """The modules that a piece of code may import. `name` is the file in which it stands."""
    match node:
        case ast.Name("__import__" | "exec" | "eval" as called):
            yield called
        case ast.Import(names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module, names, level):
            folders = PurePosixPath(name).parent.parts
            above = folders[: len(folders) + 1 - level] if level else ()
            base = ".".join(filter(None, [*above, module]))
            yield from (f"{base}.{alias.name}".lstrip(".") for alias in names)
