"""The workflow for an instructor's CI: its steps run, in order, on a small course."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from conftest import ROOT
from grader import report
from grader.cli import main

FILE = ROOT / "docs" / "examples" / "grade.yml"
PAGE = ROOT / "docs" / "how-to" / "grade-in-ci.md"
ELSEWHERE = re.compile(r"^\s*(sudo|python -m pip) .*$", re.MULTILINE)
"""Lines of steps that change the machine, or fetch from the network."""


@pytest.fixture
def workflow() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return loaded


@dataclass
class Runner:
    """A machine of its own for each job: a copy of the course, and a store of artifacts."""

    course: Path
    store: Path
    tools: Path

    def run(self, job: Mapping[str, Any], part: int, parts: int) -> Path:
        home = self.store.parent / f"machine-{len(list(self.store.parent.iterdir()))}"
        shutil.copytree(self.course, home / "work", ignore=shutil.ignore_patterns("submissions"))
        known = {
            "inputs.assignment": "line",
            "matrix.part": str(part),
            "strategy.job-total": str(parts),
            "secrets.NABLA_SECRET": "0123456789abcdef0123456789abcdef",
            "secrets.SUBMISSIONS_TOKEN": "",
            "vars.SUBMISSIONS": "my-school/handins",
        }
        for step in job["steps"]:
            self._step(step, home, known)
        return home / "work"

    def _step(self, step: Mapping[str, Any], home: Path, known: Mapping[str, str]) -> None:
        def filled(text: str) -> str:
            return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known[found[1]], text)

        uses = step.get("uses", "").partition("@")[0]
        options = {key: filled(str(value)) for key, value in step.get("with", {}).items()}
        work = home / "work"
        if uses == "actions/checkout" and "repository" in options:
            shutil.copytree(self.course / "submissions", work / options["path"] / "line")
        elif uses == "actions/upload-artifact":
            shutil.copytree(work / options["path"], self.store / options["name"])
        elif uses == "actions/download-artifact":
            for found in self.store.glob(options["pattern"]):
                shutil.copytree(found, work / options["path"] / found.name)
        elif not uses:
            own = {key: filled(value) for key, value in step.get("env", {}).items()}
            self._shell(ELSEWHERE.sub("", filled(step["run"])), work, {**own, "HOME": str(home)})

    def _shell(self, script: str, work: Path, env: Mapping[str, str]) -> None:
        path = f"{self.tools}{os.pathsep}{os.environ['PATH']}"
        environment = {"PATH": path, "RUNNER_TEMP": env["HOME"], "PYTHONPATH": str(ROOT), **env}
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],  # noqa: S607  # as a runner does
            cwd=work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (script, done.stdout, done.stderr)


@pytest.fixture
def runner(tmp_path: Path, own_course: Path, submissions: Path) -> Runner:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "grade").write_text(f'#!/bin/sh\nexec {sys.executable} -m grader "$@"\n')
    (tools / "grade").chmod(0o755)
    machines = tmp_path / "machines"
    (machines / "store").mkdir(parents=True)
    (own_course / "roster.csv").write_text("id,name\nalice,Alice\nbob,Bob\nzoe,Zoe\n")
    (own_course / "times.csv").write_text("id,submitted\nalice,2027-02-03\n")
    for hangs in ("frank", "grace"):
        shutil.rmtree(submissions / hangs)
    return Runner(own_course, machines / "store", tools)


def test_the_steps_of_the_workflow_grade_a_class(workflow: dict[str, Any], runner: Runner) -> None:
    if CliRunner().invoke(main, ["doctor"]).exit_code:
        pytest.skip("no isolation of level 3 here")
    job = workflow["jobs"]["grade"]
    parts = job["strategy"]["matrix"]["part"]
    for part in parts:
        runner.run(job, part, len(parts))
    last = runner.run(workflow["jobs"]["collect"], 0, len(parts))

    found = {p.stem: report.read(p) for p in (last / "graded" / "reports").iterdir()}
    assert found.keys() == {"alice", "bob", "carol", "dave", "erin"}
    assert found["alice"].points == 100
    assert {one.isolation["level"] for one in found.values()} == {3}
    assert {one.seed[:7] for one in found.values()} == {"hidden "}
    assert "zoe,Zoe,,missing" in (last / "graded" / "scores.csv").read_text("utf-8")
    assert (runner.store / "graded-line" / "scores.csv").is_file()


def test_every_action_is_pinned_and_nothing_is_written(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_no_expression_stands_in_a_script(workflow: dict[str, Any]) -> None:
    """What is put into a script in place of an expression can change what it does."""
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


def test_the_page_shows_the_file() -> None:
    assert f"```yaml\n{FILE.read_text('utf-8')}```" in PAGE.read_text("utf-8")
