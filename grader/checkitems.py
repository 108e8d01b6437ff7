"""Checks as test items of pytest: one for each check, in the student's file that it is about."""

import re
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .errors import CourseError, GraderError
from .local import desk, grade_local

if TYPE_CHECKING:
    from .assignment import Assignment
    from .checks import Check
    from .course import Course
    from .problems import Problem
    from .report import Entry, Report

UNDECIDED = ("not_implemented", "skipped", "not_applicable")
"""Outcomes that are neither right nor wrong; for pytest the item is skipped."""


class Grading:
    """One assignment in a session: what can be asked, and the one report that answers all."""

    def __init__(self, root: Path, assignment: str) -> None:
        self._root = root
        self._id = assignment
        self._trouble: GraderError | None = None
        self.report: Report | None = None

    @cached_property
    def _course(self) -> "Course":
        from .course import FILE, load_course  # noqa: PLC0415  # an assignment was met

        course = load_course(self._root / FILE)
        course.entry(self._id)
        return course

    @cached_property
    def _assignment(self) -> "Assignment":
        from .assignment import load_assignment  # noqa: PLC0415

        return load_assignment(self._course.folder(self._id))

    def checks_of(self, path: Path) -> list[tuple[str, "Problem", "Check"]]:
        """The checks of a student's file; those of files that are missing belong to checks.py.

        Raises CourseError where the course or its checks cannot be used.
        """
        folder = self._assignment.folder
        files = {path.relative_to(folder).as_posix()}
        if files == {"checks.py"}:
            files = {file for file in self._assignment.files if not (folder / file).is_file()}
        return [item for item in self._assignment.checks() if item[1].file in files]

    def entry(self, check: str, selected: Sequence[str]) -> "Entry":
        """What the report says of a check; whoever asks first has all that are selected graded.

        Raises GraderError where there could be no report.
        """
        if self._trouble is None and self.report is None:
            source = self._course.folder(self._id)
            try:
                with desk() as place:
                    self.report = grade_local(place, self._course, self._id, source, selected)
            except GraderError as error:
                self._trouble = error
        if self.report is None:
            assert self._trouble is not None  # noqa: S101
            raise self._trouble
        return next(entry for entry in self.report.checks if entry.id == check)


# --- what pytest collects and runs ----------------------------------------------------------


class CheckedFile(pytest.File):
    """A file of the student's, with its checks. It is never imported here."""

    grading: Grading

    def collect(self) -> Iterator["CheckItem"]:
        try:
            checks = self.grading.checks_of(self.path)
        except CourseError as error:
            raise self.CollectError(_sentences(error)) from None
        text = self.path.read_text("utf-8", "replace")
        for check_id, problem, check in checks:
            item: CheckItem = CheckItem.from_parent(self, name=check_id)
            # A gradient is what the last function of a layer gives: the one for the way back.
            function = problem.functions[-1 if check.kind == "gradient" else 0]
            item.line = _line_of(function, text)
            item.headline = f"{problem.name}: {check.title}"
            item.extra_keyword_matches |= {check.kind, *problem.functions}
            yield item


class CheckItem(pytest.Item):
    """One check. It passes with full points."""

    line = 0
    headline = ""
    words = ""

    @property
    def grading(self) -> Grading:
        """What the item is a part of."""
        assert isinstance(self.parent, CheckedFile)  # noqa: S101
        return self.parent.grading

    def runtest(self) -> None:
        items = [item for item in self.session.items if isinstance(item, CheckItem)]
        together = [item.name for item in items if item.grading is self.grading]
        entry = self.grading.entry(self.name, together)
        if entry.outcome in UNDECIDED:
            raise _skipped(entry.message)
        if entry.outcome != "passed":
            self.words = _told(entry)
            raise AssertionError(self.words)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line, self.headline

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:  # noqa: ANN401
        """What a student reads; bugs of ours are left to pytest."""
        error = excinfo.value
        words = _sentences(error) if isinstance(error, GraderError) else self.words
        if not words:
            return super().repr_failure(excinfo, style)
        return _Shown(words, _Crash(str(self.path), self.line + 1, words.splitlines()[0]))


@dataclass(frozen=True, slots=True)
class _Crash:
    """Where a check failed, and its first line: what pytest puts into its short summary."""

    path: str
    lineno: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.lineno}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Shown:
    """Words in the form in which pytest shows a failure."""

    words: str
    reprcrash: _Crash

    def __str__(self) -> str:
        return self.words

    def toterminal(self, tw: Any) -> None:  # noqa: ANN401
        for line in self.words.splitlines():
            tw.line(line, yellow=line.startswith("hint: "))


def _is_asked(grading: Grading, path: Path, session: pytest.Session) -> bool:
    """Whether checks belong to a file. Broken checks are told once, or for each file named."""
    try:
        return bool(grading.checks_of(path))
    except CourseError:
        return path.name == "checks.py" or session.isinitpath(path)


def _told(entry: "Entry") -> str:
    """Why points are missing, and how many there are."""
    from .summary import explanation  # noqa: PLC0415

    lines = [line.label + line.text for line in explanation(entry)]
    return "\n".join([*lines, f"{entry.points:g} of {entry.max_points:g} points"])


def _skipped(reason: str) -> BaseException:
    """What ends a test as skipped, at the student's line and not at ours."""
    skipped = pytest.skip.Exception(reason)
    skipped._use_item_location = True  # noqa: SLF001
    return skipped


def _sentences(error: GraderError) -> str:
    return "\n".join(filter(None, [error.message, error.hint]))


def _line_of(function: str, text: str) -> int:
    """The line, counted from 0, where a function or class is defined; 0 where it is not."""
    found = re.search(rf"^(?:def|class)\s+{re.escape(function)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) if found else 0


# --- pytest's hooks -------------------------------------------------------------------------


class Checks:
    """The hooks of a session that may meet an assignment of one of these courses."""

    def __init__(self, courses: Collection[Path]) -> None:
        self._folders = [(root, root / "assignments") for root in courses]
        self._gradings: dict[Path, Grading | None] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """The student's files get their checks; pytest does not import them as test modules."""
        found = yield
        grading = self._grading_of(file_path) if file_path.suffix == ".py" else None
        if grading is None or not _is_asked(grading, file_path, parent.session):
            return found
        file: CheckedFile = CheckedFile.from_parent(parent, path=file_path)
        file.grading = grading
        return [*(one for one in found if not isinstance(one, pytest.Module)), file]

    def _grading_of(self, path: Path) -> Grading | None:
        for root, assignments in self._folders:
            if path.is_relative_to(assignments) and path.parent != assignments:
                folder = assignments / path.relative_to(assignments).parts[0]
                if folder not in self._gradings:
                    is_one = (folder / "checks.py").is_file()
                    self._gradings[folder] = Grading(root, folder.name) if is_one else None
                return self._gradings[folder]
        return None

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The points, and remarks without points."""
        for grading in filter(None, self._gradings.values()):
            if report := grading.report:
                points = f"{report.points:g} of {report.max_points:g} points"
                terminalreporter.section(f"{report.assignment['id']}: {points}")
                for remark in report.remarks:
                    terminalreporter.line(f"{remark.problem}: {remark.text} (no points)")
                terminalreporter.line("A local result, not a grade.")
