"""What the documentation says is true: its code runs, its screens are what a person sees."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from conftest import ROOT
from grader import verify
from grader.cli import main
from grader.course import load_course
from grader.roster import read_roster, read_times

sys.path.insert(0, str(ROOT / "docs"))
import build

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(p for top in ("docs", "assignments", "examples") for p in (ROOT / top).rglob("*.md")),
    ]
)
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
FILE = re.compile(r"# ([\w./]+\.(?:py|yml))\n")


@pytest.mark.parametrize("name", build.pages())
def test_a_generated_page_is_up_to_date(name: str) -> None:
    page = ROOT / "docs" / "reference" / name

    assert page.read_text("utf-8") == build.pages()[name], "run: python docs/build.py"


def test_the_code_of_the_gradcheck_page_runs() -> None:
    page = (ROOT / "docs" / "how-to" / "check-any-gradient.md").read_text("utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) > 3

    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)  # noqa: S102  # our own page


def test_the_assignment_of_the_how_to_is_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "how-to" / "write-an-assignment.md").read_text("utf-8")
    for block in re.findall(r"```(?:python|yaml)\n(.*?)```", page, re.DOTALL):
        named = FILE.match(block)
        assert named
        path = tmp_path / named[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["stubs"]).exit_code == 0

    proofs = list(verify.verify_assignment(load_course(tmp_path / "autograder.yml"), "a0_mean", 3))

    assert [proof for proof in proofs if not proof.holds] == []


def test_the_assignment_of_the_how_to_has_at_most_twenty_lines_of_checks() -> None:
    page = (ROOT / "docs" / "how-to" / "write-an-assignment.md").read_text("utf-8")
    (checks,) = (b for b in BLOCK.findall(page) if b.startswith("# assignments/"))
    lines = [line for line in checks.splitlines()[1:] if line.strip()]

    assert checks.count("points=") == 3
    assert len(lines) <= 20


def test_the_readme_shows_what_a_student_sees(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"<!-- wrong gradient -->\n```text\n(.*?)```", readme, re.DOTALL)
    assert shown
    reference = (ROOT / "solutions" / "a2_svm" / "svm.py").read_text("utf-8")
    wrong = reference.replace("X.T @ counts / N + 2", "X.T @ counts + 2")
    assert wrong != reference
    (tmp_path / "svm.py").write_text(wrong, "utf-8")
    command = [sys.executable, "-m", "grader", "local", "a2_svm", "--submission", str(tmp_path)]

    found = subprocess.run(
        [*command, "--only", "svm_loss_vectorized"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert "hint:" in shown[1]
    assert shown[1].strip() in found.stdout


def test_the_readme_and_ci_have_the_same_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    commands = re.findall(r"```sh\n(.*?)\n```", readme, re.DOTALL)

    assert len(commands) == 2
    for command in commands:
        assert command in ci


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_every_command_and_every_check_is_documented() -> None:
    import grader

    commands = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    page = (ROOT / "docs" / "reference" / "problems-and-checks.md").read_text("utf-8")
    how_to = (ROOT / "docs" / "how-to").glob("*.md")
    page += "".join(path.read_text("utf-8") for path in how_to)

    for name in main.commands:
        assert f"grade {name}" in commands
    undocumented = {name for name in grader.__all__ if name not in page}
    assert undocumented == {"Check", "Gradcheck", "Inputs", "Values", "load_digits"} & undocumented


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_that_a_page_shows_exist_with_their_options(page: Path) -> None:
    for line in re.findall(r"^(?:\$ )?(grade [a-z].*)$", page.read_text("utf-8"), re.MULTILINE):
        words = line.partition(" #")[0].split()[1:]
        command: click.Command = main
        while isinstance(command, click.Group) and words:
            found = command.get_command(click.Context(command), words.pop(0))
            assert found, line
            command = found
        known = {option for one in command.params for option in one.opts}
        used = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert used <= known | {"--help"}, line


def test_the_tables_of_how_to_grade_a_class_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "grade-a-class.md").read_text("utf-8")
    roster, times = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    (tmp_path / "roster.csv").write_text(roster, "utf-8")
    (tmp_path / "times.csv").write_text(times, "utf-8")
    (yml,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "assignments" / "a2_svm").mkdir(parents=True)
    (tmp_path / "autograder.yml").write_text(f"course: C\n{yml}", "utf-8")

    assert [one.id for one in read_roster(tmp_path / "roster.csv")] == ["alice", "bob"]
    assert read_times(tmp_path / "times.csv").keys() == {"alice", "bob"}
    assert load_course(tmp_path / "autograder.yml").late.kind == "per_day"


def test_the_repository_has_no_absolute_paths() -> None:
    """Nothing in it may need a certain machine."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listed = subprocess.run([git, "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yml", ".json"} and path.is_file():
            text = path.read_text("utf-8", "replace")
            assert not re.search(r"/(?:work|root)/\w", text), name
