"""What is proved, and of which assignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.answers import LiveAnswers
from grader.assignment import Assignment, load_assignment
from grader.checks import Check, TimingLimit
from grader.course import Course
from grader.limits import Limits
from grader.problems import Problem
from grader.seed import Seed
from grader.solution import Solution, load_solution


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was proved, or what speaks against it."""

    says: str
    details: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        return not self.details


@dataclass(frozen=True, slots=True)
class Subject:
    """An assignment with its solution, and the seeds on which it must hold."""

    assignment: Assignment
    solution: Solution
    folder: Path
    limits: Limits
    seeds: Sequence[Seed]

    @classmethod
    def load(cls, course: Course, assignment_id: str, seeds: int) -> "Subject":
        """The assignment of a course. Raises CourseError where its files cannot be used."""
        assignment = load_assignment(course.folder(assignment_id))
        folder = course.solution(assignment_id)
        solution = load_solution(folder, assignment.folder, assignment.files, assignment.given)
        drawn = [Seed(f"verify {n}", b"verify" + bytes([n])) for n in range(seeds)]
        return cls(assignment, solution, folder, course.limits, drawn)

    def answers(self, seed: Seed) -> LiveAnswers:
        """The answer keys on one seed."""
        return LiveAnswers(self.assignment, self.solution, seed)

    def checks(self, problem: Problem, *, timed: bool) -> dict[str, Check]:
        """The checks of a problem that time calls, or those that do not."""
        return {
            check_id: check
            for check_id, its_problem, check in self.assignment.checks()
            if its_problem is problem and isinstance(check, TimingLimit) is timed
        }
