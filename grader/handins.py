"""What was handed in: the entries of a folder, each under the name of its student."""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .archive import READERS, is_archive
from .errors import CourseError, did_you_mean
from .text import shown

SUFFIXES = (".py", ".ipynb", *READERS)
DEEPEST = 3
"""So many folders around a submission are opened."""

PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST = 80


@dataclass(frozen=True, slots=True)
class HandIn:
    """One student's work. `slug` is the id as a file name that is safe on every system."""

    id: str
    slug: str
    path: Path


def hand_ins(folder: Path, files: Sequence[str]) -> list[HandIn]:
    """Every entry of a folder that can be a submission, sorted by name.

    A folder, an archive, a .py file or a notebook each; its name is the student's id. files: what
    the assignment asks for. Raises CourseError where the folder cannot be read, has none, or is a
    submission itself.
    """
    expected = "It holds one folder, archive, .py file or notebook for each student."
    try:
        paths = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be read as a folder of submissions: {error.strerror}", expected
        ) from error
    for file in files:
        if (folder / file).is_file():
            raise CourseError(
                f"{folder} holds {file}: it is one submission, not a folder of them",
                f"{expected} For a single one, put it into a folder and name that.",
            )
    named = [(name, path) for path in paths if (name := _id(path))]
    if not named:
        raise CourseError(f"{folder} holds no submissions", expected)
    return [HandIn(own, slug, _unwrapped(path, files)) for own, slug, path in _with_slugs(named)]


def several(found: Sequence[HandIn]) -> Iterator[str]:
    """For each student who seems to have handed in more than once, what was handed in."""
    same: dict[str, list[str]] = {}
    for one in found:
        stem = next((one.id[: -len(s)] for s in SUFFIXES if one.id.lower().endswith(s)), one.id)
        same.setdefault(stem.casefold(), []).append(one.id)
    return (", ".join(ids) for ids in same.values() if len(ids) > 1)


def select(found: Sequence[HandIn], only: Sequence[str]) -> list[HandIn]:
    """Those of these students. Raises CourseError for an unknown one."""
    known = {one.id: one for one in found}
    for name in only:
        if name not in known:
            raise CourseError(f"--only {name}: no such submission", did_you_mean(name, known))
    return [one for one in found if not only or one.id in only]


def part(found: Sequence[HandIn], words: str) -> list[HandIn]:
    """The i-th of n shards, from `i/n`. Raises CourseError for other words."""
    match = re.fullmatch(r"(\d+)/(\d+)", words)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise CourseError(f"--shard {words}: expected i/n with 1 <= i <= n, such as 2/8")
    number, of = int(match[1]), int(match[2])
    return [one for place, one in enumerate(found) if place % of == number - 1]


def _id(path: Path) -> str:
    """The student's id in an entry's name; empty for what is no submission."""
    name = path.name
    if not _is_visible(name):
        return ""
    if path.is_dir():
        return shown(name, LONGEST)
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix) and path.is_file():
            return shown(name[: -len(suffix)], LONGEST)
    return ""


def _is_visible(name: str) -> bool:
    return not name.startswith(".") and name != "__MACOSX"


def _unwrapped(path: Path, files: Sequence[str]) -> Path:
    """The folder or archive that is alone in a folder, as course platforms pack it; else `path`."""
    for _ in range(DEEPEST):
        if not path.is_dir() or _holds_any(path, files):
            break
        try:
            inside = [one for one in path.iterdir() if _is_visible(one.name)]
        except OSError:
            break
        if any(one.suffix in (".py", ".ipynb") for one in inside):
            break
        packed = [one for one in inside if not one.is_symlink() and _packs(one)]
        if len(packed) != 1:
            break
        path = packed[0]
    return path


def _holds_any(folder: Path, files: Sequence[str]) -> bool:
    """Whether one of the files is in a folder, or would be if that had the name of their own."""
    inner = [file.partition("/")[2] for file in files if "/" in file]
    return any((folder / file).exists() for file in [*files, *inner])


def _packs(path: Path) -> bool:
    return path.is_dir() or is_archive(path)


def _with_slugs(named: Sequence[tuple[str, Path]]) -> Iterator[tuple[str, str, Path]]:
    """Ids and file names for reports, different for each entry, names also where case is ignored.

    Ids that more than one entry would have get the entry's whole name, and a number if need be.
    """
    times = Counter(name for name, _ in named)
    wholes = Counter(shown(path.name, LONGEST) for _, path in named)
    slugs = Counter(PLAIN.sub("_", name).casefold() for name, _ in named)
    for name, path in named:
        whole = shown(path.name, LONGEST)
        mark = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:8]
        own = name if times[name] == 1 else whole if wholes[whole] == 1 else f"{whole} {mark}"
        slug = PLAIN.sub("_", own).strip(".") or "_"
        if slug != own or slugs[slug.casefold()] > 1 or times[name] > 1:
            slug += f"-{mark}"
        yield own, slug, path
