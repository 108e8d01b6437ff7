"""Tables that the instructor brings: who is in the course, and when they handed in."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .errors import CourseError
from .lateness import parse_time


@dataclass(frozen=True, slots=True)
class Student:
    """One line of a roster."""

    id: str
    name: str = ""
    section: str = ""
    late_days_used: int = 0


def read_roster(path: Path) -> list[Student]:
    """The students of a CSV file with the column id and, if wanted, name, section, late_days_used.

    Raises CourseError with the line of what is wrong.
    """
    found: dict[str, Student] = {}
    for line, row in _rows(path, "id"):
        if row["id"] in found:
            raise CourseError(f"{path.name}, line {line}: {row['id']} is listed twice")
        used = row.get("late_days_used") or "0"
        if not used.isdecimal():
            raise CourseError(f"{path.name}, line {line}: late_days_used is {used!r}, no number")
        name, section = row.get("name", ""), row.get("section", "")
        found[row["id"]] = Student(row["id"], name, section, int(used))
    return list(found.values())


def read_times(path: Path) -> Mapping[str, datetime]:
    """When each student handed in, from a CSV file with the columns id and submitted.

    The last line of a student counts. Raises CourseError with the line of what is wrong.
    """
    found: dict[str, datetime] = {}
    for line, row in _rows(path, "id", "submitted"):
        try:
            found[row["id"]] = parse_time(row["submitted"])
        except ValueError as error:
            raise CourseError(
                f"{path.name}, line {line}: {row['submitted']!r} is no time",
                "Write it as in 2027-02-01T18:00:00Z.",
            ) from error
    return found


def _rows(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines with their numbers; the names of columns in any case, cells without blanks."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            columns = [name.strip().lower() for name in next(reader, [])]
            for name in needed:
                if name not in columns:
                    raise CourseError(
                        f"{path.name} has no column {name!r}",
                        f"Its first line names the columns: {', '.join(needed)}.",
                    )
            for cells in reader:
                row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
                if row.get("id"):
                    yield reader.line_num, {**dict.fromkeys(needed, ""), **row}
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(
            f"{path.name} is not a CSV file in UTF-8: {error}", "Export it again as CSV, UTF-8."
        ) from error
