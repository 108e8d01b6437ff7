"""Shards become one: the reports and journals of several batches in one folder."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import report
from .batch import REPORTS
from .comparison import change, conditions
from .errors import CourseError
from .folders import replace_file
from .journal import Journal
from .report import Report
from .scores import reports_in


@dataclass(frozen=True, slots=True)
class Piece:
    """One student's report, in its folder."""

    student: str
    path: Path
    folder: Path


@dataclass(slots=True)
class Collection:
    """Reports of which no two contradict each other. notes: what is odd about them, in words."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _names: dict[str, Piece] = field(default_factory=dict)
    _first: tuple[Path, Report] | None = None

    def add(self, folder: Path) -> None:
        """Takes the reports of a folder.

        Raises CourseError where it has none, where they are on another assignment than those taken
        before, and where one is not the same as one on the same student.
        """
        empty = True
        for path, found in reports_in(folder):
            empty = False
            self._compare(folder, found)
            piece = Piece(found.submission["id"], path, folder)
            for other in (self._names.get(path.name), self.pieces.get(piece.student)):
                if other:
                    _check_same(other, path, found)
            self._names.setdefault(path.name, piece)
            self.pieces.setdefault(piece.student, piece)
        if empty:
            raise CourseError(
                f"{folder} has no reports", "Name the --out folders of finished batches."
            )

    @property
    def assignment(self) -> str:
        """What all of them are on; empty for none."""
        return self._first[1].assignment["id"] if self._first else ""

    def write(self, out: Path) -> None:
        """Copies the reports, and what journals note of them. Raises CourseError."""
        try:
            (out / REPORTS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CourseError(f"{out} cannot be made: {error.strerror}") from error
        journals = {folder: Journal(folder) for folder in {p.folder for p in self.pieces.values()}}
        own = Journal(out)
        for piece in self.pieces.values():
            target = out / REPORTS / piece.path.name
            if target.resolve() != piece.path.resolve():
                replace_file(target, piece.path.read_text("utf-8"))
            key = journals[piece.folder].key(piece.path.stem)
            if key and not own.has(piece.path.stem, key):
                own.add(piece.path.stem, key)
        own.close()

    def _compare(self, folder: Path, found: Report) -> None:
        """Holds the conditions of a report against those of the first one."""
        if self._first is None:
            self._first = folder, found
            return
        where, first = self._first
        ours, theirs = first.assignment, found.assignment
        if ours["id"] != theirs["id"]:
            raise CourseError(
                f"{where} is on {ours['id']}, {folder} on {theirs['id']}",
                "Collect each assignment into a folder of its own.",
            )
        other = [*conditions(first, found)]
        if ours["digest"] != theirs["digest"]:
            other.append("the assignment")
        for reason in other:
            note = f"{where} and {folder} were graded differently: {reason}"
            if note not in self.notes:
                self.notes.append(note)


def _check_same(one: Piece, path: Path, found: Report) -> None:
    """Raises CourseError where a report is another than one that was taken."""
    difference = change(report.read(one.path), found)
    if difference.checks or difference.reasons or difference.moved:
        raise CourseError(
            f"{one.path} and {path} are different reports on {found.submission['id']}",
            "Look at them with grade diff, and delete the one that does not count.",
        )


def gather(folders: Sequence[Path], out: Path) -> Collection:
    """The reports of some folders, and those that are in `out` already. Raises CourseError."""
    found = Collection()
    known = {folder.resolve(): folder for folder in folders}
    if any((out / REPORTS).glob("*.json")):
        known.setdefault(out.resolve(), out)
    for folder in known.values():
        found.add(folder)
    return found
