"""Shards become one: the same scores as one batch, or a sentence that says what contradicts."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conftest import SUBMISSIONS, Grade, needs_sandbox
from grader import report
from grader.cli import main

pytestmark = needs_sandbox
CLASS = ("alice", "bob", "carol")


def collect(*args: str) -> Result:
    return CliRunner().invoke(main, ["report", "collect", *args])


@pytest.fixture
def shards(grade: Grade, submissions: Path) -> Grade:
    """part1 has alice and bob, part2 has carol."""
    for other in submissions.iterdir():
        if other.name not in CLASS:
            shutil.rmtree(other)
    for student in CLASS[:2]:
        assert grade("--only", student, "--out", "part1").exit_code == 0
    assert grade("--only", "carol", "--out", "part2").exit_code == 0
    return grade


def change(path: Path, **changes: Any) -> None:
    report.write(replace(report.read(path), **changes), path)


def test_shards_become_what_one_batch_gives(shards: Grade) -> None:
    done = collect("part1", "part2", "--out", "all")

    assert done.exit_code == 0, done.output
    assert "3 reports in all" in done.output
    shards("--out", "whole")
    for name in ("scores.csv", "summary.json"):
        assert Path("all", name).read_bytes() == Path("whole", name).read_bytes()

    before = {p: p.stat().st_mtime_ns for p in Path("all/reports").iterdir()}
    assert "3 of 3 done, 3 unchanged." in shards("--out", "all").output
    assert {p: p.stat().st_mtime_ns for p in Path("all/reports").iterdir()} == before


def test_collecting_again_adds_what_is_new(shards: Grade) -> None:
    collect("part1", "--out", "all")
    done = collect("part2", "--out", "all")

    assert done.exit_code == 0
    assert "3 reports in all" in done.output
    assert collect("part1", "part2", "all", "--out", "all").exit_code == 0


def test_a_student_who_is_in_two_shards_counts_once_if_it_is_the_same(shards: Grade) -> None:
    shards("--only", "alice", "--out", "part2")
    assert "3 reports in all" in collect("part1", "part2", "--out", "all").output

    path = Path("part2/reports/alice.json")
    found = report.read(path)
    change(path, checks=[replace(one, points=0.0) for one in found.checks])
    done = collect("part1", "part2", "--out", "other")

    assert done.exit_code == 2
    assert "part1/reports/alice.json and part2/reports/alice.json are different reports on" in (
        done.output
    )
    assert "alice" in done.output
    assert not Path("other").exists()


def test_shards_of_different_assignments_are_refused(shards: Grade) -> None:
    path = Path("part2/reports/carol.json")
    change(path, assignment={**report.read(path).assignment, "id": "curve"})
    done = collect("part1", "part2", "--out", "all")

    assert done.exit_code == 2
    assert "part1 is on line, part2 on curve" in done.output


def test_another_seed_in_one_shard_is_told(shards: Grade) -> None:
    change(Path("part2/reports/carol.json"), seed="hidden 0")
    done = collect("part1", "part2", "--out", "all")

    assert done.exit_code == 0
    assert "part1 and part2 were graded differently: the seed" in done.output


def test_the_roster_and_the_late_policy_come_in_at_the_end(shards: Grade, own_course: Path) -> None:
    yml = own_course / "autograder.yml"
    text = yml.read_text("utf-8").replace(
        "- id: line", '- id: line\n    due: "2027-02-01T18:00:00Z"'
    )
    yml.write_text(text + "late: {kind: per_day, percent: 10}\n", "utf-8")
    Path("roster.csv").write_text("id,name\nalice,Alice\nbob,Bob\ncarol,Carol\nzoe,Zoe\n")
    Path("times.csv").write_text("id,submitted\nalice,2027-02-03\n")
    done = collect(
        "part1", "part2", "--out", "all", "--roster", "roster.csv", "--times", "times.csv"
    )

    assert done.exit_code == 0, done.output
    assert "Nothing from 1 student: zoe." in done.output
    assert report.read(Path("all/reports/alice.json")).lateness is not None
    assert json.loads(Path("all/summary.json").read_text("utf-8"))["missing"] == ["zoe"]


def test_a_folder_without_reports_is_told(shards: Grade) -> None:
    Path("none").mkdir()

    for folder in ("none", "nowhere"):
        done = collect("part1", folder, "--out", "all")
        assert done.exit_code == 2
        assert f"{folder} has no reports" in done.output


def test_what_the_grader_broke_on_stays_to_be_graded(shards: Grade, submissions: Path) -> None:
    journal = Path("part2/journal.jsonl")
    journal.write_text("")
    shutil.copy(SUBMISSIONS / "right.py", submissions / "carol" / "line.py")
    collect("part1", "part2", "--out", "all")

    assert "3 of 3 done, 2 unchanged." in shards("--out", "all").output
