"""grade release: archives that work on their own, are always the same, and tell no answer."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conftest import ROOT, SUBMISSIONS
from grader import __version__
from grader.cli import main
from grader.course import load_course
from grader.handout import archive, course_file, handout, without_dead_links
from grader.release import check, private
from grader.seed import course_seed
from grader.wheels import content

SECRET = "a secret of thirty-two characters"  # noqa: S105


@pytest.fixture(autouse=True)
def in_course(own_course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(own_course)
    monkeypatch.delenv("NABLA_SECRET", raising=False)
    return own_course


def grade(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def released(out: Path, name: str = "line") -> dict[str, bytes]:
    with zipfile.ZipFile(out / f"{name}.zip") as found:
        return {member: found.read(member) for member in found.namelist()}


FILES = {
    "README.md",
    "autograder.yml",
    "assignments/line/README.md",
    "assignments/line/answers.json",
    "assignments/line/answers.npz",
    "assignments/line/checks.py",
    "assignments/line/line.py",
}


# --- what is in it --------------------------------------------------------------------------


def test_an_archive_holds_what_a_student_needs_and_nothing_else(in_course: Path) -> None:
    folder = in_course / "assignments" / "line"
    (folder / "notes.txt").write_text("for the next year")
    (folder / "score-report.json").write_text("{}")
    (folder / "data").mkdir()
    (folder / "data" / "points.csv").write_text("1,2\n")
    shutil.copy(SUBMISSIONS / "right.py", folder / "line.py")  # somebody tried it here

    found = grade("release", "line", "--out", "out")

    assert found.exit_code == 0
    assert "left out: assignments/line/notes.txt" in found.output
    assert "score-report" not in found.output
    files = released(in_course / "out")
    assert set(files) == {f"line/{name}" for name in {*FILES, "assignments/line/data/points.csv"}}
    assert b"raise NotImplementedError" in files["line/assignments/line/line.py"]
    assert not (in_course / "out" / "course.zip").exists()


def test_without_a_name_there_is_an_archive_of_the_whole_course_too(in_course: Path) -> None:
    assert grade("release", "--out", "out").exit_code == 0

    assert set(released(in_course / "out", "course")) == {f"course/{name}" for name in FILES}
    assert set(released(in_course / "out", "line")) == {f"line/{name}" for name in FILES}


def test_the_course_file_has_what_students_need_and_the_archives_assignments() -> None:
    course = load_course(ROOT / "autograder.yml")
    text = course_file(course, ["a2_svm"]).decode()

    assert text.startswith("course: Neural networks")
    assert "- id: a2_svm\n" in text
    assert "a3_softmax" not in text
    assert "call_seconds: 10\n" in text


def test_links_to_what_students_do_not_get_are_only_their_words() -> None:
    page = b"[a](b.py) [c](../../d.md) [e](https://f.org) [g](#h) [i](data/../b.py#j) ![k](l.png)"

    assert without_dead_links(page, {"b.py"}) == (
        b"[a](b.py) c [e](https://f.org) [g](#h) [i](data/../b.py#j) ![k](l.png)"
    )


def test_two_releases_are_the_same_byte_for_byte(in_course: Path) -> None:
    for out in ("one", "two"):
        command = [sys.executable, "-m", "grader", "release", "--out", out]
        subprocess.run(command, cwd=in_course, check=True, capture_output=True)
        os.utime(in_course / "assignments" / "line" / "checks.py", (1, 1))

    for name in ("line.zip", "course.zip"):
        assert (in_course / "one" / name).read_bytes() == (in_course / "two" / name).read_bytes()


def test_members_have_one_time_and_ordinary_permissions(in_course: Path) -> None:
    grade("release", "line", "--out", "out")

    with zipfile.ZipFile(in_course / "out" / "line.zip") as found:
        members = found.infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.external_attr >> 16 for member in members} == {0o100644}
    assert [m.filename for m in members] == sorted(m.filename for m in members)


def test_from_the_archive_alone_a_student_grades_and_gets_the_hint(
    in_course: Path, tmp_path: Path
) -> None:
    grade("release", "line", "--out", "out")
    shutil.unpack_archive(in_course / "out" / "line.zip", tmp_path / "home")
    work = tmp_path / "home" / "line"
    shutil.copy(SUBMISSIONS / "wrong_gradient.py", work / "assignments" / "line" / "line.py")

    found = subprocess.run(
        [sys.executable, "-m", "grader", "local", "line"],
        capture_output=True,
        text=True,
        check=False,
        cwd=work,
    )

    assert found.returncode == 1, found.stderr
    assert "hint: The regularization term is missing. (reg*0)" in found.stdout
    report = json.loads((work / "assignments" / "line" / "score-report.json").read_text())
    assert report["seed"] == "public"


# --- what must not be in it -----------------------------------------------------------------

LINE = "return np.mean(error**2) + reg * np.sum(w * w), 2 * X.T @ error / len(X) + 2 * reg * w"
Plant = Callable[[Path], object]


def plant(name: str, text: str) -> Plant:
    """Adds a line to a file of the assignment."""

    def planted(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{path.read_text() if path.exists() else ''}\n{text}\n", "utf-8")

    return planted


def notebook(**cell: Any) -> Plant:
    code = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": ["1"]}
    text = json.dumps({"cells": [code | cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return lambda folder: (folder / "notebook.ipynb").write_text(text)


HIDDEN = course_seed(SECRET.encode()).number("line", "squared_error", "few examples")
LEAKS = {
    "a reference": (plant("checks.py", f"# {LINE}"), "checks.py, line 40: this is line 13 of"),
    "a reference in a cell": (notebook(source=["x = 1\n", LINE]), "notebook.ipynb, cell 1, line 2"),
    "a misconception": (
        plant("data/old.txt", "loss = np.mean(np.abs(error)) + reg * np.sum(w * w)"),
        "data/old.txt, line 2: this is line 25 of solutions/line/misconceptions.py",
    ),
    "terms": (
        plant("data/old.txt", '"loss": {"data": np.mean(error**2), "reg": reg * np.sum(w * w)},'),
        "data/old.txt, line 2: this is line 10 of solutions/line/terms.py",
    ),
    "a secret": (plant("README.md", f"Seeds: {SECRET}."), "README.md, line 5: the course's secret"),
    "a hidden seed": (
        plant("README.md", f"{HIDDEN}"),
        "README.md, line 5: the hidden seed of squared_error, case 'few examples'",
    ),
    "an output": (
        notebook(outputs=[{"output_type": "stream", "name": "stdout", "text": ["0.5"]}]),
        "notebook.ipynb, cell 1: the cell has outputs",
    ),
    "metadata": (notebook(metadata={"a": 1}), "notebook.ipynb, cell 1: the cell has metadata"),
    "a path": (
        lambda folder: plant("README.md", f"In {folder.parents[1]}.")(folder),
        "README.md, line 5: a path of this machine",
    ),
}


@pytest.mark.parametrize("kind", LEAKS)
def test_a_planted_leak_is_told_with_file_and_line_and_nothing_is_written(
    kind: str, in_course: Path
) -> None:
    planted, says = LEAKS[kind]
    planted(in_course / "assignments" / "line")
    (in_course / "secret").write_text(f"{SECRET}\n")

    found = grade("release", "--out", "out", "--secret-file", "secret")

    assert found.exit_code == 2, found.output
    assert f"line.zip: line/assignments/line/{says}" in found.output
    assert "This must stay here, and is not written." in found.output
    assert not (in_course / "out").exists()


def test_a_secret_of_the_environment_is_looked_for(
    in_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant("README.md", SECRET)(in_course / "assignments" / "line")

    assert "name no secret: none is looked for" in grade("release", "--out", "out").output
    monkeypatch.setenv("NABLA_SECRET", SECRET)
    assert grade("release", "--out", "out").exit_code == 2


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A copy of the whole course, and its handouts."""
    root = tmp_path_factory.mktemp("everything")
    shutil.copy(ROOT / "autograder.yml", root)
    for side in ("assignments", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / side, root / side, ignore=ignored)
    course = load_course(root / "autograder.yml")
    ids = [entry.id for entry in course.entries]
    return {"course": course, "handouts": {name: handout(course, name) for name in ids}}


