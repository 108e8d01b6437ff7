"""The recorded key says what the live one says, and is refused where it is not the right one."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import ROOT, SUBMISSIONS, TESTS
from grader.answers import LiveAnswers
from grader.assignment import Assignment, load_assignment
from grader.checks import Check, TimingLimit, is_given_training
from grader.costs import costs
from grader.course import Course, load_course
from grader.diagnosis import Library
from grader.errors import CourseError
from grader.grading import load_task
from grader.inprocess import InProcess
from grader.judging import Answers, Asked, Judgement, judge_problem
from grader.local import desk, grade_local
from grader.model import CaseKind, Observation, Outcome, Program, Sample
from grader.problems import Problem, Procedure
from grader.programs import program_tree
from grader.recorded import ARRAYS, INDEX, RecordedAnswers, arrays
from grader.recording import record
from grader.seed import PUBLIC, course_seed
from grader.solution import Misconception, Solution, load_solution
from inhouse import handed_out

COURSE = load_course(ROOT / "autograder.yml")


class Pair:
    """An assignment with its solution, and what a student has of it: in a folder of its own."""

    def __init__(self, course: Course, name: str, into: Path) -> None:
        self.live = load_assignment(course.folder(name))
        folder = course.solution(name)
        self.solution = load_solution(folder, self.live.folder, self.live.files, self.live.given)
        self.answers = LiveAnswers(self.live, self.solution, PUBLIC)
        student = into / "assignments" / name
        shutil.copytree(self.live.folder, student, ignore=shutil.ignore_patterns("__pycache__"))
        costs = {i: 1.0 for i, _, c in self.live.checks() if isinstance(c, TimingLimit)}
        for file, content in record(
            self.live, self.solution, digest="sha256:0", kernels=costs
        ).items():
            (student / file).write_bytes(content)
        self.student = load_assignment(student)
        self.recorded = RecordedAnswers.load(self.student)
        self.trained: set[str] = set()

    def same(self, function: str, find: Callable[[str, str], Any]) -> list[Judgement]:
        """The judgements on what a function is part of, the same by both keys.

        A given training takes long and names nothing: once is enough.
        """
        found = []
        for ours, theirs in zip(self.live.problems, self.student.problems, strict=True):
            if function not in ours.functions or ours.name in self.trained:
                continue
            if is_given_training(ours):
                self.trained.add(ours.name)
            tape = Tape(InProcess(find))
            live = judged(ours, self.live, self.answers, tape)
            recorded = judged(theirs, self.student, self.recorded, tape.again())
            assert told(recorded) == told(live), ours.name
            found.append(live)
        return found


class Tape:
    """Remembers what was asked and answered; `again` gives the same answers to the same asks."""

    def __init__(self, worker: Asked) -> None:
        self.worker = worker
        self.answered: list[tuple[Program, Observation]] = []

    def run(self, program: Program) -> Observation:
        self.answered.append((program, self.worker.run(program)))
        return self.answered[-1][1]

    time = run

    def again(self) -> "Replay":
        return Replay(self.answered)


class Replay:
    def __init__(self, answered: list[tuple[Program, Observation]]) -> None:
        self.left = iter(answered)

    def run(self, program: Program) -> Observation:
        asked, observation = next(self.left)
        np.testing.assert_equal(program_tree(program), program_tree(asked))
        return observation

    time = run


def judged(problem: Problem, of: Assignment, answers: Answers, worker: Asked) -> Judgement:
    checks: dict[str, Check] = {
        i: check
        for i, its_problem, check in of.checks()
        if its_problem is problem and not isinstance(check, TimingLimit)
    }
    return judge_problem(problem, checks, answers, worker, worker)


def told(judgement: Judgement) -> Mapping[str, Any]:
    """All that a report would say, but the time that it took."""
    verdicts = {i: replace(v, cpu_seconds=0.0) for i, v in judgement.verdicts.items()}
    return {"verdicts": verdicts, "remarks": judgement.remarks}


def misled(solution: Solution, one: Misconception, file: str, name: str) -> Any:
    return one.function if name in one.replaces else solution.find(file, name)


@pytest.fixture(scope="module", params=[entry.id for entry in COURSE.entries])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(COURSE, request.param, tmp_path_factory.mktemp("student"))


def test_every_misconception_is_told_alike_by_both_keys(pair: Pair) -> None:
    for one in pair.solution.misconceptions:
        for function in one.replaces:
            pair.same(function, partial(misled, pair.solution, one))


def test_the_reference_is_right_by_both_keys(pair: Pair) -> None:
    pair.trained.clear()
    for function in {f for problem in pair.live.problems for f in problem.functions}:
        for judgement in pair.same(function, pair.solution.find):
            assert {v.outcome for v in judgement.verdicts.values()} <= {Outcome.PASSED}


def test_whatever_is_asked_of_both_keys_they_say_the_same(pair: Pair) -> None:
    """So that mistakes which nobody wrote down are explained alike too: explaining is pure."""
    for ours, theirs in zip(pair.live.problems, pair.student.problems, strict=True):
        live, recorded = pair.answers.key(ours), pair.recorded.key(theirs)
        assert (live.hints, live.words) == (recorded.hints, recorded.words)
        assert list(live.samples) == list(recorded.samples)
        for case, sample in live.samples.items():
            alike(sample, recorded.samples[case])
            alike(live.expected(case), recorded.expected(case))
            for output in () if is_given_training(ours) else ours.outputs:
                if not isinstance(ours, Procedure):
                    assert live.tolerance(case, output) == recorded.tolerance(case, output)
                alike(live.library(case, output), recorded.library(case, output))
                if sample.kind is CaseKind.TIE and output in ours.gradients:
                    alike(live.slopes(case, output), recorded.slopes(case, output))


def alike(ours: Any, theirs: Any) -> None:
    """The same values, of the same types: also those of the arrays."""
    assert type(ours) is type(theirs)
    match ours:
        case np.ndarray():
            assert ours.dtype == theirs.dtype
            assert ours.shape == theirs.shape
            assert ours.tobytes() == theirs.tobytes()
        case dict():
            assert list(ours) == list(theirs)
            alike([*ours.values()], [*theirs.values()])
        case list() | tuple():
            assert len(ours) == len(theirs)
            for mine, yours in zip(ours, theirs, strict=True):
                alike(mine, yours)
        case Sample() | Library():
            for field in fields(ours):
                alike(getattr(ours, field.name), getattr(theirs, field.name))
        case _:
            assert ours == theirs


# --- the files ------------------------------------------------------------------------------


@pytest.fixture
def student(own_course: Path) -> Path:
    """The folder of the small assignment as a student has it: no solutions, a recorded key."""
    return handed_out(own_course)


def test_two_recordings_are_the_same_byte_for_byte(student: Path, tmp_path: Path) -> None:
    shutil.copytree(TESTS / "course", tmp_path / "again")
    again = handed_out(tmp_path / "again")

    for name in (INDEX, ARRAYS):
        assert (student / name).read_bytes() == (again / name).read_bytes()


def test_the_key_holds_numbers_and_each_array_once(student: Path) -> None:
    with np.load(student / ARRAYS, allow_pickle=False) as stored:
        flat = {name: stored[name] for name in stored.files}
    found = arrays(json.loads((student / INDEX).read_text()), (student / ARRAYS).read_bytes())

    assert {array.dtype.kind for array in flat.values()} <= set("biuf")
    assert sum(array.size for array in found) == sum(array.size for array in flat.values())
    distinct = {(a.dtype.str, a.shape, a.tobytes()) for a in found}
    assert len(distinct) == len(found)


def test_the_report_names_the_assignment_that_the_key_is_of(student: Path, course: Course) -> None:
    with desk() as place:
        found = grade_local(
            place,
            load_course(student.parents[1] / "autograder.yml"),
            "line",
            SUBMISSIONS / "right.py",
        )

    live = load_task(course, "line", only=(), seed=PUBLIC)
    assert found.assignment["digest"] == live.digest
    assert found.points == 100


@pytest.mark.parametrize(
    ("share", "outcome", "remarks"),
    [(1.0, Outcome.PASSED, 0), (1 / 9, Outcome.PASSED, 1), (1 / 90, Outcome.FAILED, 0)],
)
def test_beside_kernels_speed_is_advice_until_it_is_hopeless(
    share: float, outcome: Outcome, remarks: int, own_course: Path
) -> None:
    """The reference is told to cost less than it does, so that it seems slow itself."""
    course = load_course(own_course / "autograder.yml")
    task = load_task(course, "line", only=(), seed=PUBLIC)
    (cost,) = costs(task, course.solution("line")).values()
    handed_out(own_course, kernels=share * cost)

    with desk() as place:
        found = grade_local(place, course, "line", SUBMISSIONS / "right.py", ["timing"])

    assert [entry.outcome for entry in found.checks] == [outcome]
    assert len(found.remarks) == remarks
    assert all("as far as this machine can tell" in remark.text for remark in found.remarks)


def test_costs_are_measured_once_for_an_assignment(own_course: Path) -> None:
    course = load_course(own_course / "autograder.yml")
    folder = course.solution("line")
    first = costs(load_task(course, "line", only=(), seed=PUBLIC), folder)
    kept = (folder / "costs.yml").read_text()
    (folder / "costs.yml").write_text(
        kept.replace(f"timing: {first['squared_error.timing']}", "timing: 77.0")
    )

    assert costs(load_task(course, "line", only=(), seed=PUBLIC), folder) == {
        "squared_error.timing": 77.0
    }
    with (folder / "line.py").open("a") as reference:
        reference.write("# changed\n")
    again = costs(load_task(course, "line", only=(), seed=PUBLIC), folder)
    assert again["squared_error.timing"] < 77.0


def test_a_recorded_key_is_for_the_public_seed_only(student: Path) -> None:
    course = load_course(student.parents[1] / "autograder.yml")

    with pytest.raises(CourseError, match="there is no solutions/line"):
        load_task(course, "line", only=(), seed=course_seed(b"secret"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda f: change(f / "checks.py", "points=20", "points=21"), "belongs to another checks"),
        (lambda f: change(f / INDEX, '"schema":1', '"schema":2'), "has schema 2, not 1"),
        (lambda f: (f / INDEX).write_text("{"), "is broken"),
        (lambda f: (f / INDEX).write_text("{}"), "is broken"),
        (lambda f: (f / ARRAYS).write_bytes(b"PK"), "belongs to another answers.npz"),
        (lambda f: (f / ARRAYS).unlink(), "cannot be read"),
    ],
)
def test_a_key_that_is_not_the_right_one_is_refused_with_what_to_do(
    spoil: Callable[[Path], object], says: str, student: Path
) -> None:
    spoil(student)

    with pytest.raises(CourseError, match=says) as caught:
        load_task(load_course(student.parents[1] / "autograder.yml"), "line", only=(), seed=PUBLIC)

    assert "Unpack the archive" in caught.value.hint


CONVENTION = '''

@convention("squared_error", otherwise="Divided by N.")
def halved(w, X, y, reg):
    """Half of the squares."""
    error = X @ w - y
    loss = 0.5 * np.mean(error**2) + reg * np.sum(w * w)
    return loss, X.T @ error / len(X) + 2 * reg * w
'''


def test_conventions_are_followed_by_both_keys(own_course: Path, tmp_path: Path) -> None:
    path = own_course / "solutions" / "line" / "misconceptions.py"
    change(path, "import misconception\n", "import convention, misconception\n" + CONVENTION)
    pair = Pair(load_course(own_course / "autograder.yml"), "line", tmp_path)
    (halved,) = pair.solution.conventions
    halves = pair.solution.following(halved).find

    (by_other,), (by_own,) = (
        pair.same("squared_error", find) for find in (halves, pair.solution.find)
    )

    assert by_other.remarks == ("Half of the squares.",)
    assert by_own.remarks == ("Divided by N.",)
    for judgement in (by_other, by_own):
        assert {v.outcome for v in judgement.verdicts.values()} == {Outcome.PASSED}
