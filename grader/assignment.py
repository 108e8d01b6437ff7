"""One assignment: its problems, as `assignments/<id>/checks.py` declares them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from math import fsum
from pathlib import Path

from . import modules
from .checks.base import Check
from .errors import CourseError, did_you_mean
from .problems import Problem


@dataclass(frozen=True)
class Assignment:
    """What a student is asked to write, and how it is judged.

    title: for people. files: what the student hands in. problems: in the order in which they are
    shown. given: files that the assignment brings along; a submission's copies are not used.
    """

    title: str
    _: KW_ONLY
    files: Sequence[str]
    problems: Sequence[Problem]
    given: Sequence[str] = ()
    id: str = ""
    folder: Path = field(default=Path(), repr=False)

    def checks(self) -> Iterator[tuple[str, Problem, Check]]:
        """Every check with its id, `problem.check`, and its problem."""
        for problem in self.problems:
            for check in problem.checks:
                yield f"{problem.name}.{check.slug}", problem, check

    @property
    def max_points(self) -> float:
        return fsum(check.points for _, _, check in self.checks())

    def check_names(self, problems: Sequence[str]) -> None:
        """Raises CourseError where a problem that is named does not exist."""
        known = [problem.name for problem in self.problems]
        for name in problems:
            if name not in known:
                raise CourseError(
                    f"not_applicable: {self.id} has no problem {name!r}", did_you_mean(name, known)
                )

    def select(self, only: Sequence[str]) -> frozenset[str]:
        """The ids that the words of `--only` name: a problem, a kind of check, or a whole id.

        A function of the student's names the problems that use it, if none is called like it.
        Raises CourseError for a word that names nothing. No words select everything.
        """
        known: dict[str, set[str]] = {}
        problems = {problem.name for problem in self.problems}
        for check_id, problem, check in self.checks():
            functions = set(problem.functions) - problems
            for word in {check_id, problem.name, check.slug, check.kind, *functions}:
                known.setdefault(word, set()).add(check_id)
        if not only:
            return frozenset(check_id for check_id, _, _ in self.checks())
        for word in only:
            if word not in known:
                raise CourseError(
                    f"{self.id} has no problem, function or check {word!r}",
                    did_you_mean(word, known),
                )
        return frozenset().union(*(known[word] for word in only))


def load_assignment(folder: Path) -> Assignment:
    """The assignment in a folder. Raises CourseError where its checks.py is missing or wrong."""
    path = folder / "checks.py"
    short = f"{folder.parent.name}/{folder.name}/checks.py"
    if not path.is_file():
        raise CourseError(f"{short} is missing", "It declares the problems and their checks.")
    found = vars(modules.load([folder], ["checks"])["checks"]).get("assignment")
    if not isinstance(found, Assignment):
        raise CourseError(
            f"{short} defines no assignment", "It must say: assignment = Assignment(...)."
        )
    named = replace(found, id=folder.name, folder=folder, problems=_with_files(found, short))
    _check(named, short)
    return named


def _with_files(found: Assignment, short: str) -> list[Problem]:
    """The problems, each with its file: the only one there is, or the one that it says."""
    problems = []
    for problem in found.problems:
        file = problem.file or (found.files[0] if len(found.files) == 1 else "")
        if file not in found.files:
            raise CourseError(
                f"{short}: problem {problem.name!r} is in the file {file!r}",
                f"Say file=... in the problem; files of the assignment: {', '.join(found.files)}.",
            )
        helper = getattr(problem, "given", "")
        if helper and helper not in found.given:
            raise CourseError(
                f"{short}: problem {problem.name!r} is in the given file {helper!r}",
                f"Files that the assignment brings along: {', '.join(found.given) or 'none'}.",
            )
        problems.append(replace(problem, file=file))
    return problems


def _check(found: Assignment, short: str) -> None:
    """What can be wrong with an assignment before any code runs."""
    for check_id, times in Counter(check_id for check_id, _, _ in found.checks()).items():
        if times > 1:
            raise CourseError(
                f"{short}: {times} checks are called {check_id}", "Give each a name of its own."
            )
    for check_id, problem, check in found.checks():
        if check.points < 0:
            raise CourseError(f"{short}: {check_id} has {check.points} points", "Use 0 or more.")
        cases = {case.name for case in problem.cases}
        for case in getattr(check, "cases", ()):
            if case not in cases:
                raise CourseError(
                    f"{short}: {check_id} asks for a case {case!r}", did_you_mean(case, cases)
                )
        for output in getattr(check, "outputs", ()):
            if output not in problem.outputs:
                raise CourseError(
                    f"{short}: {check_id} asks for an output {output!r}",
                    did_you_mean(output, problem.outputs),
                )
