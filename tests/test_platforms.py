"""Archives for platforms: unpacked, and run in the layout that each platform gives them."""

import base64
import json
import os
import platform
import re
import shutil
import site
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from conftest import ROOT, SUBMISSIONS, TESTS, needs_sandbox
from grader.cli import main
from grader.course import load_course
from grader.errors import CourseError
from grader.handout import handout
from grader.isolation.landlock import abi
from grader.platforms import github_classroom
from grader.release import check, private
from grader.seed import course_seed, derived_secret
from platform_reports import faults

SECRET = "a secret of thirty-two characters"  # noqa: S105
EVERYWHERE = ("--gradescope", "--prairielearn", "my-school/nabla", "--github-classroom")
MOUNT = {"x86_64": 165, "aarch64": 40}.get(platform.machine(), 0)
LANDLOCK = 444

REFUSED = """
import ctypes, os, struct, sys
refused = [(0x20, 0, 0, 0)]
for number in map(int, sys.argv[1].split(",")):
    refused += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | 1)]
code = b"".join(struct.pack("HBBI", *line) for line in [*refused, (0x06, 0, 0, 0x7FFF0000)])
lines = ctypes.create_string_buffer(code)
program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(lines))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.create_string_buffer(program), 0, 0) == 0
os.execvp(sys.argv[2], sys.argv[2:])
"""
"""Runs a command for which the kernel refuses some system calls, as in a container."""


