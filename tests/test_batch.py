"""A batch: one report each whatever happens, nothing graded twice, nothing lost."""

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import STUDENTS, SUBMISSIONS, Grade, needs_sandbox
from grader import report
from grader.cli import main

pytestmark = needs_sandbox


def scores() -> dict[str, dict[str, str]]:
    with Path("out/scores.csv").open(encoding="utf-8", newline="") as stream:
        return {row["student"]: row for row in csv.DictReader(stream)}


def written() -> dict[str, float]:
    return {path.name: path.stat().st_mtime_ns for path in Path("out/reports").iterdir()}


def comparable(folder: Path) -> dict[str, object]:
    """All reports without what varies from run to run."""
    found: dict[str, object] = {}
    for path in folder.glob("*.json"):
        data = json.loads(path.read_text("utf-8"))
        for check in data["checks"]:
            del check["cpu_seconds"]
            if check["kind"] == "timing":
                del check["measured"]
        found[path.name] = data
    return found


def test_every_submission_gets_its_report_and_its_points(grade: Grade) -> None:
    done = grade()

    assert done.exit_code == 0, done.output
    points = {student: float(row["points"]) for student, row in scores().items()}
    assert points.keys() == STUDENTS.keys()
    assert points["alice"] == 100
    assert 0 < points["bob"] < 100
    assert {points[s] for s in ("carol", "dave", "erin", "frank", "grace")} == {0}
    for student in STUDENTS:
        found = report.read(Path(f"out/reports/{student}.json"))
        assert found.submission["id"] == student
        assert found.isolation["level"] >= 2
        assert found.seed.startswith("hidden ")
        assert all(not check.values and not check.student_text for check in found.checks)


def test_the_same_command_grades_nothing_twice(grade: Grade) -> None:
    grade()
    before = written()

    assert grade().exit_code == 0
    assert written() == before

    grade("--force", "--only", "alice")
    assert {name for name, time in written().items() if time != before[name]} == {"alice.json"}


def test_what_changed_is_graded_again(grade: Grade, submissions: Path, own_course: Path) -> None:
    grade()
    before = written()

    shutil.copy(SUBMISSIONS / "right.py", submissions / "carol" / "line.py")
    grade()
    assert {name for name, time in written().items() if time != before[name]} == {"carol.json"}
    assert scores()["carol"]["points"] == "100.0"

    checks = own_course / "assignments" / "line" / "checks.py"
    checks.write_text(checks.read_text("utf-8") + "# changed\n", "utf-8")
    before = written()
    grade()
    assert all(time != before[name] for name, time in written().items())


def test_another_secret_draws_other_inputs_and_grades_again(grade: Grade) -> None:
    grade("--only", "alice")
    first = report.read(Path("out/reports/alice.json"))
    Path("secret").write_text("another secret of it")
    grade("--only", "alice")
    second = report.read(Path("out/reports/alice.json"))

    assert first.seed != second.seed
    assert "another secret of it" not in Path("out/reports/alice.json").read_text("utf-8")


def test_without_a_secret_nothing_is_graded(grade: Grade) -> None:
    done = grade(secret=False)

    assert done.exit_code == 2
    assert "there is no secret" in done.output
    assert grade("--public-seed", "--only", "alice", secret=False).exit_code == 0
    assert report.read(Path("out/reports/alice.json")).seed == "public"


def test_a_dry_run_lists_and_grades_nothing(grade: Grade) -> None:
    done = grade("--dry-run")

    assert "7 submissions to line; nothing graded." in done.output
    assert not Path("out").exists()


def test_shards_together_are_the_whole(grade: Grade) -> None:
    grade()
    whole = comparable(Path("out/reports"))
    shutil.rmtree("out")
    for part in ("1/3", "2/3", "3/3"):
        assert grade("--shard", part).exit_code == 0

    assert comparable(Path("out/reports")) == whole


@pytest.mark.parametrize("words", ["0/3", "4/3", "x", "1"])
def test_a_shard_that_is_none_is_told(grade: Grade, words: str) -> None:
    done = grade("--shard", words)

    assert done.exit_code == 2
    assert f"--shard {words}: expected i/n" in done.output


