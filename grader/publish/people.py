"""Who a page is about, by name or by a pseudonym that only its key can connect with anybody."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import CourseError
from grader.report import Entry, Report
from grader.summary import STOPPED
from grader.text import shown

from .gradebook import Gradebook, Record

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""Digits and letters that nobody mixes up, and no vowels, so that no words come out."""

SYMBOLS = 8
"""27^8 pseudonyms: in a class of a thousand two are the same once in 500 000 keys."""

LEAST_KEY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A student as the pages tell of one. page: the name of the file, without its ending.

    id and section are empty where they are not told.
    """

    name: str
    id: str = ""
    section: str = ""
    page: str


def by_name(record: Record) -> Person:
    """The student of a record, by name."""
    name, own = shown(record.name), shown(record.student.id)
    return Person(
        name=name,
        id=own if own != name else "",
        section=shown(record.student.section),
        page=_page(record),
    )


def _page(record: Record) -> str:
    """The stem of the report's file; another one where that is no plain name."""
    stem = record.path.stem if record.path else record.student.id
    if PLAIN.fullmatch(stem):
        return stem
    mark = hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '_', stem)[:40]}-{mark}"


# --- without names --------------------------------------------------------------------------


def key_of_pages(path: Path, pages: Path) -> tuple[bytes, bool]:
    """The key in a file, and whether it was made now, because there was none.

    pages: the folder of the pages that it is for. Raises CourseError where the key lies in it, can
    be neither read nor written, or could be guessed.
    """
    if path.resolve().is_relative_to(pages.resolve()):
        raise CourseError(
            f"the key {path} lies among the pages, and would be published with them",
            "Keep it elsewhere: who has it can compute whose page is whose.",
        )
    try:
        if not path.exists():
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(f"{secrets.token_hex(32)}\n", "ascii")
            return path.read_bytes().strip(), True
        key = path.read_bytes().strip()
    except OSError as error:
        raise CourseError(f"the key {path} cannot be used: {error.strerror}") from error
    if len(key) < LEAST_KEY:
        raise CourseError(
            f"the key in {path} has {len(key)} characters, so that it can be guessed",
            "Name a file that does not exist: a random key is written into it.",
        )
    return key, False


def pseudonyms(gradebook: Gradebook, key: bytes) -> Mapping[str, Person]:
    """For each student's id a person without a name. The same key gives the same pseudonyms.

    Nobody without the key can compute them from a list of students. Raises CourseError where two
    students get the same one.
    """
    found = {record.student.id: _pseudonym(key, record.student.id) for record in gradebook.records}
    if len(set(found.values())) < len(found):
        raise CourseError("two students get the same pseudonym", "Take another key.")
    return {own: Person(name=name, page=name) for own, name in found.items()}


def _pseudonym(key: bytes, own: str) -> str:
    digest = hmac.digest(key, b"nabla pseudonym\0" + own.encode("utf-8", "surrogatepass"), "sha256")
    number, symbols = int.from_bytes(digest), []
    for _ in range(SYMBOLS):
        number, rest = divmod(number, len(LETTERS))
        symbols.append(LETTERS[rest])
    return f"{''.join(symbols[:4])}-{''.join(symbols[4:])}"


def without_names(report: Report, record: Record, name: str) -> Report:
    """The report as it may be read by people who must not know whose it is.

    Gone are the id, digests by which a submission could be recognized, the time of handing in, and
    all that the submission said. Where it was stopped, so are the words about it, which have names
    of its files, functions and exceptions. Where other words have the whole id or the whole name,
    `name` stands.
    """
    pattern = _told_by(record)
    late = report.lateness and {**report.lateness, "submitted": ""}
    return replace(
        report,
        submission={"id": name, "digest": ""},
        checks=[_without(entry, pattern, name) for entry in report.checks],
        remarks=[replace(one, text=pattern.sub(name, one.text)) for one in report.remarks],
        lateness=late,
    )


def _told_by(record: Record) -> re.Pattern[str]:
    """What tells of a student: the id and the name, whole, however their words are joined.

    Not their parts: a Max is no maximum, and a gap in the grader's own words would tell his name.
    """
    stem = record.path.stem if record.path else ""
    words = [record.student.id, stem, record.student.name]
    found = {r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", one))) for one in words} - {""}
    either = "|".join(sorted(found, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _without(entry: Entry, pattern: re.Pattern[str], name: str) -> Entry:
    entry = replace(entry, values=(), student_text="")
    if entry.outcome in STOPPED:
        hint = entry.hint if entry.misconception else ""
        return replace(entry, message="", where="", hint=hint)
    message, where = pattern.sub(name, entry.message), pattern.sub(name, entry.where)
    return replace(entry, message=message, where=where)