def test_the_course_as_it_is_tells_nothing(everything: dict[str, Any]) -> None:
    course, handouts = everything["course"], everything["handouts"]
    kept = private(course, [SECRET.encode()])
    assert len(kept.code) > 1000

    check(archive("course", course, handouts), kept)


def test_the_course_as_it_is_leaves_nothing_out(everything: dict[str, Any]) -> None:
    assert {
        name: one.left_out for name, one in everything["handouts"].items() if one.left_out
    } == {}


def test_the_page_to_begin_with_names_this_version_and_an_assignment(in_course: Path) -> None:
    grade("release", "line", "--out", "out")

    page = released(in_course / "out")["line/README.md"].decode()
    assert page.startswith("# A course for the grader's own tests\n")
    assert f'pip install "nabla-grader=={__version__}"' in page
    assert "cd assignments/line\ngrade local\n" in page
    assert "@" not in page


def test_an_answer_key_is_small(everything: dict[str, Any]) -> None:
    """Largest is that of a8_convnet, 3.9 MB: it draws and trains networks."""
    for name, one in everything["handouts"].items():
        size = len(one.files["answers.npz"]) + len(one.files["answers.json"])
        assert size < 5e6, name


# --- wheels ---------------------------------------------------------------------------------


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pip asks no index: only the grader's own wheel is made, with the tools that are here."""
    for option in ("PIP_NO_INDEX", "PIP_NO_DEPS", "PIP_DISABLE_PIP_VERSION_CHECK"):
        monkeypatch.setenv(option, "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "0")  # it is off, as pip reads this variable


@pytest.mark.usefixtures("offline")
def test_the_graders_wheel_lies_beside_the_archives(in_course: Path) -> None:
    found = grade("release", "--out", "out", "--with-wheels")

    assert found.exit_code == 0, found.output
    assert "wheels: 1 wheel\n" in found.output
    (wheel,) = (in_course / "out" / "wheels").glob("nabla_grader-*.whl")
    assert "grader/recorded.py" in content(wheel.read_bytes())


@pytest.mark.usefixtures("offline")
def test_a_wheel_that_tells_an_answer_is_removed(in_course: Path) -> None:
    told = (ROOT / "grader" / "numeric.py").read_text("utf-8")
    (line,) = (text for text in told.splitlines() if "truncation + rounding + unseen" in text)
    path = in_course / "solutions" / "line" / "misconceptions.py"
    path.write_text(f"{path.read_text()}\n\ndef found():\n    {line.strip()}\n")

    found = grade("release", "--out", "out", "--with-wheels")

    assert found.exit_code == 2
    assert "grader/numeric.py, line" in found.output
    assert not list((in_course / "out" / "wheels").glob("*.whl"))


@pytest.mark.usefixtures("offline")
def test_wheels_that_pip_cannot_get_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_DEPS")

    found = grade("release", "--out", "out", "--with-wheels")

    assert found.exit_code == 2
    assert "the wheels could not be made: " in found.output
    assert "The archives themselves are written." in found.output


# --- what cannot be released ----------------------------------------------------------------


def test_an_assignment_without_readme_is_not_released(in_course: Path) -> None:
    (in_course / "assignments" / "line" / "README.md").unlink()

    found = grade("release")

    assert found.exit_code == 2
    assert "line has no README.md" in found.output


def test_an_unknown_assignment_gets_a_suggestion() -> None:
    found = grade("release", "lin")

    assert found.exit_code == 2
    assert "Did you mean 'line'?" in found.output


def test_a_students_course_cannot_be_released_again(in_course: Path) -> None:
    shutil.rmtree(in_course / "solutions")

    found = grade("release")

    assert found.exit_code == 2
    assert "there is no solutions/line" in found.output
