"""The made-up class of examples/class: its mistakes are mistakes, and nobody is there twice."""

import runpy
from random import Random
from typing import Any

import pytest

from conftest import ROOT

MAKE: dict[str, Any] = runpy.run_path(str(ROOT / "examples" / "class" / "make.py"))
MISTAKES = [
    (assignment, *mistake) for assignment, found in MAKE["MISTAKES"].items() for mistake in found
]


@pytest.mark.parametrize(("assignment", "file", "right", "wrong"), MISTAKES)
def test_a_mistake_changes_the_reference(
    assignment: str, file: str, right: str, wrong: str
) -> None:
    reference = (ROOT / "solutions" / assignment / file).read_text("utf-8")

    assert right in reference
    assert reference.replace(right, wrong) != reference


def test_every_student_is_one_person() -> None:
    students = MAKE["students"]()

    assert len({student for student, _ in students}) == len(students) == MAKE["STUDENTS"]


def test_what_is_handed_in_is_the_same_every_time_and_holds_no_solution(tmp_path: Any) -> None:
    students = MAKE["students"]()
    seen = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        MAKE["hand_in"](tmp_path / name, "a3_softmax", students, Random(0))  # noqa: S311
        files = [p for p in (tmp_path / name).rglob("*") if p.is_file()]
        seen.append({p.relative_to(tmp_path / name): p.read_bytes() for p in files})

    assert seen[0] == seen[1]
    assert {path.name for path in seen[0]} == {"softmax.py", "times-a3_softmax.csv"}
