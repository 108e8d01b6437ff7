"""LTI scores: the body of a request for each student who has points."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from a_class import CLASS, HOSTILE, LATE, broken, gradebook_of, saying
from graded import class_folder, graded, publish
from grader import report
from grader.errors import CourseError
from grader.publish import lti
from grader.publish.gradebook import Gradebook
from grader.report import Report
from grader.roster import Student
from grader.text import is_plain

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parent / "lti-score.schema.json").read_text("utf-8"))
)


def bodies(book: Gradebook) -> dict[str, Any]:
    found = {score.file: json.loads(score.text) for score in lti.scores(book)}
    for body in found.values():
        SCHEMA.validate(body)
    return found


def test_each_student_has_a_score_of_the_documented_form(tmp_path: Path) -> None:
    found = bodies(gradebook_of(tmp_path, CLASS))

    assert list(found) == ["alice.json", "bob.json", "carol.json"]
    bob = found["bob.json"]
    assert (bob["userId"], bob["scoreGiven"], bob["scoreMaximum"]) == ("bob", 40, 100)
    assert (bob["activityProgress"], bob["gradingProgress"]) == ("Completed", "FullyGraded")


def test_the_comment_names_the_mistake(tmp_path: Path) -> None:
    comment = bodies(gradebook_of(tmp_path, CLASS))["bob.json"]["comment"]

    assert comment.splitlines()[:2] == [
        "40 of 100 points.",
        "squared_error, gradient: 0 of 40. The regularization term is missing. (reg*0)",
    ]


def test_lateness_counts_and_is_told(tmp_path: Path) -> None:
    late = replace(graded("right"), lateness=LATE)
    (body,) = bodies(gradebook_of(tmp_path, {"alice": late})).values()

    assert body["scoreGiven"] == 80
    assert body["comment"] == "100 of 100 points.\n2 days late: 80 points remain."


def test_nobody_gets_a_zero_without_having_earned_it(tmp_path: Path) -> None:
    students: dict[str, str | Report] = {"alice": "right", "bob": broken(graded("right"))}
    found = bodies(gradebook_of(tmp_path, students, [Student("zoe")]))

    assert list(found) == ["alice.json"]


def test_the_time_is_that_of_the_report(tmp_path: Path) -> None:
    book = gradebook_of(tmp_path, {"alice": "right"})
    os.utime(tmp_path / "reports" / "alice.json", ns=(0, 1801504800_123456000))
    (first,) = bodies(book).values()
    (again,) = bodies(book).values()

    assert first["timestamp"] == "2027-02-01T18:00:00.123456+00:00"
    assert again == first


@pytest.mark.parametrize("words", HOSTILE[:5], ids=range(5))
def test_hostile_words_stay_on_their_lines(tmp_path: Path, words: str) -> None:
    (body,) = bodies(gradebook_of(tmp_path, {words: saying(graded("right"), words)})).values()

    assert body["userId"] == words
    first, *lines = body["comment"].split("\n")
    assert first == "0 of 100 points."
    assert len(lines) == len(graded("right").checks)
    assert all(is_plain(line) for line in lines)


def test_an_assignment_out_of_nothing_is_refused(tmp_path: Path) -> None:
    book = replace(gradebook_of(tmp_path, CLASS), max_points=0.0)

    with pytest.raises(CourseError, match="is out of 0 points"):
        list(lti.scores(book))


def test_the_command_fills_a_folder_and_tells_what_is_left_over(tmp_path: Path) -> None:
    folder, out = class_folder(tmp_path / "graded", CLASS), tmp_path / "scores"
    assert "scores: 3 scores to post." in publish(folder, "--lti", out).output
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert {*first} == {"alice.json", "bob.json", "carol.json"}

    publish(folder, "--lti", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first

    path = folder / "reports" / "carol.json"
    report.write(broken(report.read(path)), path)
    done = publish(folder, "--lti", out)
    assert "scores: 2 scores to post." in done.output
    assert "  No points, so no score: 1 student." in done.output
    assert "  From an earlier time, and not of these reports: carol.json." in done.output


def test_a_folder_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    folder, out = class_folder(tmp_path / "graded", CLASS), tmp_path / "scores"
    out.write_text("something else")
    done = publish(folder, "--lti", out, "--csv", tmp_path / "t.csv")

    assert done.exit_code == 2
    assert "scores is no folder" in done.output
    assert not (tmp_path / "t.csv").exists()
