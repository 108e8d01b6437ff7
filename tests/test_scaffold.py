"""What `grade init` and `grade new` make is complete, and nothing that was there is lost."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml
from click.testing import CliRunner, Result

from grader.cli import main
from grader.course import load_course
from grader.errors import CourseError
from grader.roster import read_roster
from grader.scaffold import FIRST, listing, new_assignment, new_course
from grader.verify import verify_assignment


def grade(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def test_a_new_course_and_a_new_assignment_are_proved_and_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = grade("init", "my-course")
    assert made.exit_code == 0, made.output
    assert "Next: cd my-course" in made.output
    monkeypatch.chdir(tmp_path / "my-course")
    assert grade("new", "a2_weight-decay").exit_code == 0

    course = load_course(tmp_path / "my-course" / "autograder.yml")
    assert [entry.id for entry in course.entries] == [FIRST, "a2_weight-decay"]
    for entry in course.entries:
        assert [p for p in verify_assignment(course, entry.id, 3) if not p.holds] == []
    assert grade("stubs", "--check").exit_code == 0
    shown = grade("local", "a2_weight-decay")
    assert shown.exit_code == 1
    assert "Next: write mean_squared_error" in shown.output
    reference = (course.solution(FIRST) / "mean_squared_error.py").read_text()
    (course.folder(FIRST) / "mean_squared_error.py").write_text(reference)
    assert grade("local", FIRST).exit_code == 0


def test_the_notebook_is_valid_and_calls_the_students_file(tmp_path: Path) -> None:
    new_course(tmp_path)
    new_assignment(tmp_path, "b1_leaky-units")

    path = tmp_path / "assignments" / "b1_leaky-units" / "notebook.ipynb"
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert "import leaky_units\n" in code
    assert "leaky_units.mean_squared_error(" in code
    compile(re.sub(r"^%.*$", "", code, flags=re.MULTILINE), "notebook", "exec")


def test_the_other_files_of_a_course_can_be_used(tmp_path: Path) -> None:
    new_course(tmp_path)

    assert [student.id for student in read_roster(tmp_path / "roster.example.csv")]
    assert "/roster.csv" in (tmp_path / ".gitignore").read_text().splitlines()
    workflow = yaml.safe_load((tmp_path / ".github" / "workflows" / "grade.yml").read_text())
    runs = [step["run"] for step in workflow["jobs"]["verify"]["steps"] if "run" in step]
    for command in runs[1:]:
        name, *rest = command.split()[1:]
        assert name in main.commands
        assert all(f in {o for p in main.commands[name].params for o in p.opts} for f in rest)


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")

    with pytest.raises(CourseError, match=r"already there.*: \.gitignore"):
        new_course(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [".gitignore"]


def test_new_overwrites_nothing_and_leaves_the_course_as_it_was(own_course: Path) -> None:
    there = own_course / "solutions" / "a1_gates"
    there.mkdir()
    before = (own_course / "autograder.yml").read_bytes()

    with pytest.raises(CourseError, match="solutions/a1_gates"):
        new_assignment(own_course, "a1_gates")

    assert (own_course / "autograder.yml").read_bytes() == before
    assert not (own_course / "assignments" / "a1_gates").exists()


@pytest.mark.parametrize("name", ["line", "LINE"])
def test_a_name_that_is_listed_or_lies_there_is_refused(own_course: Path, name: str) -> None:
    if name == "LINE":
        (own_course / "assignments" / "LINE").mkdir()

    with pytest.raises(CourseError, match="already"):
        new_assignment(own_course, name)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../outside", "is no name"),
        ("", "is no name"),
        ("3x", "is no name"),
        ("a1 b", "is no name"),
        ("-v", "is no name"),
        ("a1_json", "would hide"),
        ("numpy", "would hide"),
        ("a1_checks", "would hide"),
        ("a1_given", "would hide"),
        ("a1_test_x", "would hide"),
        ("a1_lambda", "could not be imported"),
        ("a1_2", "could not be imported"),
    ],
)
def test_names_that_cannot_be_used_are_refused(own_course: Path, name: str, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        new_assignment(own_course, name)

    assert [path.name for path in (own_course / "assignments").iterdir()] == ["line"]


def test_a_disk_that_is_full_leaves_nothing_half_made(
    own_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise CourseError("the disk is full")

    monkeypatch.setattr("grader.scaffold.replace_file", full)

    with pytest.raises(CourseError, match="full"):
        new_assignment(own_course, "a1_gates")

    assert not (own_course / "assignments" / "a1_gates").exists()
    assert not (own_course / "solutions" / "a1_gates").exists()


# --- autograder.yml -------------------------------------------------------------------------

PLAIN = """\
# The course.
course: C   # its title

assignments:
  - id: a1
    due: "2027-02-01T18:00:00Z"  # Monday
  # between
  - id: a2
    not_applicable:
      - f
      - g  # too hard
{}
limits:  # of one
  call_seconds: 5
"""


def test_a_line_is_added_and_everything_else_stays() -> None:
    assert listing(PLAIN.format(""), "a3") == PLAIN.format("  - id: a3\n")


def test_comments_below_the_last_assignment_stay_with_it() -> None:
    comment = "    # weight: 2\n  # - id: later\n"

    assert listing(PLAIN.format(comment), "a3") == PLAIN.format(f"{comment}  - id: a3\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("assignments:\n- id: a1\nlimits: {}\n", "assignments:\n- id: a1\n- id: a3\nlimits: {}\n"),
        ("assignments:\n    - id: a1", "assignments:\n    - id: a1\n    - id: a3\n"),
        ("assignments:\n  - {id: a1, weight: 2}\n", None),
        ("assignments:\r\n  - id: a1\r\n", "assignments:\r\n  - id: a1\r\n  - id: a3\r\n"),
        ("assignments: # none yet\n", "assignments: # none yet\n  - id: a3\n"),
        ("assignments: []\nlate: {}\n", "assignments:\n  - id: a3\nlate: {}\n"),
        ("assignments:\n  -\n    id: a1\n", None),
        ("assignments:\n  - id: a1\n    due: >-\n      2027\n      x\nlate: {}\n", None),
        ('assignments:\n  - id: "a1"\n\n# the end\n', None),
    ],
)
def test_lists_of_any_form_get_their_line(before: str, after: str | None) -> None:
    found = listing(before, "a3")

    assert yaml.safe_load(found)["assignments"][-1] == {"id": "a3"}
    assert found == after or after is None
    assert [line for line in found.splitlines() if line.strip() != "- id: a3"] == [
        line.replace(" []", "") for line in before.splitlines()
    ]


def test_a_list_in_one_line_is_left_to_the_author() -> None:
    with pytest.raises(CourseError, match="cannot be edited") as caught:
        listing("assignments: [{id: a1}]\n", "a3")

    assert "- id: a3" in caught.value.hint