def release(*options: str | Path, into: Path, course: Path) -> Result:
    (course / "secret").write_text(SECRET)
    told = ["release", "line", *options, "--out", into, "--secret-file", course / "secret"]
    before = Path.cwd()
    os.chdir(course)
    try:
        return CliRunner().invoke(main, [str(word) for word in told])
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `grade release` writes for all platforms."""
    home = tmp_path_factory.mktemp("platforms")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(TESTS / "course", home / "course", ignore=ignored)
    done = release(*EVERYWHERE, into=home / "dist", course=home / "course")
    assert done.exit_code == 0, done.output
    return home / "dist"


def unpacked(archive: Path, into: Path) -> Path:
    """As unzip does it, which keeps what can be run."""
    with zipfile.ZipFile(archive) as found:
        for member in found.infolist():
            path = Path(found.extract(member, into))
            path.chmod(member.external_attr >> 16)
    return into


def run(command: Sequence[str | Path], env: Mapping[str, str], **options: Any) -> Any:
    return subprocess.run(
        [str(word) for word in command],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **env},
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def tool(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


# --- what is in them ------------------------------------------------------------------------


def test_what_holds_the_solution_lies_apart_and_is_named(tmp_path: Path, own_course: Path) -> None:
    done = release(*EVERYWHERE, into=tmp_path / "dist", course=own_course)

    for_students = [p.name for p in sorted((tmp_path / "dist").glob("*.zip"))]
    assert for_students == ["line-github-classroom.zip", "line.zip"]
    told = [line for line in done.output.splitlines() if "with the solution" in line]
    assert len(told) == 2
    for name in ("gradescope", "prairielearn"):
        assert any(f"instructor/line-{name}.zip" in line for line in told)
        made = tmp_path / "dist" / "instructor" / f"line-{name}.zip"
        assert made.stat().st_mode & 0o077 == 0  # others on this machine may be students
        with zipfile.ZipFile(made) as found:
            assert any("solutions/line/line.py" in member for member in found.namelist())
    for name in for_students:
        with zipfile.ZipFile(tmp_path / "dist" / name) as found:
            assert not any(re.search(r"solutions|secret", m) for m in found.namelist())


def test_archives_are_the_same_byte_for_byte(dist: Path, tmp_path: Path, own_course: Path) -> None:
    kept = dist.parent / "course" / "solutions" / "line" / "costs.yml"
    shutil.copy(kept, own_course / "solutions" / "line")

    assert release(*EVERYWHERE, into=tmp_path / "again", course=own_course).exit_code == 0

    names = sorted(p.relative_to(dist) for p in dist.rglob("*.zip"))
    assert len(names) == 4
    for name in names:
        assert (dist / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_courses_secret_is_in_none_and_each_platform_has_its_own(dist: Path) -> None:
    own = set()
    for name in ("gradescope", "prairielearn"):
        with zipfile.ZipFile(dist / "instructor" / f"line-{name}.zip") as found:
            (member,) = (m for m in found.namelist() if m.endswith("secret"))
            own.add(found.read(member).decode().strip())
            for other in found.namelist():
                assert SECRET.encode() not in found.read(other)

    expected = {
        derived_secret(SECRET.encode(), f"{n} line") for n in ("gradescope", "prairielearn")
    }
    assert own == expected
    assert len(own) == 2


@pytest.mark.parametrize("option", [["--gradescope"], ["--prairielearn", "my-school/nabla"]])
def test_without_a_secret_nothing_is_written(
    option: list[str], own_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_course)
    monkeypatch.delenv("NABLA_SECRET", raising=False)

    found = CliRunner().invoke(main, ["release", "line", *option])

    assert found.exit_code == 2
    assert "there is no secret to draw hidden inputs from" in found.output
    assert not (own_course / "dist").exists()


@pytest.mark.parametrize("option", ["--gradescope", "--github-classroom"])
def test_the_secret_is_looked_for_in_what_platforms_receive_too(
    option: str, own_course: Path, tmp_path: Path
) -> None:
    checks = own_course / "assignments" / "line" / "checks.py"
    checks.write_text(f"{checks.read_text()}\n# {SECRET}\n")

    found = release(option, into=tmp_path / "dist", course=own_course)

    assert found.exit_code == 2
    assert "the course's secret" in found.output
    assert not (tmp_path / "dist").exists()


def test_a_solution_is_a_leak_in_a_template_repository(own_course: Path) -> None:
    folder = own_course / "assignments" / "line" / "data"
    folder.mkdir()
    shutil.copy(own_course / "solutions" / "line" / "line.py", folder / "line.txt")

    course = load_course(own_course / "autograder.yml")

    found = github_classroom(course, "line", handout(course, "line"))

    with pytest.raises(CourseError, match=r"classroom.zip: assignments/line/data/line.txt, line"):
        check(found, private(course, []))


# --- Gradescope -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def image(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """/autograder as Gradescope builds it: the archive in source/, and setup.sh has run.

    apt-get does nothing here, and pip asks no index: only the grader's wheel is installed, and what
    it needs comes from this Python. That has the first of the names that setup.sh tries.
    """
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    unpacked(dist / "instructor" / "line-gradescope.zip", root / "source")
    shutil.copy(root / "source" / "run_autograder", root)
    tools = root.parent / "tools"
    tool(tools, "apt-get", f'echo "$@" >> {tools}/apt-get.log')
    tool(tools, "python3.14", f'exec {sys.executable} "$@"')
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_CONFIG_FILE": os.devnull}
    done = run(
        ["bash", root / "source" / "setup.sh"],
        {"PATH": f"{tools}:{os.environ['PATH']}", **offline, **here()},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "grade 0." in done.stdout
    assert "bubblewrap" in (tools / "apt-get.log").read_text()
    return root


def here() -> dict[str, str]:
    """What the grader needs, as it is installed here."""
    return {"PYTHONPATH": os.pathsep.join(site.getsitepackages())}


def container(image: Path, specimen: str, home: Path) -> Path:
    """/autograder for one submission. Each is graded in a container of its own."""
    root = home / "autograder"
    root.mkdir()
    for name in ("source", "venv"):
        (root / name).symlink_to(image / name)
    shutil.copy(image / "run_autograder", root)
    (root / "submission").mkdir()
    shutil.copy(SUBMISSIONS / f"{specimen}.py", root / "submission" / "line.py")
    (root / "results").mkdir()
    return root


@needs_sandbox
@pytest.mark.parametrize(
    ("specimen", "score"), [("right", 100), ("wrong_gradient", 40), ("raises", 0)]
)
def test_gradescope_gets_the_results_of_a_submission(
    specimen: str, score: float, image: Path, tmp_path: Path
) -> None:
    root = container(image, specimen, tmp_path)

    done = run([root / "run_autograder"], here(), cwd=root)

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((root / "results" / "results.json").read_text("utf-8"))
    assert faults("gradescope", found) == []
    assert sum(test["score"] for test in found["tests"]) == score
    own = course_seed(derived_secret(SECRET.encode(), "gradescope line").encode())
    assert found["extra_data"]["seed"] == own.label
    assert found["extra_data"]["isolation"] >= 2
    assert [p.name for p in (root / "results").iterdir()] == ["results.json"]


@pytest.mark.skipif(not (MOUNT and abi()), reason="this kernel has no Landlock")
def test_in_a_container_without_namespaces_level_2_isolates(image: Path, tmp_path: Path) -> None:
    root = container(image, "right", tmp_path)

    done = run([sys.executable, "-c", REFUSED, str(MOUNT), root / "run_autograder"], here())

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((root / "results" / "results.json").read_text("utf-8"))
    assert found["extra_data"]["isolation"] == 2
    assert sum(test["score"] for test in found["tests"]) == 100


@pytest.mark.skipif(not MOUNT, reason="no numbers of system calls for this processor")
def test_where_nothing_isolates_there_are_no_results_and_so_no_score(
    image: Path, tmp_path: Path
) -> None:
    root = container(image, "right", tmp_path)
    (root / "results" / "results.json").write_text('{"score": 100}')
    refused = f"{MOUNT},{LANDLOCK}"

    done = run([sys.executable, "-c", REFUSED, refused, root / "run_autograder"], here())

    assert done.returncode == 2
    assert "no isolation of level 2 here" in done.stderr
    assert list((root / "results").iterdir()) == []


@needs_sandbox
def test_what_was_handed_in_without_the_file_gets_0_and_is_told(
    image: Path, tmp_path: Path
) -> None:
    root = container(image, "right", tmp_path)
    (root / "submission" / "line.py").rename(root / "submission" / "homework.txt")

    done = run([root / "run_autograder"], here(), cwd=root)

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((root / "results" / "results.json").read_text("utf-8"))
    assert sum(test["score"] for test in found["tests"]) == 0
    assert "line.py is missing" in found["tests"][0]["output"]


# --- PrairieLearn ---------------------------------------------------------------------------


@pytest.fixture
def question(dist: Path, tmp_path: Path) -> Path:
    return unpacked(dist / "instructor" / "line-prairielearn.zip", tmp_path / "pl")


@needs_sandbox
def test_prairielearn_gets_the_results_of_a_submission(question: Path, tmp_path: Path) -> None:
    """/grade as PrairieLearn makes it: results/ is not there, and the entry point is made so."""
    root = tmp_path / "grade"
    shutil.copytree(question / "questions" / "line" / "tests", root / "tests")
    (root / "student").mkdir()
    (root / "data").mkdir()
    (root / "data" / "data.json").write_text("{}")
    shutil.copy(SUBMISSIONS / "wrong_gradient.py", root / "student" / "line.py")
    tool(tmp_path / "bin", "grade", f'exec {sys.executable} -m grader "$@"')
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"

    done = run([root / "tests" / "run.sh"], {"PATH": path, "PYTHONPATH": str(ROOT)}, cwd="/")

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((root / "results" / "results.json").read_text("utf-8"))
    assert faults("prairielearn", found) == []
    assert found["score"] == 0.4


def test_the_question_names_its_image_its_entry_point_and_its_files(question: Path) -> None:
    folder = question / "questions" / "line"
    info = json.loads((folder / "info.json").read_text("utf-8"))
    external = info["externalGradingOptions"]

    assert external["image"] == "my-school/nabla"
    assert (folder / external["entrypoint"].removeprefix("/grade/")).is_file()
    assert external["timeout"] == 80
    assert info["gradingMethod"] == "External"
    assert 'file-names="line.py"' in (folder / "question.html").read_text("utf-8")


def test_the_image_installs_the_wheel_beside_its_dockerfile(question: Path) -> None:
    text = (question / "image" / "Dockerfile").read_text("utf-8")
    (wheel,) = (question / "image").glob("*.whl")

    assert f"COPY {wheel.name} /tmp/" in text
    assert f"/tmp/{wheel.name}" in text  # noqa: S108
    assert "@" not in text


# --- GitHub Classroom -----------------------------------------------------------------------


@pytest.fixture
def repository(dist: Path, tmp_path: Path) -> Path:
    return unpacked(dist / "line-github-classroom.zip", tmp_path / "repository")


def workflow(repository: Path) -> dict[str, Any]:
    path = repository / ".github" / "workflows" / "classroom.yml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("specimen", "status", "points"), [("right", "pass", 100), ("wrong_gradient", "fail", 40)]
)
def test_the_steps_of_the_workflow_publish_and_tell_classroom(
    specimen: str, status: str, points: float, repository: Path, tmp_path: Path
) -> None:
    shutil.copy(SUBMISSIONS / f"{specimen}.py", repository / "assignments" / "line" / "line.py")
    tool(tmp_path / "bin", "grade", f'exec {sys.executable} -m grader "$@"')
    (step,) = (s for s in workflow(repository)["jobs"]["grade"]["steps"] if s.get("id") == "grade")
    summary, output = tmp_path / "summary", tmp_path / "output"
    files = {"GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": output, "RUNNER_TEMP": tmp_path}

    done = run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        {
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            **{name: str(path) for name, path in files.items()},
        },
        cwd=repository,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Least squares: {points} of 100 points" in summary.read_text("utf-8")
    name, _, told = output.read_text("utf-8").strip().partition("=")
    found = json.loads(base64.b64decode(told))
    assert name == "result"
    assert faults("classroom", found) == []
    assert found["status"] == status
    assert sum(test["score"] for test in found["tests"]) == points


def test_a_broken_course_fails_the_step_and_tells_no_points(
    repository: Path, tmp_path: Path
) -> None:
    (repository / "assignments" / "line" / "answers.npz").unlink()
    tool(tmp_path / "bin", "grade", f'exec {sys.executable} -m grader "$@"')
    (step,) = (s for s in workflow(repository)["jobs"]["grade"]["steps"] if s.get("id") == "grade")
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    env = {"PATH": path, "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(tmp_path)}

    done = run(["bash", "-e", "-o", "pipefail", "-c", step["run"]], env, cwd=repository)

    assert done.returncode
    assert "Unpack the archive of the assignment again" in done.stderr
    assert not (tmp_path / "result").exists()


def test_the_workflow_is_as_careful_as_the_instructors(repository: Path) -> None:
    loaded = workflow(repository)

    assert set(loaded["permissions"].values()) == {"read", "write"}
    assert [key for key, value in loaded["permissions"].items() if value == "write"] == ["checks"]
    for step in loaded["jobs"]["grade"]["steps"]:
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.fullmatch(r"(actions|classroom-resources)/[\w-]+@[0-9a-f]{40}", step["uses"])
    reporter = loaded["jobs"]["grade"]["steps"][-1]
    assert f"{reporter['with']['runners'].upper()}_RESULTS" in reporter["env"]


def test_the_workflow_installs_the_wheel_that_the_repository_holds(repository: Path) -> None:
    steps = workflow(repository)["jobs"]["grade"]["steps"]
    (command,) = (s["run"] for s in steps if s.get("name") == "Install the grader")

    (wheel,) = repository.glob(command.split()[-1])
    with zipfile.ZipFile(wheel) as found:
        names = found.namelist()
    assert "grader/child.py" in names
    assert not any("solutions" in name for name in names)
