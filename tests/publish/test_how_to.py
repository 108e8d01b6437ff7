"""The page on publishing: its commands run, and say what it shows."""

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT
from graded import class_folder, graded
from grader.cli import main
from test_canvas import values

PAGE = (ROOT / "docs" / "how-to" / "publish-scores.md").read_text("utf-8")


def test_the_commands_of_the_page_publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    svm = {**graded("right").assignment, "id": "a2_svm", "title": "Hinge loss (SVM)"}
    for folder in ("graded", "monday", "friday"):
        class_folder(
            Path(folder),
            {
                "alice": replace(graded("right"), assignment=svm),
                "bob": replace(graded("wrong_gradient"), assignment=svm),
            },
        )
    Path("roster.csv").write_text("id,name\nalice,Alice\nbob,Bob\nlewis,Lewis\n")
    (export,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    Path("export.csv").write_text(export, "utf-8")
    commands = re.findall(r"^ *\$ grade (.*)$", PAGE, re.MULTILINE)
    assert len(commands) == 9

    said = {}
    for command in commands:
        if "--database" in command:
            continue
        done = CliRunner().invoke(main, shlex.split(command))
        assert done.exit_code == 0, done.output
        said[command] = done.output

    (shown,) = re.findall(r"\$ grade (publish.*--csv.*)\n((?:.+\n){3})```", PAGE)
    assert said[shown[0]] == shown[1]
    assert values(Path("export-filled.csv").read_bytes())[2:] == ["100.00", "40.00", "", ""]
