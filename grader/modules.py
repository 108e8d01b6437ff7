"""Imports the instructor's files: checks.py, references, misconceptions.

Every assignment may have a `given.py` or an `svm.py`; each is imported from its own folders and
forgotten by the import system afterwards.
"""

import importlib
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from .errors import CourseError


def load(folders: Sequence[Path], names: Sequence[str]) -> dict[str, ModuleType]:
    """The modules of these names; where two folders have one, the first folder's.

    Raises CourseError with file and line where one of them does not import.
    """
    with _importing_from(folders):
        return {name: _import(name, folders) for name in names}


def _import(name: str, folders: Sequence[Path]) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        place = _place(error, folders)
        raise CourseError(
            f"{place or name + '.py'}: {type(error).__name__}: {error}",
            "This file is the instructor's: mend it, then run the command again.",
        ) from error


def _place(error: Exception, folders: Sequence[Path]) -> str:
    """`folder/file.py, line 3`: the last line in the instructor's files."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_short(Path(error.filename))}, line {error.lineno}"
    places = [
        f"{_short(Path(frame.filename))}, line {frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if any(Path(frame.filename).is_relative_to(folder) for folder in folders)
    ]
    return places[-1] if places else ""


def _short(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _names(folder: Path) -> Iterator[str]:
    """The names of all modules and packages in a folder."""
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder).with_suffix("").parts
        yield from (".".join(parts[:n]) for n in range(1, len(parts) + 1))


@contextmanager
def _importing_from(folders: Sequence[Path]) -> Iterator[None]:
    """Puts the folders first on the path, and keeps their module names out of `sys.modules`."""
    own = {name for folder in folders for name in _names(folder)}
    hidden = {name: sys.modules.pop(name) for name in own & set(sys.modules)}
    path = sys.path.copy()
    sys.path[:0] = [str(folder) for folder in folders]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = path
        for name in own:
            sys.modules.pop(name, None)
        sys.modules.update(hidden)
