"""The command, as a person uses it."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from conftest import SUBMISSIONS
from grader import __version__
from grader.cli import main


@pytest.fixture(autouse=True)
def in_course(own_course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(own_course)
    return own_course


def grade(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_right_work_exits_with_0_and_writes_its_report(in_course: Path) -> None:
    shutil.copy(SUBMISSIONS / "right.py", in_course / "assignments" / "line" / "line.py")

    found = grade("local")

    assert found.exit_code == 0
    assert "All right." in found.output
    data = json.loads((in_course / "assignments" / "line" / "score-report.json").read_text())
    assert data["totals"] == {"points": 100, "max_points": 100}


def test_stubs_exit_with_1_and_say_what_to_do_first() -> None:
    found = grade("local")

    assert found.exit_code == 1
    assert "squared_error: not written yet" in found.output
    assert "Next: write squared_error, then run grade local again." in found.output


def test_a_wrong_gradient_is_told_in_about_five_lines(tmp_path: Path) -> None:
    found = grade(
        "local", "--submission", SUBMISSIONS / "wrong_gradient.py", "--report", tmp_path / "r"
    )

    lines = found.output.splitlines()
    start = next(i for i, line in enumerate(lines) if "✗ gradient" in line)
    assert [line.strip() for line in lines[start + 1 : start + 5]] == [
        "dw is wrong in 2 of 2 cases; error 5.1e-01, allowed 4.0e-06",
        "where: every entry of dw",
        "there: many examples: dw[0] is -4.05983, expected -6.91598",
        "hint: The regularization term is missing. (reg*0)",
    ]


def test_only_selects_checks_and_says_so_in_the_report(in_course: Path, tmp_path: Path) -> None:
    shutil.copy(SUBMISSIONS / "right.py", in_course / "assignments" / "line" / "line.py")

    found = grade("local", "--only", "gradient", "--report", tmp_path / "r.json")

    assert found.exit_code == 0
    assert "timing" not in found.output
    data = json.loads((tmp_path / "r.json").read_text())
    assert data["only"] == ["gradient"]
    assert [check["id"] for check in data["checks"]] == ["squared_error.gradient"]


def test_verbose_shows_the_evidence(tmp_path: Path) -> None:
    submission = SUBMISSIONS / "wrong_loss_with_its_gradient.py"
    found = grade("local", "-v", "--submission", submission, "--report", tmp_path / "r")

    assert "against your own loss: error" in found.output
    assert "squared_error.gradient: partial, measured" in found.output


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("")

    found = grade("local", "--submission", tmp_path)

    assert found.exit_code == 1
    assert "line.py is missing from the submission" in found.output


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["local", "lin"], "Did you mean 'line'?"),
        (["local", "--only", "gradeint"], "Did you mean 'gradient'?"),
        (["local", "--submission", "nowhere"], "there is no nowhere"),
        (["local", "--report", "nowhere/r.json"], "cannot be written"),
        (["report", "show", "nowhere.json"], "cannot be read"),
        (["report", "validate", "autograder.yml"], "is not a JSON file"),
        (["loca"], "No such command"),
        (["local", "--fast"], "No such option"),
    ],
)
def test_what_cannot_be_used_exits_with_2_and_a_sentence(args: list[str], says: str) -> None:
    found = grade(*args)

    assert found.exit_code == 2
    assert says in found.output
    assert "Traceback" not in found.output


def test_outside_a_course_the_command_says_where_to_run_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    found = grade("local")

    assert found.exit_code == 2
    assert "no autograder.yml" in found.output


def test_broken_checks_exit_with_2_and_name_the_line(in_course: Path) -> None:
    (in_course / "assignments" / "line" / "checks.py").write_text("x = 1 / 0\n")

    found = grade("local")

    assert found.exit_code == 2
    assert "assignments/line/checks.py, line 1: ZeroDivisionError" in found.output


def test_a_check_that_breaks_exits_with_3_and_still_writes_the_report(in_course: Path) -> None:
    path = in_course / "assignments" / "line" / "checks.py"
    text = path.read_text().replace("GradientCheck, L", "GradientCheck, Holds, L")
    law = "Holds(points=0, says='odd', law=lambda f, given: 1 / 0), MatchesReference(points=40)"
    path.write_text(text.replace("MatchesReference(points=40)", law))
    shutil.copy(SUBMISSIONS / "right.py", in_course / "assignments" / "line" / "line.py")

    found = grade("local")

    assert found.exit_code == 3
    assert "the check itself broke: ZeroDivisionError" in found.output
    data = json.loads((in_course / "assignments" / "line" / "score-report.json").read_text())
    assert data["checks"][0]["outcome"] == "grader_error"
    assert data["totals"]["points"] == 100


def test_a_bug_of_the_grader_exits_with_3_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("impossible")

    monkeypatch.setattr("grader.course.find_course", broken)

    found = grade("local")

    assert found.exit_code == 3
    assert "the grader itself broke: RuntimeError: impossible" in found.output
    assert "Traceback" not in found.output


def test_a_report_is_validated_and_shown_again(in_course: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    first = grade("local", "--submission", SUBMISSIONS / "wrong_gradient.py", "--report", path)

    assert grade("report", "validate", path).output == f"{path}: valid\n"
    shown = grade("report", "show", path)
    assert shown.exit_code == 0
    assert shown.output.strip() in first.output


def test_an_invalid_report_exits_with_2(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    grade("local", "--report", path)
    path.write_text(path.read_text().replace('"points": 0.0', '"points": 1.0', 1))

    found = grade("report", "validate", path)

    assert found.exit_code == 2
    assert "the checks add up to 1.0" in found.output


def test_stubs_are_written_and_checked(in_course: Path) -> None:
    stub = in_course / "assignments" / "line" / "line.py"
    wanted = stub.read_text()
    stub.write_text("")

    assert grade("stubs", "--check").exit_code == 1
    assert stub.read_text() == ""
    assert grade("stubs").exit_code == 0
    assert stub.read_text() == wanted
    assert grade("stubs", "--check").exit_code == 0


def test_verify_reports_every_proof() -> None:
    found = grade("verify", "--seeds", "2")

    assert found.exit_code == 0
    assert "All proofs hold." in found.output


def commands(group: click.Group, *path: str) -> Iterator[list[str]]:
    """The words of every command, also of those in groups."""
    for name, command in group.commands.items():
        yield [*path, name]
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


@pytest.mark.parametrize("command", [[], *commands(main)], ids=" ".join)
def test_help_teaches(command: list[str]) -> None:
    found = grade(*command, "--help")

    assert found.exit_code == 0
    lines = found.output.splitlines()
    assert lines[0].startswith("Usage:")
    assert all(len(line) <= 100 for line in lines)
    assert not any(line.endswith("...") for line in lines[1:])
    if command and command != ["report"]:
        assert any(line.startswith(f"  grade {' '.join(command)}") for line in lines)
        assert "Exit codes: 0 " in found.output


def test_the_version_names_what_decides_a_grade() -> None:
    found = grade("--version")

    assert found.exit_code == 0
    grader, python, numpy, system = found.output.splitlines()
    assert grader == f"grade {__version__}"
    assert python == f"Python {platform.python_version()}"
    assert numpy == f"NumPy {np.__version__}"
    assert system.startswith(platform.system())


def test_no_command_pays_for_another() -> None:
    """NumPy takes longer than everything else at the start."""
    code = (
        "import sys, grader.cli; print(*{'numpy', 'yaml', 'importlib.metadata'} & {*sys.modules})"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(shell: str) -> None:
    found = grade("completion", shell)

    assert found.exit_code == 0
    assert f"_GRADE_COMPLETE={shell}_complete" in found.output
    program = shutil.which(shell)
    if program:
        subprocess.run([program, "-n"], input=found.output, text=True, check=True)


def test_commands_options_and_assignments_are_completed(in_course: Path) -> None:
    complete = ShellComplete(main, {}, "grade", "_GRADE_COMPLETE")

    def offered(*words: str) -> list[str]:
        *before, begun = words
        return [item.value for item in complete.get_completions(list(before), begun)]

    assert offered("lo") == ["local"]
    assert offered("local", "--wa") == ["--watch"]
    assert offered("local", "l") == offered("batch", "x", "--assignment", "") == ["line"]
    assert offered("verify", "nothing") == []


def test_the_installed_command_runs_as_a_process(in_course: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "grader", "local"],
        capture_output=True,
        text=True,
        check=False,
        cwd=in_course,
        env={**os.environ, "COLUMNS": "60"},
    )

    assert found.returncode == 1
    assert found.stderr == ""
    assert max(len(line) for line in found.stdout.splitlines() if "Report:" not in line) <= 60


def test_the_commands_compute_on_one_thread_unless_they_are_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("MKL_NUM_THREADS", "2")

    grade("stubs")

    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "2"


def test_a_reader_that_goes_away_is_no_trouble(own_course: Path) -> None:
    grade = [sys.executable, "-m", "grader", "local", "line"]
    with subprocess.Popen(
        grade, cwd=own_course, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout
        assert command.stderr
        command.stdout.close()
        assert b"broke" not in command.stderr.read()
    assert (own_course / "assignments" / "line" / "score-report.json").is_file()


def test_what_stops_every_check_of_a_problem_is_told_once(tmp_path: Path) -> None:
    raises = str(SUBMISSIONS / "raises.py")
    command = ["local", "--submission", raises, "--report", str(tmp_path / "r")]

    lines = [line.split() for line in grade(*command).output.splitlines()]
    verbose = grade(*command, "-v").output

    assert [line for line in lines if line[:1] == ["✗"]] == [
        ["✗", "squared_error", "0", "/", "100"],
        ["✗", "all", "3", "checks", "0", "/", "100"],
    ]
    assert "✗ gradient" in verbose
