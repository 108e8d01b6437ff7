"""What was handed in: the entries of a folder, each under the name of its student."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import CourseError, did_you_mean
from .text import clean

SUFFIXES = (".py", ".ipynb", ".zip", ".tar", ".tar.gz", ".tgz")
PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST = 80


@dataclass(frozen=True, slots=True)
class HandIn:
    """One student's work. `slug` is the id as a file name that is safe on every system."""

    id: str
    slug: str
    path: Path


def hand_ins(folder: Path) -> list[HandIn]:
    """Every entry of a folder that can be a submission, sorted by name.

    A folder, an archive, a .py file or a notebook each; its name is the student's id. Raises
    CourseError where the folder cannot be read or has none.
    """
    try:
        paths = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be read as a folder of submissions: {error.strerror}",
            "It holds one folder, archive, .py file or notebook for each student.",
        ) from error
    named = [(name, path) for path in paths if (name := _id(path))]
    if not named:
        raise CourseError(
            f"{folder} holds no submissions",
            "It holds one folder, archive, .py file or notebook for each student.",
        )
    return list(_with_slugs(named))


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
    if name.startswith(".") or name == "__MACOSX":
        return ""
    if path.is_dir():
        return clean(name, LONGEST)
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            return clean(name[: -len(suffix)], LONGEST)
    return ""


def _with_slugs(named: Sequence[tuple[str, Path]]) -> Iterator[HandIn]:
    """Ids that more than one entry has get the entry's whole name, and slugs differ in any case."""
    times = Counter(name for name, _ in named)
    slugs = Counter(PLAIN.sub("_", name).casefold() for name, _ in named)
    for name, path in named:
        own = name if times[name] == 1 else clean(path.name, LONGEST)
        slug = PLAIN.sub("_", own).strip(".") or "_"
        if slug != own or slugs[slug.casefold()] > 1 or times[name] > 1:
            slug += (
                "-" + hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
            )
        yield HandIn(own, slug, path)
