"""The tidy CSV: a line for each check, which a spreadsheet reads and does not run."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a_class import CLASS, HOSTILE, LATE, gradebook_of
from graded import class_folder, graded, publish
from grader.publish import tidy
from grader.publish.gradebook import Gradebook
from grader.roster import Student
from grader.scores import FORMULA, cell


def rows(book: Gradebook) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tidy.text(book), newline=""), strict=True))


def test_each_check_of_each_student_has_a_line(tmp_path: Path) -> None:
    book = gradebook_of(tmp_path, CLASS, [Student("zoe", "Zoe", "B")])
    found = rows(book)

    checks = len(graded("right").checks)
    assert len(found) == 3 * checks + 1
    assert {row["student"] for row in found} == {*CLASS, "zoe"}
    wrong = next(
        r for r in found if r["check"] == "squared_error.gradient" and r["points"] == "0.0"
    )
    assert (wrong["outcome"], wrong["misconception"]) == ("failed", "reg*0")
    assert (
        found[-1] | {"student": "zoe", "standing": "missing", "check": "", "final": "0.0"}
        == (found[-1])
    )


def test_points_add_up_to_those_of_the_report(tmp_path: Path) -> None:
    late = replace(graded("right"), lateness=LATE)
    found = rows(gradebook_of(tmp_path, {"alice": late, "bob": "wrong_gradient"}))

    assert sum(float(row["points"]) for row in found if row["student"] == "alice") == 100
    assert {row["final"] for row in found if row["student"] == "alice"} == {"80.0"}
    assert sum(float(row["points"]) for row in found if row["student"] == "bob") == 40


@pytest.mark.parametrize("words", HOSTILE[:5], ids=range(5))
def test_no_name_becomes_a_formula_or_another_column(tmp_path: Path, words: str) -> None:
    found = rows(gradebook_of(tmp_path, {"alice": "right"}, [Student("alice", words, words)]))

    assert len(found) == len(graded("right").checks)
    for row in found:
        assert None not in row
        assert not row["name"].startswith(FORMULA)
        assert row["name"] in (plain := words.replace("\r", " "), f"'{plain}")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_cell_reads_back_as_it_was_but_for_an_apostrophe(words: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow([cell(words), "end"])
    (row,) = csv.reader(io.StringIO(stream.getvalue(), newline=""), strict=True)

    assert row[1:] == ["end"]
    assert not row[0].startswith(FORMULA)
    assert row[0].removeprefix("'") == words.replace("\r", " ").removeprefix("'")


def test_the_command_writes_it(tmp_path: Path) -> None:
    folder, out = class_folder(tmp_path / "graded", CLASS), tmp_path / "tidy.csv"
    done = publish(folder, "--csv", out)

    assert done.exit_code == 0, done.output
    assert "tidy.csv: every check of 3 students." in done.output
    assert out.read_text("utf-8").startswith("assignment,student,name,")
