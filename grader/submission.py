"""A submission: what is graded of a folder or an archive, staged where a worker can read it.

Whoever handed it in may have wished us ill: every file is opened without following links or waiting
for anything, and read up to a limit.
"""

import hashlib
import os
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .archive import MAX_BYTES, READERS, is_archive, unpack
from .entries import UnreadableArchive
from .errors import CourseError
from .folders import Unusable, read_file, temporary_folder, write
from .ipynb import UnreadableNotebook, module_text
from .model import Outcome, Trouble
from .text import is_plain, listed, shown

MAX_FILE_BYTES = MAX_BYTES[".py"]
MAX_FILES = 200
MAX_NOTEBOOKS = 20
MAX_DEPTH = 4
MAX_ENTRIES = 100_000
"""Of a folder, before the rest of it is not looked at. The images of a data set may be in it."""
NEVER = frozenset(["checks.py", "conftest.py", "setup.py"])


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: the content of each file that is graded, and the digest of all that.

    troubles: why a file that the assignment asks for could not be read. notebooks: what the
    notebooks are called, of which the files may be made.
    """

    id: str
    digest: str
    files: Mapping[str, bytes] = field(repr=False)
    troubles: Mapping[str, Trouble]
    notebooks: Sequence[str] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of files that a report may speak of."""
        return frozenset([*self.files, *self.notebooks])


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

    source: a folder, an archive, a notebook, or a single .py file where the assignment asks for
    one. files: what the assignment asks for; one that is not there is made of the notebooks. An
    `__init__.py` beside them is left out, since it would import what is not there. given: files of
    the assignment, which replace those handed in.
    Raises CourseError where the source is nothing of that kind. What cannot be read is a trouble of
    its files.
    """
    own_id = shown(os.path.basename(os.path.realpath(source)), 200) or "submission"  # noqa: PTH119
    if not os.path.lexists(source):
        raise CourseError(f"there is no {source}", "Name the folder that holds your files.")
    if source.is_dir() or not is_archive(source):
        return _submission(own_id, *_read(source, {}, files, given))
    try:
        with temporary_folder() as unpacked:
            left_out = unpack(source, unpacked)
            return _submission(own_id, *_read(unpacked, left_out, files, given))
    except UnreadableArchive as error:
        return _submission(own_id, {}, dict.fromkeys(files, str(error)))


def _submission(
    own_id: str,
    staged: Mapping[str, bytes],
    wrong: Mapping[str, str],
    notebooks: Sequence[Path] = (),
) -> Submission:
    told = {f"{name}\0": says.encode() for name, says in wrong.items()}
    troubles = {name: Trouble(Outcome.ERROR, says) for name, says in wrong.items()}
    names = [shown(path.name) for path in notebooks]
    return Submission(own_id, _digest({**staged, **told}), staged, troubles, names)


def _read(
    source: Path, left_out: Mapping[str, str], files: Sequence[str], given: Container[str]
) -> tuple[dict[str, bytes], dict[str, str], list[Path]]:
    """The files that are graded, what is wrong with those that are asked for, and the notebooks.

    left_out: what is not in the folder any more, and why.
    """
    packages = {f"{parent}/__init__.py" for file in files for parent in PurePosixPath(file).parents}
    staged: dict[str, bytes] = {}
    wrong = dict(left_out)
    for name, path in _handed_in(source, files):
        if name not in given and name not in NEVER | packages:
            try:
                staged[name] = read_file(path, MAX_FILE_BYTES)
            except Unusable as error:
                wrong[name] = str(error)
    told: dict[str, str] = {}
    notebooks = _notebooks(source)
    for file in [file for file in files if file not in staged]:
        try:
            text = module_text(_best(notebooks, file), PurePosixPath(file).stem)
            if text:
                staged[file] = text.encode()
            elif file in wrong:
                told[file] = f"{file} {wrong[file]}"
        except UnreadableNotebook as error:
            told[file] = str(error)
    return staged, told, notebooks


def _digest(staged: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(staged.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"sha256:{digest.hexdigest()}"


def _notebooks(source: Path) -> list[Path]:
    """The notebook that was handed in, or those of the folder."""
    if not source.is_dir():
        return [source] * (source.suffix == ".ipynb")
    with suppress(OSError):
        names = sorted(name for name in os.listdir(source) if name.endswith(".ipynb"))  # noqa: PTH208
        paths = [source / name for name in names if is_plain(name) and not name.startswith(".")]
        return [path for path in paths if not path.is_symlink()][:MAX_NOTEBOOKS]
    return []


def _best(notebooks: Sequence[Path], file: str) -> Sequence[Path]:
    """The notebook with the name of the file; otherwise all of them."""
    return [path for path in notebooks if path.stem == PurePosixPath(file).stem] or notebooks


def _handed_in(source: Path, files: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """The Python files, or what is called so, with their names in the submission."""
    if source.is_dir():
        top = _package_that_is(source, files)
        yield from ((top + name, path) for name, path in _python_files(source))
    elif source.name in files:
        yield source.name, source
    elif source.suffix == ".py" and len(files) == 1:
        yield files[0], source
    elif source.suffix != ".ipynb":
        raise CourseError(
            f"{shown(source.name)} is none of the files that are graded: {', '.join(files)}",
            f"Name the folder that holds them, or a {listed(list(READERS), 'or')} file.",
        )


def _package_that_is(source: Path, files: Sequence[str]) -> str:
    """`cs231n/`, where the files are asked for in a folder cs231n and the source is that folder."""
    tops = {file.partition("/")[0] for file in files if "/" in file}
    inside = len(tops) == 1 and all("/" in file for file in files)
    top = tops.pop() if inside else ""
    return f"{top}/" if top and not (source / top).is_dir() else ""


def _python_files(source: Path) -> Iterator[tuple[str, Path]]:
    """What is called like a Python file, file or not; links to folders are not followed."""
    found = seen = 0
    for folder, folders, names in os.walk(source):
        seen += len(folders) + len(names)
        if seen > MAX_ENTRIES:
            return
        inside = Path(folder).relative_to(source).parts
        folders[:] = sorted(filter(_may_hold_files, folders)) * (len(inside) < MAX_DEPTH)
        for name in sorted(names):
            if not name.endswith(".py") or not is_plain(name):
                continue
            found += 1
            if found > MAX_FILES:
                return
            yield "/".join([*inside, name]), Path(folder, name)


def _may_hold_files(folder: str) -> bool:
    return is_plain(folder) and not folder.startswith((".", "__")) and not folder.endswith(".py")
