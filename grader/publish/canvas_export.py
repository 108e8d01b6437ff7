"""The gradebook export of Canvas, with the place of every cell, so that some can be filled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import CourseError
from grader.text import count

TEST_STUDENT = "Student, Test"
POINTS_POSSIBLE = "Points Possible"
EXPORT_AGAIN = "In Canvas: Grades, Export, Export Entire Gradebook. Take that file as it is."

_NAMES = ("Student", "LastName")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d*)?")
_LINE_END = re.compile(r"\r\n|\n|\r")


# --- a CSV file, with the places of its cells -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and where it lies in the text of its file."""

    start: int
    end: int
    value: str


def cells(text: str, separator: str) -> list[list[Cell]]:
    """The lines of a CSV file. Raises ValueError with the line where it is none."""
    one = re.compile(rf'"((?:[^"]|"")*)"|((?:[^"{separator}\r\n][^{separator}\r\n]*)?)')
    place, lines = len(text) - len(text.removeprefix("\ufeff")), [list[Cell]()]
    while True:
        found = one.match(text, place)
        value = "" if found is None else found[2] or (found[1] or "").replace('""', '"')
        end = found.end() if found else place
        lines[-1].append(Cell(place, end, value))
        if text.startswith(separator, end):
            place = end + 1
            continue
        line_end = _LINE_END.match(text, end)
        if line_end is None and end < len(text):
            raise ValueError(f"line {_line(text, place)} has a quotation mark out of place")
        if line_end is None or line_end.end() == len(text):
            return lines
        place = line_end.end()
        lines.append([])


def _line(text: str, place: int) -> int:
    """The number of the line in which a place lies, as an editor counts."""
    return len(_LINE_END.findall(text, 0, place)) + 1


# --- the export -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A gradebook as Canvas exports it. possible: the line of points possible.

    students: the lines of people, without the test student.
    """

    name: str
    text: str
    separator: str
    header: Sequence[str]
    possible: Sequence[str]
    students: Sequence[Sequence[Cell]]

    def who(self, line: Sequence[Cell]) -> str:
        """The name in the line of a student: Last, First."""
        return ", ".join(cell.value for cell in line[: self.header.index("ID")])

    def points(self, column: int) -> float | None:
        """The points possible of a column; None where it is no column of an assignment."""
        return number(self.possible[column]) if column < len(self.possible) else None


def read_export(path: Path) -> Export:
    """The export in a file. Raises CourseError where it is none."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not UTF-8 text: {error.reason}", EXPORT_AGAIN) from error
    for separator in ",;":
        try:
            lines = cells(text, separator)
        except ValueError as error:
            raise CourseError(f"{path} is not a CSV file: {error}", EXPORT_AGAIN) from error
        header = [cell.value.strip() for cell in lines[0]]
        if header[0] in _NAMES and "ID" in header:
            return _export(path.name, text, separator, header, lines[1:])
    raise CourseError(
        f"{path} is no gradebook export of Canvas: its first line does not begin with Student, ID",
        EXPORT_AGAIN,
    )


def _export(
    name: str, text: str, separator: str, header: Sequence[str], lines: Sequence[Sequence[Cell]]
) -> Export:
    """Before the line of points possible are notes of Canvas at most, such as Manual Posting."""
    at = next((n for n, one in enumerate(lines) if POINTS_POSSIBLE in one[0].value), None)
    if at is None:
        raise CourseError(f"{name} has no line {POINTS_POSSIBLE!r}", EXPORT_AGAIN)
    students = [one for one in lines[at + 1 :] if len(one) > 1]
    for one in students:
        if len(one) != len(header):
            where = f"{name}, line {_line(text, one[0].start)}"
            raise CourseError(
                f"{where}: found {count(len(one), 'cell')}, expected {len(header)}", EXPORT_AGAIN
            )
    everybody = Export(
        name=name,
        text=text,
        separator=separator,
        header=header,
        possible=[cell.value for cell in lines[at]],
        students=students,
    )
    real = [one for one in students if everybody.who(one).strip() != TEST_STUDENT]
    return replace(everybody, students=real)


def number(cell: str) -> float | None:
    """The number in a cell, with a decimal point or comma; None where there is none."""
    cell = cell.strip()
    return float(cell.replace(",", ".")) if _NUMBER.fullmatch(cell) else None
