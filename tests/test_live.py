"""Grading again as files change: what is graded, what waits, and what the report then tells."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.live import Desks, Live, Turn
from grader.local import desk
from grader.model import Outcome

CHECKS = """
from grader import Assignment, Function, MatchesReference

def numbers(rng):
    return {"x": rng.standard_normal(5)}

def problem(name, file):
    return Function(name, file=file, inputs=numbers, checks=[MatchesReference(points=50)])

assignment = Assignment(
    "Two files",
    files=["first.py", "second.py"],
    given=["given.py"],
    problems=[problem("double", "first.py"), problem("triple", "second.py")],
)
"""
FIRST = "import given\n\ndef double(x):\n    return 2 * x\n"
SECOND = "import first\n\ndef triple(x):\n    return first.double(x) + x\n"


def save(folder: Path, **texts: str) -> None:
    """Writes files as editors do: a new one takes the place of the old one."""
    for name, text in texts.items():
        new = folder / f".{name}.tmp"
        new.write_text(text, "utf-8")
        new.replace(folder / f"{name}.py")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The student's folder of a course with one assignment."""
    folder, solution = tmp_path / "assignments" / "two", tmp_path / "solutions" / "two"
    for path in (folder, solution):
        path.mkdir(parents=True)
        save(path, first=FIRST, second=SECOND)
    save(folder, checks=CHECKS, given="")
    (tmp_path / "autograder.yml").write_text("course: test\nassignments:\n  - id: two\n")
    return folder


class Watched:
    """A folder that is watched: `watched()` looks at it once."""

    def __init__(self, work: Path, desks: Desks, only: Sequence[str] = ()) -> None:
        self.live = Live(work.parent.parent, "two", work, only)
        self.desks = desks
        self.begun: list[Sequence[str]] = []

    def __call__(self) -> Turn | None:
        return self.live.turn(self.desks, self.begun.append)

    def turn(self) -> Turn:
        found = self()
        assert found is not None
        return found


@pytest.fixture
def desks() -> Iterator[Desks]:
    with desk() as first, Desks(first) as found:
        yield found


@pytest.fixture
def watched(work: Path, desks: Desks) -> Watched:
    return Watched(work, desks)


def outcomes(turn: Turn) -> dict[str, Outcome]:
    return {entry.problem: entry.outcome for entry in turn.report.checks}


def test_the_first_look_grades_everything_and_the_next_nothing(watched: Watched) -> None:
    first = watched.turn()

    assert first.report.points == 100
    assert list(first.graded) == ["double", "triple"]
    assert watched() is None


def test_a_saved_file_is_graded_with_those_that_import_it(watched: Watched, work: Path) -> None:
    watched.turn()
    save(work, first=FIRST.replace("2 * x", "7 * x"))

    turn = watched.turn()

    assert list(turn.saved) == ["first.py"]
    assert list(turn.graded) == list(turn.moved) == ["double", "triple"]
    assert turn.gained == -100


def test_the_others_are_left_and_the_report_still_tells_of_them(
    watched: Watched, work: Path
) -> None:
    watched.turn()
    save(work, second=SECOND.replace("+ x", "- x"))

    turn = watched.turn()

    assert list(turn.graded) == ["triple"]
    assert outcomes(turn) == {"double": Outcome.PASSED, "triple": Outcome.FAILED}
    assert turn.report.points == 50
    assert turn.report.only == ()


def test_a_helper_counts_as_soon_as_it_is_imported_and_when_it_goes(
    watched: Watched, work: Path
) -> None:
    save(work, second=SECOND.replace("+ x", "+ helper.one(x)").replace("first", "helper, first", 1))
    watched.turn()
    save(work, helper="def one(x):\n    return x\n")
    assert list(watched.turn().graded) == ["triple"]
    (work / "helper.py").unlink()
    assert watched() is None  # an editor may be about to write it again

    assert outcomes(watched.turn())["triple"] is Outcome.ERROR


def test_a_file_that_nothing_imports_is_no_news(watched: Watched, work: Path) -> None:
    watched.turn()
    save(work, scratch="print(1)")

    assert watched() is None
    assert len(watched.begun) == 1


def test_saving_without_a_change_is_no_news(watched: Watched, work: Path) -> None:
    watched.turn()
    save(work, first=FIRST)

    assert watched() is None


def test_a_syntax_error_waits_and_leaves_the_result_before_it(watched: Watched, work: Path) -> None:
    before = watched.turn()
    save(work, second=SECOND + "x = (\n")

    turn = watched.turn()

    assert turn.waits == "second.py, line 5: '(' was never closed"
    assert turn.graded == []
    assert turn.report is before.report
    save(work, second=SECOND)
    assert list(watched.turn().graded) == ["triple"]


def test_a_syntax_error_keeps_nothing_waiting_that_does_not_import_it(
    watched: Watched, work: Path
) -> None:
    watched.turn()
    save(work, first=FIRST.replace("2", "3"), second="def triple(:\n")

    turn = watched.turn()

    assert list(turn.graded) == ["double"]
    assert turn.waits.startswith("second.py, line 1")
    assert outcomes(turn) == {"double": Outcome.FAILED, "triple": Outcome.PASSED}


