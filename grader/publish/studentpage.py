"""What the page of one student shows, problem by problem."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

from grader.model import Outcome
from grader.pictures import ErrorMap, Picture
from grader.report import Entry, Report
from grader.summary import FINE, Line, explanation

from .people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """One check: why points are missing, and its pictures, each thing once in a problem."""

    anchor: str
    entry: Entry
    lines: Sequence[Line]
    pictures: Sequence[Picture]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """One problem and its checks."""

    anchor: str
    name: str
    points: float
    max_points: float
    checks: Sequence[CheckView]
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentPage:
    """All that the page tells. first: the check to look at first; None where all is right."""

    person: Person
    report: Report
    problems: Sequence[ProblemView]
    first: CheckView | None

    @property
    def final(self) -> float:
        """The points after lateness."""
        late = self.report.lateness
        return float(late["final"]) if late else self.report.points


def student_page(person: Person, report: Report) -> StudentPage:
    """The page of a student with a report."""
    problems = list(_problems(report))
    checks = [check for problem in problems for check in problem.checks]
    first = next((check for check in checks if check.entry.outcome not in FINE), None)
    return StudentPage(person=person, report=report, problems=problems, first=first)


def _problems(report: Report) -> Iterator[ProblemView]:
    grouped = groupby(report.checks, key=lambda entry: entry.problem)
    for number, (problem, found) in enumerate(grouped, 1):
        entries = list(found)
        yield ProblemView(
            anchor=f"p{number}",
            name=problem,
            points=fsum(entry.points for entry in entries),
            max_points=fsum(entry.max_points for entry in entries),
            checks=list(_checks(entries, f"p{number}")),
            remarks=[one.text for one in report.remarks if one.problem == problem],
        )


def _checks(entries: Sequence[Entry], anchor: str) -> Iterator[CheckView]:
    """The same trouble, the same hint and the errors of the same output are told once."""
    told: set[str] = set()
    drawn: set[str] = set()
    for number, entry in enumerate(entries, 1):
        lines: Sequence[Line] = ()
        if entry.outcome is not Outcome.PASSED:
            lines = [line for line in explanation(entry, told) if line.text]
            told |= {entry.message, entry.hint}
        pictures = [
            picture
            for picture in entry.pictures
            if not (isinstance(picture, ErrorMap) and picture.output in drawn)
        ]
        drawn |= {p.output for p in pictures if isinstance(p, ErrorMap)}
        yield CheckView(anchor=f"{anchor}c{number}", entry=entry, lines=lines, pictures=pictures)
