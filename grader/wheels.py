"""The grader and what it needs as wheels: a folder from which it installs without a network."""

import subprocess
import sys
import zipfile
from pathlib import Path

from . import __version__, provenance
from .errors import CourseError

SOURCE = provenance.PACKAGE.parent


def wheels(folder: Path) -> list[Path]:
    """Fills the folder with wheels for this Python and platform, and returns them.

    Raises CourseError with what pip says where it cannot get them.
    """
    checkout = (SOURCE / "pyproject.toml").is_file()
    wanted = str(SOURCE) if checkout else f"nabla-grader=={__version__}"
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder), wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["pip said nothing"]
        raise CourseError(
            f"the wheels could not be made: {said[0]}",
            "pip needs a network or a cache for this. The archives themselves are written.",
        )
    return sorted(folder.glob("*.whl"))


def content(wheel: Path) -> dict[str, bytes]:
    """The files in a wheel, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
