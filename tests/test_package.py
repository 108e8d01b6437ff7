"""What is packed: nothing of solutions/ leaves with a distribution."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The files of the sdist and of the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    with tarfile.open(sdist) as tar, zipfile.ZipFile(wheel) as archive:
        members = {m.name: tar.extractfile(m) for m in tar.getmembers() if m.isfile()}
        return {
            "sdist": {name: stream.read() for name, stream in members.items() if stream},
            "wheel": {name: archive.read(name) for name in archive.namelist()},
        }


def solution_lines() -> set[str]:
    """Long lines of code that stand only in solutions/."""

    def lines(folder: Path) -> set[str]:
        texts = (path.read_text("utf-8") for path in folder.rglob("*.py"))
        return {line.strip() for text in texts for line in text.splitlines()}

    only = lines(ROOT / "solutions") - lines(ROOT / "assignments") - lines(ROOT / "grader")
    return {line for line in only if len(line) > 25}


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_nothing_of_the_solutions_is_packed(built: dict[str, dict[str, bytes]], kind: str) -> None:
    wanted = solution_lines()
    assert len(wanted) > 100

    for name, content in built[kind].items():
        assert "solutions" not in Path(name).parts
        if not name.endswith(".npz"):
            text = content.decode("utf-8")
            assert [line for line in wanted if line in text] == [], name


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_what_the_package_needs_at_run_time_is_packed(
    built: dict[str, dict[str, bytes]], kind: str
) -> None:
    names = " ".join(built[kind])

    for file in ("digits.npz", "ATTRIBUTION.md", "score-report.schema.json", "child.py", "LICENSE"):
        assert file in names
