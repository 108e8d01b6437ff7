"""`grade local --watch`: grades again what a saved file affects, and nothing else."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from . import provenance
from .course import FILE, load_course
from .errors import CourseError
from .grading import Task, grade_staged, load_task, reference_worker
from .imports import reach, syntax_error
from .local import Desk, desk
from .report import Entry, Report
from .seed import PUBLIC
from .submission import Submission, lay, read


class Desks:
    """A desk that is ready in advance: its children import NumPy while nothing happens.

    Each is for one grading, so that nothing of a submission outlives it.
    """

    def __init__(self, first: Desk) -> None:
        self._desk = first
        self._around = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._around.close()

    @contextmanager
    def take(self) -> Iterator[Desk]:
        """The desk that is ready. The next is started after the block, which it would slow."""
        try:
            yield self._desk
        finally:
            self._around.close()
            self._desk = self._around.enter_context(desk())


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What came of looking at the files.

    report: all that is known now. saved: the files that had changed. graded: the problems that were
    graded in this turn, and moved those of them that ended otherwise than before. waits: why
    something was not graded, such as a syntax error; the report is then older than the files.
    """

    report: Report
    saved: Sequence[str] = ()
    graded: Sequence[str] = ()
    moved: Sequence[str] = ()
    gained: float = 0.0
    seconds: float = 0.0
    waits: str = ""


class Live:
    """One submission to one assignment, graded as its files change.

    root: the folder of the course. source: what is graded. only: as of --only.
    """

    def __init__(self, root: Path, assignment: str, source: Path, only: Sequence[str]) -> None:
        self._root = root
        self._id = assignment
        self._source = source
        self._only = only
        self._solution = root / "solutions" / assignment
        self._loaded_from = "", ""
        self._task: Task | None = None
        self._seen: Submission | None = None
        self._report: Report | None = None
        self._pending: frozenset[str] = frozenset()
        self._doubted = False
        self._told = ""

    @property
    def folders(self) -> list[Path]:
        """Where a saved file may matter."""
        source = self._source if self._source.is_dir() else self._source.parent
        places = [source, self._root / "assignments" / self._id, self._solution]
        return [folder for folder in dict.fromkeys(places) if folder.is_dir()]

    def turn(self, desks: Desks, begin: Callable[[Sequence[str]], None]) -> Turn | None:
        """Looks at the files, and grades what has changed; None where there is nothing to tell.

        begin: is told, before any grading, which files were saved.
        Raises CourseError where the submission or the course cannot be used from the start.
        """
        try:
            found = self._turn(desks, begin)
        except CourseError as error:
            if self._report is None:
                raise
            told, self._told = self._told, error.message
            return Turn(report=self._report, waits=error.message) if error.message != told else None
        self._told = "" if found else self._told
        return found

    def _turn(self, desks: Desks, begin: Callable[[Sequence[str]], None]) -> Turn | None:
        began = time.perf_counter()
        task = self._current_task()
        before, now = self._seen, self._read(task)
        saved = _changed(before, now) if before else []
        if before and (not saved or self._doubtful(before, now)):
            return None
        self._seen = now
        waits, blocked = "", frozenset[str]()
        if before and self._report:
            self._pending |= _affected(task, before, now, saved)
            waits, blocked = _blocked(task, now, self._pending)
        else:
            self._pending = task.selected
        run, old = self._pending - blocked, self._report
        if run:
            begin(saved)
            found = self._grade(replace(task, selected=run), now, desks)
            self._report = _merged(old, found, task) if old and run != task.selected else found
            self._pending = blocked
        if self._report is None or not (run or waits):
            return None
        return Turn(
            report=self._report,
            saved=saved,
            graded=list(dict.fromkeys(p.name for i, p, _ in task.assignment.checks() if i in run)),
            moved=_moved(old, self._report) if old else (),
            gained=self._report.points - (old.points if old else 0.0),
            seconds=time.perf_counter() - began,
            waits=waits,
        )

    def _current_task(self) -> Task:
        """The task; loaded anew where checks.py, given files, solutions/ or the course changed."""
        if self._task is None or self._made_of(self._task) != self._loaded_from:
            self._task = self._seen = None
            course = load_course(self._root / FILE)
            self._task = load_task(course, self._id, only=self._only, seed=PUBLIC)
            self._loaded_from = self._made_of(self._task)
        return self._task

    def _made_of(self, task: Task) -> tuple[str, str]:
        """Digests of what a task is loaded from; empty where some of it is gone."""
        try:
            course = provenance.digest({FILE: self._root / FILE})
            return course, provenance.assignment(task.assignment, self._solution)
        except OSError:
            return "", ""

    def _read(self, task: Task) -> Submission:
        try:
            return read(self._source, files=task.assignment.files, given=task.given)
        except CourseError:
            self._seen = None  # when it is there again, all of it counts as new
            raise

    def _doubtful(self, before: Submission, now: Submission) -> bool:
        """Whether a file has just gone or become empty: editors do that while they save.

        It is believed when it is still so at the next look.
        """
        gone = any(text and not now.files.get(name) for name, text in before.files.items())
        self._doubted = gone and not self._doubted
        return self._doubted

    def _grade(self, task: Task, submission: Submission, desks: Desks) -> Report:
        with desks.take() as (own, other):
            lay(submission, own.folder, task.given)
            with reference_worker(task, other) as reference:
                return grade_staged(task, submission, own, reference)


