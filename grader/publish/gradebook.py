"""The gradebook of one assignment: who handed in what, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader import report
from grader.errors import CourseError
from grader.report import Report
from grader.roster import Student
from grader.scores import reports_in


class Standing(StrEnum):
    """What there is of a student. `missing`: in the roster, and without a report."""

    GRADED = "graded"
    GRADER_ERROR = "grader_error"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One student's line. `final` are the points after lateness; `path` is where the report lies.

    outcomes: for each check how it ended. misconceptions: for each check the mistake's name, of
    those that have one. Both are small; the report itself is read when it is needed.
    """

    student: Student
    standing: Standing
    path: Path | None = None
    points: float = 0.0
    max_points: float
    late_days: int = 0
    penalty: float = 0.0
    final: float = 0.0
    outcomes: Mapping[str, str]
    misconceptions: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the student for people."""
        return self.student.name or self.student.id

    def report(self) -> Report | None:
        """The report; None where nothing was handed in. Raises CourseError where it is broken."""
        return report.read(self.path) if self.path else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradebook:
    """All students of one assignment, sorted by id. max_points: of a whole report."""

    assignment: str
    title: str
    max_points: float
    records: Sequence[Record]

    def reports(self) -> Iterator[tuple[Record, Report]]:
        """Those that have a report, with it, one after the other."""
        for record in self.records:
            found = record.report()
            if found is not None:
                yield record, found


def read_gradebook(folder: Path, roster: Sequence[Student] = ()) -> Gradebook:
    """The gradebook of a folder that `grade batch` or `grade report collect` wrote.

    roster: all students; those without a report are missing, and get 0 points. Raises CourseError
    where the folder has no reports, or reports on several assignments.
    """
    students = {student.id: student for student in roster}
    first: Report | None = None
    records, max_points = [], 0.0
    seen: dict[str, Path] = {}
    for path, found in reports_in(folder):
        other = seen.setdefault(found.submission["id"], path)
        if other != path:
            raise CourseError(
                f"{other.name} and {path.name} are both reports on {found.submission['id']}",
                "Delete the one that does not count.",
            )
        first = first or found
        if found.assignment["id"] != first.assignment["id"]:
            raise CourseError(
                f"{folder} has reports on {first.assignment['id']} and {found.assignment['id']}",
                "Grade each assignment into a folder of its own.",
            )
        student = students.pop(found.submission["id"], None) or Student(found.submission["id"])
        records.append(_record(student, path, found))
        max_points = max(max_points, found.max_points)
    if first is None:
        raise CourseError(
            f"{folder} has no reports", "Name the --out folder of a finished grade batch."
        )
    records += [
        Record(
            student=student,
            standing=Standing.MISSING,
            max_points=max_points,
            outcomes={},
            misconceptions={},
        )
        for student in students.values()
    ]
    return Gradebook(
        assignment=first.assignment["id"],
        title=first.assignment["title"],
        max_points=max_points,
        records=sorted(records, key=lambda record: record.student.id),
    )


def _record(student: Student, path: Path, found: Report) -> Record:
    late = found.lateness or {}
    return Record(
        student=student,
        standing=Standing.GRADER_ERROR if found.grader_broke else Standing.GRADED,
        path=path,
        points=found.points,
        max_points=found.max_points,
        late_days=late.get("late_days", 0),
        penalty=late.get("penalty", 0.0),
        final=late.get("final", found.points),
        outcomes={check.id: check.outcome.value for check in found.checks},
        misconceptions={c.id: c.misconception for c in found.checks if c.misconception},
    )
