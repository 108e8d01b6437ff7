"""The grader and what it needs as wheels: a folder from which it installs without a network."""

import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from . import __version__, provenance
from .errors import CourseError
from .packing import packed

SOURCE = provenance.PACKAGE.parent
WHEEL = b"""\
Wheel-Version: 1.0
Generator: nabla-grader
Root-Is-Purelib: true
Tag: py3-none-any
"""


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


def own() -> tuple[str, bytes]:
    """The name and the content of the grader's own wheel, made of the files that run here.

    It needs no network and no tools to build, and is the same byte for byte at every call. Raises
    CourseError where the grader is not installed, so that nothing says what it needs.
    """
    try:
        found = metadata.distribution("nabla-grader")
    except metadata.PackageNotFoundError as error:
        raise CourseError(
            "the grader is not installed, only its files are here", "Run: pip install ."
        ) from error
    info = f"nabla_grader-{found.version}.dist-info"
    files = {
        path.relative_to(SOURCE).as_posix(): path.read_bytes()
        for path in provenance.PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    for name in ("METADATA", "entry_points.txt"):
        files[f"{info}/{name}"] = (found.read_text(name) or "").encode()
    files[f"{info}/WHEEL"] = WHEEL
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return f"nabla_grader-{found.version}-py3-none-any.whl", packed(files)


def _record(files: Mapping[str, bytes], itself: str) -> bytes:
    """The table of a wheel's files with their digests, as the format of wheels wants it."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        table.writerow([name, f"sha256={digest}", len(content)])
    table.writerow([itself, "", ""])
    return stream.getvalue().encode()


def content(wheel: bytes) -> dict[str, bytes]:
    """The files in a wheel, by name."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
