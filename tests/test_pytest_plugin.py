"""Checks as test items, as pytest shows them in a process of its own."""

import os
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from conftest import ROOT, SUBMISSIONS


@pytest.fixture
def folder(own_course: Path) -> Path:
    """The folder of the assignment, with a right solution in it."""
    folder = own_course / "assignments" / "line"
    shutil.copy(SUBMISSIONS / "right.py", folder / "line.py")
    return folder


def run(folder: Path, *args: str) -> tuple[int, str]:
    """The exit code and the output of pytest in a folder, with our plugin and no other."""
    plugins = ["-p", "grader.pytest_plugin", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "--rootdir", str(folder), *args],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_each_check_is_an_item(folder: Path) -> None:
    code, shown = run(folder, "-v")

    assert code == 0
    for check in ("value", "gradient", "timing"):
        assert f"line.py::squared_error.{check} PASSED" in shown
    assert "line: 100 of 100 points" in shown
    assert "A local result, not a grade." in shown


def test_a_failure_is_told_with_its_hint_and_in_the_short_summary(folder: Path) -> None:
    shutil.copy(SUBMISSIONS / "wrong_gradient.py", folder / "line.py")

    code, shown = run(folder)

    assert code == 1
    told = shown[shown.index("_ squared_error: gradient _") :].splitlines()[1:6]
    assert told == [
        "dw is wrong in 2 of 2 cases; error 5.1e-01, allowed 4.0e-06",
        "where: every entry of dw",
        "there: many examples: dw[0] is -4.05983, expected -6.91598",
        "hint: The regularization term is missing. (reg*0)",
        "0 of 40 points",
    ]
    assert "FAILED line.py::squared_error.gradient - dw is wrong in 2 of 2 cases" in shown


def test_what_is_undecided_is_skipped_at_the_function(folder: Path) -> None:
    shutil.copy(SUBMISSIONS / "wrong_gradient.py", folder / "line.py")
    text = (folder / "line.py").read_text()
    line = text[: text.index("def squared_error")].count("\n") + 1

    _, shown = run(folder, "-rs")

    assert f"SKIPPED [1] line.py:{line}: waits for right values and gradients" in shown


def test_a_stub_is_skipped(own_course: Path) -> None:
    code, shown = run(own_course / "assignments" / "line", "-rs")

    assert code == 0
    assert "3 skipped" in shown
    assert "not written yet" in shown


def test_partial_credit_is_a_failure_that_tells_the_points(folder: Path) -> None:
    shutil.copy(SUBMISSIONS / "wrong_loss_with_its_gradient.py", folder / "line.py")

    _, shown = run(folder, "-k", "gradient")

    assert "20 of 40 points" in shown
    assert "1 failed" in shown


@pytest.mark.parametrize(
    "chosen",
    [
        ["-k", "gradient"],
        ["-k", "squared_error and gradient"],
        ["line.py::squared_error.gradient"],
        ["line.py", "-k", "not timing and not value"],
    ],
)
def test_only_what_is_selected_is_graded(folder: Path, chosen: list[str]) -> None:
    code, shown = run(folder, *chosen)

    assert code == 0
    assert "1 passed" in shown
    assert "line: 40 of 40 points" in shown


def test_collecting_grades_nothing_and_never_runs_student_code(folder: Path) -> None:
    (folder / "line.py").write_text("open('ran', 'w')\ndef squared_error(): ...\n")

    code, shown = run(folder, "--collect-only", "-q", "line.py")

    assert code == 0
    assert shown.count("line.py::squared_error.") == 3
    assert "points" not in shown
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("text", ["def f(:\n", "raise SystemExit(9)\n", "while True: pass\n"])
def test_a_file_that_cannot_be_imported_fails_its_checks_only(folder: Path, text: str) -> None:
    (folder / "line.py").write_text(text)
    (folder / "test_own.py").write_text("def test_something():\n    pass\n")

    code, shown = run(folder)

    assert code == 1
    assert "3 failed, 1 passed" in shown


def test_a_missing_file_fails_the_checks_under_checks_py(folder: Path) -> None:
    (folder / "line.py").unlink()

    code, shown = run(folder)

    assert code == 1
    assert "FAILED checks.py::squared_error.gradient - line.py is missing" in shown


def test_in_the_folder_of_the_course_all_assignments_are_collected(folder: Path) -> None:
    course = folder.parent.parent
    (course / "test_else.py").write_text("def test_else():\n    pass\n")

    _, shown = run(course, "-v")

    assert "assignments/line/line.py::squared_error.gradient PASSED" in shown
    assert "test_else.py::test_else PASSED" in shown


def test_another_course_below_is_left_alone(folder: Path, tmp_path: Path) -> None:
    """As this repository's tests hold a course of their own."""
    (tmp_path / "autograder.yml").write_text("course: outer\nassignments: []\n")

    code, shown = run(tmp_path)

    assert code == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "points" not in shown


def test_broken_checks_are_told_once_in_a_sentence(folder: Path) -> None:
    (folder / "checks.py").write_text("x = 1 / 0\n")

    code, shown = run(folder)

    assert code == pytest.ExitCode.INTERRUPTED
    assert "assignments/line/checks.py, line 1: ZeroDivisionError" in shown
    assert "1 error" in shown


def test_what_cannot_be_graded_is_told_in_a_sentence(folder: Path) -> None:
    shutil.rmtree(folder.parent.parent / "solutions")

    code, shown = run(folder)

    assert code == 1
    assert "there is no solutions/line" in shown
    assert "Traceback" not in shown


def test_outside_a_course_nothing_is_imported_but_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "import sys\n\ndef test_x():\n"
        "    ours = {name for name in sys.modules if name.split('.')[0] == 'grader'}\n"
        "    assert ours == {'grader', 'grader.pytest_plugin'}\n"
        "    assert not {'numpy', 'click', 'yaml'} & set(sys.modules)\n"
    )

    code, shown = run(tmp_path)

    assert code == 0, shown


def test_several_processes_may_share_the_work(folder: Path) -> None:
    shutil.copy(SUBMISSIONS / "wrong_gradient.py", folder / "line.py")

    _, shown = run(folder, "-p", "xdist", "-n", "2")

    assert "1 failed, 1 passed, 1 skipped" in shown
    assert "hint: The regularization term is missing." in shown


def test_pytest_finds_the_plugin_by_its_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert import_module(project["entry-points"]["pytest11"]["nabla"]).pytest_configure
