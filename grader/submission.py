"""A submission: which files of a folder are graded, staged where the worker can read them."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import CourseError

MAX_FILE_BYTES = 1 << 20
MAX_FILES = 200
MAX_DEPTH = 4
NEVER = frozenset(["checks.py", "conftest.py", "setup.py"])


@dataclass(frozen=True, slots=True)
class Submission:
    """The Python files that were handed in, copied into `folder`, and the digest of them."""

    id: str
    folder: Path
    digest: str


def stage(
    source: Path, into: Path, *, files: Sequence[str], given: Mapping[str, Path]
) -> Submission:
    """Copies what is graded into an empty folder.

    source: a folder, or a single .py file where the assignment asks for one. files: what the
    assignment asks for; an `__init__.py` beside them is left out, since it would import what is not
    there. given: files of the assignment, which replace those handed in.
    Raises CourseError where the source is no folder and no such file.
    """
    digest = hashlib.sha256()
    packages = {f"{parent}/__init__.py" for file in files for parent in PurePosixPath(file).parents}
    for name, path in sorted(_handed_in(source, files).items()):
        if name in given or name in NEVER or name in packages:
            continue
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for name, path in given.items():
        shutil.copyfile(path, into / name)
    return Submission(source.resolve().name, into, f"sha256:{digest.hexdigest()}")


def _handed_in(source: Path, files: Sequence[str]) -> dict[str, Path]:
    """The Python files by their name in the submission."""
    if source.is_dir():
        top = _package_that_is(source, files)
        return {top + name: path for name, path in _python_files(source)}
    if not source.exists():
        raise CourseError(f"there is no {source}", "Name the folder that holds your files.")
    if source.name in files:
        return {source.name: source}
    if source.suffix == ".py" and len(files) == 1:
        return {files[0]: source}
    raise CourseError(
        f"{source.name} is none of the files that are graded: {', '.join(files)}",
        "Name the folder that holds them.",
    )


def _package_that_is(source: Path, files: Sequence[str]) -> str:
    """`cs231n/`, where the files are asked for in a folder cs231n and the source is that folder."""
    tops = {file.partition("/")[0] for file in files if "/" in file}
    inside = len(tops) == 1 and all("/" in file for file in files)
    top = tops.pop() if inside else ""
    return f"{top}/" if top and not (source / top).is_dir() else ""


def _python_files(source: Path) -> Iterator[tuple[str, Path]]:
    """Regular .py files of a sensible size; links are not followed."""
    found = 0
    for folder, folders, names in os.walk(source):
        here = Path(folder)
        depth = len(here.relative_to(source).parts)
        folders[:] = sorted(d for d in folders if not d.startswith((".", "__"))) * (
            depth < MAX_DEPTH
        )
        for name in sorted(names):
            path = here / name
            if path.suffix != ".py" or path.is_symlink() or not path.is_file():
                continue
            if path.stat().st_size > MAX_FILE_BYTES:
                continue
            found += 1
            if found > MAX_FILES:
                return
            yield path.relative_to(source).as_posix(), path
