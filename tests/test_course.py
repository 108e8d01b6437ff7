"""autograder.yml: every mistake has a line, and says what was expected."""

from pathlib import Path

import pytest

from conftest import ROOT
from grader.course import find_course, load_course
from grader.errors import CourseError


def load(tmp_path: Path, text: str | bytes) -> object:
    (tmp_path / "assignments" / "a1").mkdir(parents=True)
    path = tmp_path / "autograder.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_course(path)


def complaint(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(CourseError) as caught:
        load(tmp_path, text)
    assert caught.value.exit_code == 2
    return caught.value.message


def test_the_courses_own_file_is_good() -> None:
    course = find_course(ROOT / "assignments" / "a2_svm")

    assert course.root == ROOT
    assert [entry.id for entry in course.entries][:2] == ["a1_linear_classifier", "a2_svm"]


def test_defaults(tmp_path: Path) -> None:
    load(tmp_path, "course: c\nassignments:\n  - id: a1\n")
    course = load_course(tmp_path / "autograder.yml")

    assert course.limits.call_seconds == 10
    assert course.entry("a1").weight == 1
    assert course.entry("a1").not_applicable == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "course: c\nassignmets:\n  - id: a1\n",
            "autograder.yml, line 1: the file: the key 'assignments' is missing\n"
            "autograder.yml, line 2: unknown key 'assignmets'. Did you mean 'assignments'?",
        ),
        (
            "course: c\nassignments:\n  - id: a1\n    wieght: 2\n",
            "autograder.yml, line 4: unknown key 'wieght'. Did you mean 'weight'?",
        ),
        (
            "course: c\nassignments:\n  - id: a1\nlimits:\n  call_seconds: fast\n",
            'autograder.yml, line 5: limits/call_seconds: found "fast", expected a number: '
            "CPU seconds of one call, 10 by default",
        ),
        (
            "course: c\nassignments:\n  - id: a1\nlimits:\n  call_seconds: 0\n",
            "autograder.yml, line 5: limits/call_seconds: 0 is not allowed; expected "
            "CPU seconds of one call, 10 by default",
        ),
        (
            "course: c\nassignments:\n  - id: a11\n",
            "autograder.yml, line 3: there is no folder assignments/a11. Did you mean 'a1'?",
        ),
        (
            "course: c\nassignments:\n  - id: a1\n  - id: a1\n",
            "autograder.yml, line 4: a1 is listed twice",
        ),
        (
            "course: 7\nassignments:\n  - id: a1\n",
            "autograder.yml, line 1: course: found 7, expected a text: the title of the course",
        ),
        (
            "course: c\nassignments: []\n",
            "autograder.yml, line 2: assignments: [] is not allowed; expected the assignments, "
            "in the order in which they are given",
        ),
        ("", "autograder.yml, line 1: the file: found null, expected a mapping: The course: "),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    assert complaint(tmp_path, text).startswith(says)


def test_broken_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    assert complaint(tmp_path, "course: c\nassignments: [\n  - id: a1\n").startswith(
        "autograder.yml, line 3: this is not YAML: "
    )


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    assert "is not UTF-8 text" in complaint(tmp_path, b"course: \xff\xfe\n")


def test_no_course_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no autograder\.yml in") as caught:
        find_course(tmp_path)

    assert "Run the command in the folder of a course" in caught.value.hint


def test_an_unknown_assignment_gets_a_suggestion(course: object) -> None:
    with pytest.raises(CourseError) as caught:
        course.entry("lin")  # type: ignore[attr-defined]

    assert caught.value.hint == "Did you mean 'line'?"