def test_what_imports_a_broken_file_waits_too_and_is_graded_when_that_is_mended(
    watched: Watched, work: Path
) -> None:
    watched.turn()
    save(work, first="def double(:\n")
    assert watched.turn().graded == []
    save(work, second=SECOND.replace("+ x", "- x"))
    assert watched.turn().waits.startswith("first.py, line 1")
    save(work, first=FIRST)

    assert list(watched.turn().graded) == ["double", "triple"]


def test_a_syntax_error_at_the_start_is_graded_like_any_other(watched: Watched, work: Path) -> None:
    save(work, first="def double(:\n")

    turn = watched.turn()

    assert turn.waits == ""
    assert turn.report.checks[0].message == "syntax error at first.py, line 1"


def test_a_file_that_is_empty_for_a_moment_is_believed_at_the_second_look(
    watched: Watched, work: Path
) -> None:
    watched.turn()
    save(work, second="")

    assert watched() is None
    assert outcomes(watched.turn())["triple"] is Outcome.ERROR


@pytest.mark.parametrize("file", ["given", "checks"])
def test_what_a_submission_is_judged_with_grades_everything_again(
    watched: Watched, work: Path, file: str
) -> None:
    watched.turn()
    save(work, **{file: (work / f"{file}.py").read_text() + "\n# changed\n"})

    assert list(watched.turn().graded) == ["double", "triple"]


def test_new_checks_count_at_once(watched: Watched, work: Path) -> None:
    watched.turn()
    save(work, checks=CHECKS.replace("points=50", "points=20"))

    assert watched.turn().report.max_points == 40


def test_a_changed_reference_and_a_changed_course_count_too(watched: Watched, work: Path) -> None:
    watched.turn()
    root = work.parent.parent
    save(root / "solutions" / "two", first=FIRST.replace("2", "4"))
    assert watched.turn().gained == -100
    with (root / "autograder.yml").open("a") as course:
        course.write("    not_applicable: [triple]\n")

    assert outcomes(watched.turn())["triple"] is Outcome.NOT_APPLICABLE


def test_broken_checks_are_told_once_and_waited_for(watched: Watched, work: Path) -> None:
    before = watched.turn()
    save(work, checks="x = 1 / 0\n")
    told = watched.turn()
    assert "assignments/two/checks.py, line 1: ZeroDivisionError" in told.waits
    assert told.report is before.report
    assert watched() is None
    save(work, checks=CHECKS)

    assert list(watched.turn().graded) == ["double", "triple"]


def test_a_reference_that_raises_is_told_and_the_next_save_tries_again(
    watched: Watched, work: Path
) -> None:
    watched.turn()
    solution = work.parent.parent / "solutions" / "two"
    save(solution, first=FIRST.replace("2 * x", "x.nothing"))
    assert "the reference of double" in watched.turn().waits
    assert watched() is None
    save(solution, first=FIRST)

    assert watched.turn().report.points == 100


def test_a_folder_that_goes_away_is_told_and_graded_when_it_is_back(
    watched: Watched, work: Path, tmp_path: Path, desks: Desks
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    save(elsewhere, first=FIRST, second=SECOND)
    watched.live = Live(tmp_path, "two", elsewhere, [])
    watched.turn()
    elsewhere.rename(tmp_path / "away")
    assert "there is no" in watched.turn().waits
    assert watched() is None
    (tmp_path / "away").rename(elsewhere)

    assert list(watched.turn().graded) == ["double", "triple"]


def test_what_cannot_be_used_from_the_start_is_raised(work: Path, desks: Desks) -> None:
    live = Live(work.parent.parent, "two", work / "nowhere", [])

    with pytest.raises(CourseError, match="there is no"):
        live.turn(desks, lambda _: None)


def test_only_some_checks_may_be_watched(work: Path, desks: Desks) -> None:
    watched = Watched(work, desks, only=["triple"])
    assert list(watched.turn().graded) == ["triple"]
    save(work, first=FIRST.replace("2", "3"))

    assert list(watched.turn().graded) == ["triple"]


def test_remarks_stay_with_their_problems(watched: Watched, work: Path) -> None:
    in_place = "\n\ndef double(x):\n    y = 2 * x\n    x[:] = 0\n    return y\n"
    using = "import first\n\ndef triple(x):\n    return 1.5 * first.double(x)\n"

    def told(**texts: str) -> list[str]:
        save(work, **texts)
        return [remark.problem for remark in watched.turn().report.remarks]

    assert told(first=in_place, second=using) == ["double", "triple"]
    assert told(second=using.replace("1.5 *", "3 / 2 *")) == ["double", "triple"]
    assert told(second="def triple(x):\n    return 3 * x\n") == ["double"]


def test_nothing_of_a_submission_outlives_its_grading(watched: Watched, work: Path) -> None:
    """A module that counts how often it is called would else be wrong the second time."""
    save(work, second="CALLS = []\n\ndef triple(x):\n    CALLS.append(1)\n    return 3 * x\n")
    watched.turn()
    save(work, second="def triple(x):\n    return 3 * x + len(globals().get('CALLS', ()))\n")

    assert watched.turn().report.points == 100