def test_an_unknown_student_is_told(grade: Grade) -> None:
    assert "Did you mean 'alice'?" in grade("--only", "alise").output


def test_who_handed_in_nothing_appears_as_missing(grade: Grade) -> None:
    Path("roster.csv").write_text("ID,Name,Section\nalice,=Alice,1\nzoe,Zoe,2\n")
    done = grade("--roster", "roster.csv", "--only", "alice")

    assert "Nothing from 1 student: zoe." in done.output
    assert scores()["zoe"] | {"status": "missing", "points": "0"} == scores()["zoe"]
    assert scores()["alice"]["name"] == "'=Alice"


def test_lateness_is_applied_after_grading_and_grades_nothing_again(
    grade: Grade, own_course: Path
) -> None:
    yml = own_course / "autograder.yml"
    text = yml.read_text("utf-8").replace(
        "- id: line", '- id: line\n    due: "2027-02-01T18:00:00Z"'
    )
    yml.write_text(text + "late: {kind: per_day, percent: 10, grace_minutes: 15}\n", "utf-8")
    grade("--only", "alice")
    assert scores()["alice"]["final"] == "100.0"

    Path("times.csv").write_text("id,submitted\nalice,2027-02-03 00:00+01:00\nbob,2027-02-01\n")
    grade("--only", "alice", "--times", "times.csv")

    row = scores()["alice"]
    assert (row["points"], row["late_days"], row["penalty"], row["final"]) == (
        "100.0",
        "2",
        "20.0",
        "80.0",
    )
    assert report.read(Path("out/reports/alice.json")).lateness is not None


def test_a_killed_batch_goes_on_and_gives_the_same_reports(
    grade: Grade, own_course: Path, submissions: Path
) -> None:
    grade()
    whole = comparable(Path("out/reports"))
    shutil.rmtree("out")
    command = [sys.executable, "-m", "grader", "batch", str(submissions), "--assignment", "line"]
    command += ["--out", "out", "--accept-isolation", "2", "--secret-file", "secret", "--jobs", "1"]
    with subprocess.Popen(command, cwd=own_course, stderr=subprocess.DEVNULL) as process:
        while not list(Path("out/reports").glob("*.json")):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert comparable(Path("out/reports")).items() <= whole.items()

    with Path("out/journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write('{"report": "bo')  # cut off in the middle
    assert grade().exit_code == 0
    assert comparable(Path("out/reports")) == whole


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_after_what_is_in_flight(
    own_course: Path, submissions: Path, number: int
) -> None:
    command = [sys.executable, "-m", "grader", "batch", str(submissions), "--assignment", "line"]
    command += ["--out", "out", "--accept-isolation", "2", "--secret-file", "secret", "--jobs", "1"]
    with subprocess.Popen(command, cwd=own_course, stderr=subprocess.PIPE) as process:
        while not list((own_course / "out" / "reports").glob("*.json")):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        _, told = process.communicate()

    assert process.returncode == 130
    assert b"The same command goes on from here." in told
    assert b"Traceback" not in told
    for path in (own_course / "out" / "reports").glob("*.json"):
        report.read(path)


def test_a_folder_without_submissions_is_told(own_course: Path, grade: Grade) -> None:
    (own_course / "empty").mkdir()
    done = CliRunner().invoke(
        main, ["batch", "empty", "--assignment", "line", "--out", "out", "--public-seed"]
    )

    assert done.exit_code == 2
    assert "empty holds no submissions" in done.output


def test_names_that_clash_or_are_odd_get_reports_of_their_own(
    grade: Grade, submissions: Path
) -> None:
    for student in STUDENTS:
        shutil.rmtree(submissions / student)
    right = SUBMISSIONS / "right.py"
    for name in ("Ann.py", "ann.py", "x\u2215...py", "a b\n.py", "-rf.py"):
        shutil.copy(right, submissions / name)
    shutil.copytree(SUBMISSIONS, submissions / "Ann", ignore=lambda d, n: set(n))
    shutil.copy(right, submissions / "Ann" / "line.py")

    assert grade().exit_code == 0
    assert [row["points"] for row in scores().values()] == ["100.0"] * 6
    assert len(written()) == 6
    assert all(path.parent == Path("out/reports") for path in Path("out/reports").rglob("*"))
