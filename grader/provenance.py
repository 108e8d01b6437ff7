"""What a report says about where it comes from: digests of the files, and the environment."""

import hashlib
import platform
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from . import __version__
from .assignment import Assignment

PACKAGE = Path(__file__).parent
COUNTED = frozenset([".py", ".json", ".npz"])


def digest(files: Mapping[str, Path]) -> str:
    """The SHA-256 of files and their names."""
    found = hashlib.sha256()
    for name, path in sorted(files.items()):
        content = path.read_bytes()
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"sha256:{found.hexdigest()}"


def _counted(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in COUNTED and path.is_file())


@cache
def grader() -> Mapping[str, str]:
    """The version of this grader and the digest of its code."""
    files = {path.relative_to(PACKAGE).as_posix(): path for path in _counted(PACKAGE)}
    return {"version": __version__, "digest": digest(files)}


def assignment(graded: Assignment, solution: Path) -> str:
    """The digest of what an assignment is judged with: not of the files that students change."""
    files = _visible(graded)
    if solution.is_dir():
        files |= {
            f"solution/{path.relative_to(solution).as_posix()}": path for path in _counted(solution)
        }
    return digest(files)


def visible(graded: Assignment) -> str:
    """The digest of what a student has of that."""
    return digest(_visible(graded))


def _visible(graded: Assignment) -> dict[str, Path]:
    return {f"given/{name}": graded.folder / name for name in ("checks.py", *graded.given)}


def environment() -> Mapping[str, str]:
    """The interpreter, NumPy with its linear algebra, and the machine."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": _blas(),
        "platform": f"{platform.system()} {platform.machine()}",
    }


def _blas() -> str:
    built = np.show_config(mode="dicts")
    blas = built["Build Dependencies"]["blas"]
    return f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip()
