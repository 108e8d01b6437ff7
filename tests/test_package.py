"""What is packed: nothing of solutions/ leaves with a distribution."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT
from grader.course import load_course
from grader.leaks import leaks
from grader.release import private


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


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_nothing_of_the_solutions_is_packed(built: dict[str, dict[str, bytes]], kind: str) -> None:
    for course in (ROOT / "autograder.yml", *ROOT.glob("examples/*/autograder.yml")):
        kept = private(load_course(course), [])
        assert len(kept.code) > 300

        assert [str(leak) for leak in leaks(built[kind], kept, public=set())] == []
    assert [name for name in built[kind] if "solutions" in Path(name).parts] == []


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_what_the_package_needs_at_run_time_is_packed(
    built: dict[str, dict[str, bytes]], kind: str
) -> None:
    names = " ".join(built[kind])

    for file in ("digits.npz", "ATTRIBUTION.md", "score-report.schema.json", "child.py", "LICENSE"):
        assert file in names
    pages = (ROOT / "grader" / "publish" / "templates").iterdir()
    for path in (*(ROOT / "grader" / "templates").rglob("*.in"), *pages):
        assert path.relative_to(ROOT).as_posix() in names
