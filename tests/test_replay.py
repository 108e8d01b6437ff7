"""A grading once more: under the same conditions the same report, and else a sentence."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conftest import SUBMISSIONS, Grade, needs_sandbox
from grader import report, sandbox
from grader.cli import main
from grader.errors import GraderError
from grader.isolation.landlock import Landlock, abi
from grader.replay import differences

pytestmark = needs_sandbox
BOB = Path("out/reports/bob.json")
needs_landlock = pytest.mark.skipif(not abi(), reason="this kernel has no Landlock")


@pytest.fixture
def graded(grade: Grade) -> Grade:
    """A batch of three, at a hidden seed."""
    assert grade("--only", "alice", "--only", "bob", "--only", "dave").exit_code == 0
    return grade


def replay(
    file: Path = BOB, *options: str, of: str = "submissions/bob", secret: bool = True
) -> Result:
    told = ["--secret-file=secret"] if secret else []
    return CliRunner().invoke(main, ["replay", str(file), "--submission", of, *told, *options])


def changed(**changes: Any) -> Path:
    """Bob's report with other contents, in another file."""
    path = Path("changed.json")
    report.write(replace(report.read(BOB), **changes), path)
    return path


def test_the_same_conditions_give_the_same_report(graded: Grade) -> None:
    done = replay()

    assert done.exit_code == 0, done.output
    assert done.output == "The same report, timings aside.\n"


def test_an_instructor_sees_the_values_of_hidden_cases_and_no_file_does(
    graded: Grade, submissions: Path
) -> None:
    raises = (SUBMISSIONS / "raises.py").read_text("utf-8")
    (submissions / "dave" / "line.py").write_text(raises, "utf-8")
    graded("--only", "dave")
    done = replay(BOB, "-v")
    raised = replay(Path("out/reports/dave.json"), "-v", of="submissions/dave")
    shown = re.search(r"dw\[\d+\] is -?[\d.]+, expected -?[\d.]+", done.output)

    assert (done.exit_code, raised.exit_code) == (0, 0)
    assert shown
    assert "[31mred at 0x" in raised.output
    for path in Path("out").rglob("*.*"):
        text = path.read_text("utf-8")
        assert shown[0] not in text
        assert "[31mred at 0x" not in text


def test_a_report_on_hidden_cases_with_values_cannot_be_written(graded: Grade) -> None:
    found = report.read(BOB)
    shown = replace(found, checks=[replace(one, values=("x is 1",)) for one in found.checks])

    with pytest.raises(GraderError, match="shows no values"):
        report.write(shown, Path("shown.json"))
    assert not Path("shown.json").exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seed": "hidden 123"}, "not 'hidden 123'"),
        ({"assignment": ("digest", "0")}, "the assignment has changed"),
        ({"grader": ("digest", "0")}, "the grader is another"),
        ({"environment": ("numpy", "1.0")}, ", not 1.0"),
    ],
)
def test_what_is_not_as_it_was_is_told(graded: Grade, changes: dict[str, Any], says: str) -> None:
    found = report.read(BOB)
    for key, value in changes.items():
        if isinstance(value, tuple):
            inner = f"sha256:{64 * value[1]}" if value[0] == "digest" else value[1]
            changes[key] = {**getattr(found, key), value[0]: inner}
    path = changed(**changes)
    done = replay(path)

    assert done.exit_code == 2
    assert done.output.count("this is not the grading of the report:") == 1
    assert says in done.output
    assert replay(path, "--anyway").exit_code in (0, 1)


def test_another_submission_and_a_missing_secret_are_told(graded: Grade) -> None:
    done = replay(of="submissions/alice", secret=False)

    assert done.exit_code == 2
    assert "the submission is not the one that the report is on; the secret with the label" in (
        done.output
    )
    assert "is missing" in done.output

    anyway = replay(BOB, "--anyway", of="submissions/alice")
    assert anyway.exit_code == 1
    assert "Another report: 40 → 100 points." in anyway.output
    assert "squared_error.gradient, outcome: failed → passed" in anyway.output


@needs_landlock
def test_the_isolation_level_is_that_of_the_report(
    graded: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "LEVELS", ((2, Landlock),))
        graded("--only", "bob", "--force")

    assert report.read(BOB).isolation["level"] == 2
    assert replay().exit_code == 0


def test_a_public_report_needs_no_secret_but_a_sandbox(grade: Grade, own_course: Path) -> None:
    command = ["local", "line", "--submission", "submissions/bob", "--report", "local.json"]
    CliRunner().invoke(main, command)
    done = replay(Path("local.json"), secret=False)

    assert done.exit_code == 2
    assert "the isolation level is" in done.output
    assert "not 1" in done.output
    assert replay(Path("local.json"), "--anyway", secret=False).exit_code == 0


def test_only_the_checks_of_the_report_are_asked(grade: Grade) -> None:
    CliRunner().invoke(
        main,
        ["local", "line", "--submission", "submissions/bob", "--report", "l.json", "--only=value"],
    )

    assert replay(Path("l.json"), "--anyway", secret=False).output.endswith(
        "The same report, timings aside.\n"
    )


def test_what_a_timing_decides_is_told_and_no_difference(graded: Grade) -> None:
    found = report.read(Path("out/reports/alice.json"))
    timing = next(one for one in found.checks if one.kind == "timing")
    slower = replace(timing, points=10.0, measured=5.0, message="5 times", hint="Be quick.")
    checks = [slower if one is timing else one for one in found.checks]
    lasting, timed = differences(found, replace(found, checks=checks))

    assert lasting == []
    assert [line.split(":")[0] for line in timed] == [
        "squared_error.timing, points",
        "squared_error.timing, hint",
    ]


def test_a_remark_that_is_gone_is_a_difference(graded: Grade, submissions: Path) -> None:
    shutil.copy(SUBMISSIONS / "right_in_float32.py", submissions / "bob" / "line.py")
    graded("--only", "bob")
    found = report.read(BOB)
    lasting, _ = differences(found, replace(found, remarks=()))

    assert found.remarks
    assert lasting[0].startswith("remarks: squared_error: ")
