"""Two gradings side by side: whose score moved, by how much, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import report
from .errors import CourseError
from .report import Entry, Report
from .scores import reports_in

LEAST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """One check before and after; None where it was not asked."""

    id: str
    before: Entry | None
    after: Entry | None

    @property
    def moved(self) -> float:
        """The points that it gained."""
        before, after = (one.points if one else 0.0 for one in (self.before, self.after))
        return after - before


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One student's reports, and what is different. reasons: which conditions are, in words."""

    student: str
    before: Report
    after: Report
    checks: Sequence[CheckChange]
    reasons: Sequence[str]

    @property
    def moved(self) -> float:
        """What the student's score gained."""
        return score(self.after) - score(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """moved: by the size of the move. reworded: the same score, with other outcomes or words."""

    moved: Sequence[Change]
    reworded: Sequence[Change]
    appeared: Mapping[str, float]
    vanished: Mapping[str, float]
    same: int

    @property
    def nothing_moved(self) -> bool:
        """Whether everybody is still there with the same score."""
        return not (self.moved or self.appeared or self.vanished)


def score(found: Report) -> float:
    """The points after the late policy."""
    return float(found.lateness["final"]) if found.lateness else found.points


def load(path: Path) -> dict[str, Report]:
    """The reports of a batch's folder by student, or the one of a file, under the name ''."""
    if path.is_file():
        return {"": report.read(path)}
    found = {one.submission["id"]: one for _, one in reports_in(path)}
    if not found:
        raise CourseError(
            f"{path} is no report, and no folder with reports",
            "Name two score-report.json files, or the --out folders of two batches.",
        )
    return found


def compare(old: Mapping[str, Report], new: Mapping[str, Report]) -> Comparison:
    """The difference between two gradings of some students.

    Raises CourseError where they are of different assignments.
    """
    asked = {one.assignment["id"] for one in (*old.values(), *new.values())}
    if len(asked) > 1:
        raise CourseError(
            f"the reports are on different assignments: {', '.join(sorted(asked))}",
            "Compare reports on the same one.",
        )
    if ("" in old) != ("" in new):
        raise CourseError("one is a report, the other a folder of them", "Name two of a kind.")
    changes = [change(old[student], new[student]) for student in old if student in new]
    moved = [one for one in changes if abs(one.moved) > LEAST]
    reworded = [one for one in changes if abs(one.moved) <= LEAST and one.checks]
    return Comparison(
        moved=sorted(moved, key=lambda one: (-abs(one.moved), one.student)),
        reworded=sorted(reworded, key=lambda one: one.student),
        appeared={student: score(new[student]) for student in new if student not in old},
        vanished={student: score(old[student]) for student in old if student not in new},
        same=len(changes) - len(moved) - len(reworded),
    )


def change(old: Report, new: Report) -> Change:
    """What is different between two reports on one student's work."""
    before = {one.id: one for one in old.checks}
    after = {one.id: one for one in new.checks}
    pairs = {name: (before.get(name), after.get(name)) for name in (*before, *after)}
    return Change(
        student=new.submission["id"],
        before=old,
        after=new,
        checks=[
            CheckChange(id=name, before=was, after=is_)
            for name, (was, is_) in pairs.items()
            if was is None or is_ is None or _told(was) != _told(is_)
        ],
        reasons=list(_reasons(old, new)),
    )


def _told(one: Entry) -> Entry:
    """The entry without what is measured: what a student reads of it, and the points."""
    return replace(
        one,
        message="" if one.kind == "timing" else one.message,
        measured=None,
        tolerance=None,
        cpu_seconds=0.0,
        values=(),
        pictures=(),
        student_text="",
    )


def _reasons(old: Report, new: Report) -> Iterator[str]:
    """Which conditions are different."""
    if old.submission["id"] != new.submission["id"]:
        yield f"the student: {old.submission['id']} → {new.submission['id']}"
    if old.submission["digest"] != new.submission["digest"]:
        yield "the submission"
    if old.assignment["digest"] != new.assignment["digest"]:
        yield "the assignment: its checks, reference or misconceptions"
    yield from conditions(old, new)
    if (was := _penalty(old)) != (is_ := _penalty(new)):
        yield f"the penalty for being late: {was:g} → {is_:g}"


def conditions(old: Report, new: Report) -> Iterator[str]:
    """Which conditions of grading, beside submission and assignment, are different."""
    if old.grader["version"] != new.grader["version"]:
        yield f"the grader: {old.grader['version']} → {new.grader['version']}"
    elif old.grader["digest"] != new.grader["digest"]:
        yield "the grader's code"
    if old.seed != new.seed:
        yield f"the seed: {old.seed} → {new.seed}"
    for key, name in (("numpy", "NumPy"), ("blas", "BLAS"), ("python", "Python")):
        if old.environment[key] != new.environment[key]:
            yield f"{name}: {old.environment[key]} → {new.environment[key]}"
    if old.environment["platform"] != new.environment["platform"]:
        yield f"the platform: {old.environment['platform']} → {new.environment['platform']}"
    if old.isolation["level"] != new.isolation["level"]:
        yield f"the isolation level: {old.isolation['level']} → {new.isolation['level']}"
    if list(old.only) != list(new.only):
        yield "the checks that were asked for"


def _penalty(found: Report) -> float:
    return float(found.lateness["penalty"]) if found.lateness else 0.0