def _changed(before: Submission, now: Submission) -> list[str]:
    """The names of files that are new, gone or different, or whose trouble is."""

    def told(submission: Submission, name: str) -> tuple[object, object]:
        return submission.files.get(name), submission.troubles.get(name)

    names = {*before.files, *before.troubles, *now.files, *now.troubles}
    return sorted(name for name in names if told(before, name) != told(now, name))


def _affected(
    task: Task, before: Submission, now: Submission, saved: Collection[str]
) -> frozenset[str]:
    """The selected checks of problems whose file uses, or used, one that was saved."""
    used, uses = reach(before.files), reach(now.files)
    return _checks_in(
        task,
        lambda file: not {*used.get(file, ()), *uses.get(file, ())}.isdisjoint(saved),
    )


def _blocked(task: Task, now: Submission, ids: frozenset[str]) -> tuple[str, frozenset[str]]:
    """The first syntax error that some of these checks wait for, and all checks that wait."""
    uses = reach(now.files)
    says, waiting = "", frozenset[str]()
    for name, text in now.files.items():
        if error := syntax_error(name, text):
            meant = {file for file, used in uses.items() if name in used}
            hit = ids & _checks_in(task, meant.__contains__)
            says = says or (error if hit else "")
            waiting |= hit
    return says, waiting


def _checks_in(task: Task, is_meant: Callable[[str], bool]) -> frozenset[str]:
    """The selected checks of problems in certain files."""
    checks = task.assignment.checks()
    return frozenset(i for i, p, _ in checks if i in task.selected and is_meant(p.file))


def _merged(old: Report, new: Report, task: Task) -> Report:
    """The new report, and for the checks that it leaves out what the old one says of them."""
    fresh = {entry.id: entry for entry in new.checks}
    graded = {entry.problem for entry in new.checks}
    remarks = [*(r for r in old.remarks if r.problem not in graded), *new.remarks]
    order = [problem.name for problem in task.assignment.problems]
    return replace(
        new,
        checks=[fresh.get(entry.id, entry) for entry in old.checks],
        remarks=sorted(remarks, key=lambda remark: order.index(remark.problem)),
    )


def _moved(old: Report, new: Report) -> list[str]:
    """The problems of which the new report tells something else."""
    told = {entry.id: _told(entry) for entry in old.checks}
    return list(dict.fromkeys(e.problem for e in new.checks if told.get(e.id) != _told(e)))


def _told(entry: Entry) -> tuple[object, ...]:
    """What an entry tells a person; how often slower something is differs every time."""
    words = (entry.message, entry.where, entry.hint, entry.values, entry.student_text)
    return entry.outcome, entry.points, *(words if entry.kind != "timing" else ())
