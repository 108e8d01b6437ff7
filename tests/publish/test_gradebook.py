"""The gradebook: each student once, with the points that count."""

from dataclasses import replace
from pathlib import Path

import pytest

from a_class import CLASS, LATE, broken, gradebook_of
from graded import class_folder, graded
from grader.errors import CourseError
from grader.publish.gradebook import Standing, read_gradebook
from grader.roster import Student


def test_everybody_has_a_record_by_id(tmp_path: Path) -> None:
    roster = [Student("zoe", "Zoe", "B"), Student("alice", "Alice Liddell", "A")]
    book = gradebook_of(tmp_path, CLASS, roster)

    assert (book.assignment, book.max_points) == ("line", 100)
    assert [(r.student.id, r.name, r.standing) for r in book.records] == [
        ("alice", "Alice Liddell", Standing.GRADED),
        ("bob", "bob", Standing.GRADED),
        ("carol", "carol", Standing.GRADED),
        ("zoe", "Zoe", Standing.MISSING),
    ]
    assert [record.final for record in book.records] == [100, 40, 0, 0]
    assert [record.student.id for record, _ in book.reports()] == ["alice", "bob", "carol"]


def test_the_points_that_count_are_those_after_lateness(tmp_path: Path) -> None:
    (record,) = gradebook_of(tmp_path, {"alice": replace(graded("right"), lateness=LATE)}).records

    assert (record.points, record.penalty, record.final, record.late_days) == (100, 20, 80, 2)


def test_what_the_grader_broke_on_is_no_zero_of_the_student(tmp_path: Path) -> None:
    (record,) = gradebook_of(tmp_path, {"alice": broken(graded("right"))}).records

    assert record.standing is Standing.GRADER_ERROR


def test_a_report_on_some_checks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="holds the checks of --only value, not all"):
        gradebook_of(tmp_path, {"alice": replace(graded("right"), only=["value"])})


def test_two_reports_on_one_student_are_refused(tmp_path: Path) -> None:
    folder = class_folder(tmp_path, {"alice": "right"})
    reports = folder / "reports"
    (reports / "again.json").write_bytes((reports / "alice.json").read_bytes())

    with pytest.raises(CourseError, match=r"again.json and .*alice.json are both reports on alice"):
        read_gradebook(folder)


def test_reports_on_two_assignments_are_refused(tmp_path: Path) -> None:
    other = replace(graded("right"), assignment={**graded("right").assignment, "id": "curve"})

    with pytest.raises(CourseError, match="reports on line and curve"):
        gradebook_of(tmp_path, {"alice": "right", "bob": other})


def test_a_folder_without_reports_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="has no reports"):
        read_gradebook(tmp_path)
