"""`grade verify`: proves that an assignment grades as it should, before students meet it."""

from collections.abc import Iterator

from grader.course import Course
from grader.grading import grade, load_task, reference_worker
from grader.isolation import PlainProcess, seat
from grader.report import Report
from grader.seed import PUBLIC
from grader.stubs import stub_files

from .speed import stage_loop, stage_reference, timing
from .subject import Proof, Subject
from .values import Values

__all__ = ["Proof", "Subject", "stage_loop", "stage_reference", "verify_assignment"]

FULL = 100.0


def verify_assignment(course: Course, assignment_id: str, seeds: int) -> Iterator[Proof]:
    """All proofs for one assignment, one after the other."""
    subject = Subject.load(course, assignment_id, seeds)
    values = Values(subject)
    yield _points(subject)
    yield _stubs(subject)
    yield values.claims()
    yield values.terms()
    yield values.slopes()
    yield values.reference()
    yield from values.misconceptions()
    yield from timing(subject)
    yield _whole_path(course, subject)


def _points(subject: Subject) -> Proof:
    total = subject.assignment.max_points
    wrong = [] if total == FULL else [f"they add up to {total:g}"]
    return Proof(f"points add up to {FULL:g}", wrong)


def _stubs(subject: Subject) -> Proof:
    assignment = subject.assignment
    drifted = [
        f"{path.name} is not what its reference gives: run grade stubs {assignment.id}"
        for path, text in stub_files(subject.folder, assignment.folder, assignment.files)
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    return Proof("stubs are cut from the references", drifted)


def _whole_path(course: Course, subject: Subject) -> Proof:
    """Stub and reference once each, as a student's work would go."""
    task = load_task(course, subject.assignment.id, only=(), seed=PUBLIC)
    reports: dict[str, Report] = {}
    for name, source in (("stubs", subject.assignment.folder), ("reference", subject.folder)):
        with seat(PlainProcess()) as own, seat(PlainProcess()) as other:
            reports[name] = grade(task, source, own, reference_worker(task, other))
    details = [f"stubs: {e.id} earns {e.points:g}" for e in reports["stubs"].checks if e.points]
    details += [
        f"reference: {e.id} {e.outcome} {e.message}"
        for e in reports["reference"].checks
        if e.points < e.max_points
    ]
    return Proof("from end to end, stubs earn nothing and the reference everything", details)
