"""A submission: what of a folder is graded, as plain data, staged where a worker can read it."""

import hashlib
import os
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .errors import CourseError
from .folders import write
from .ipynb import UnreadableNotebook, module_text
from .model import Outcome, Trouble

MAX_FILE_BYTES = 1 << 20
MAX_FILES = 200
MAX_DEPTH = 4
NEVER = frozenset(["checks.py", "conftest.py", "setup.py"])


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: the content of each file that is graded, and the digest of them.

    troubles: why a file that the assignment asks for could not be read.
    """

    id: str
    digest: str
    files: Mapping[str, bytes] = field(repr=False)
    troubles: Mapping[str, Trouble]


def stage(
    source: Path, into: Path, *, files: Sequence[str], given: Mapping[str, Path]
) -> Submission:
    """Copies what is graded into an empty folder, with the files that the assignment gives."""
    submission = read(source, files=files, given=given)
    lay(submission, into, given)
    return submission


def lay(submission: Submission, into: Path, given: Mapping[str, Path]) -> None:
    """Writes the files of a submission where a worker reads them, and those given."""
    for name, content in submission.files.items():
        write(into / name, content)
    for name, path in given.items():
        write(into / name, path.read_bytes())


def read(source: Path, *, files: Sequence[str], given: Container[str]) -> Submission:
    """What is graded of a source.

    source: a folder, a notebook, or a single .py file where the assignment asks for one. files:
    what the assignment asks for; one that is not there is made of the notebooks. An `__init__.py`
    beside them is left out, since it would import what is not there. given: files of the
    assignment, which replace those handed in.
    Raises CourseError where the source is no folder and no such file.
    """
    packages = {f"{parent}/__init__.py" for file in files for parent in PurePosixPath(file).parents}
    left_out = NEVER | packages
    staged = {
        name: path.read_bytes()
        for name, path in _handed_in(source, files).items()
        if name not in left_out and name not in given
    }
    troubles: dict[str, Trouble] = {}
    missing = [file for file in files if file not in staged]
    if missing and (notebooks := _notebooks(source)):
        for file in missing:
            try:
                text = module_text(_best(notebooks, file), PurePosixPath(file).stem)
                staged |= {file: text.encode()} if text else {}
            except UnreadableNotebook as error:
                troubles[file] = Trouble(Outcome.ERROR, str(error))
    return Submission(source.resolve().name, _digest(staged), staged, troubles)


def _digest(staged: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(staged.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"sha256:{digest.hexdigest()}"


def _notebooks(source: Path) -> list[Path]:
    """The notebook that was handed in, or those of the folder."""
    found = sorted(source.glob("*.ipynb")) if source.is_dir() else [source]
    return [p for p in found if p.suffix == ".ipynb" and p.is_file() and not p.is_symlink()]


def _best(notebooks: Sequence[Path], file: str) -> Sequence[Path]:
    """The notebook with the name of the file; otherwise all of them."""
    return [path for path in notebooks if path.stem == PurePosixPath(file).stem] or notebooks


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
    if source.suffix == ".ipynb":
        return {}
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
