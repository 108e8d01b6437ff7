"""A small course with eight checks, and any number of right and wrong submissions to it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
EIGHT = ROOT / "bench" / "eight"
FUNCTIONS = ["svm_loss_naive", "svm_loss_vectorized"]
CHECKS = ["initial_loss", "value", "gradient", "other_margins"]

REGULARIZED = "reg * np.sum(W * W)"
KINDS: dict[str, Sequence[tuple[str, str]]] = {
    "right": [],
    "right, in another style": [
        ("X.T @ gates / N", 'np.einsum("nd,nc->dc", X, gates) / N'),
        ("scores = X @ W", "scores = np.dot(X, W)"),
    ],
    "not written": [
        (
            "    loss, dW = 0.0",
            '    raise NotImplementedError("svm_loss_naive")\n    loss, dW = 0.0',
        ),
        ("    N = len(X)", '    raise NotImplementedError("svm_loss_vectorized")\n    N = len(X)'),
    ],
    "half written": [
        ("    N = len(X)", '    raise NotImplementedError("svm_loss_vectorized")\n    N = len(X)')
    ],
    "no mean": [("margins.sum() / N", "margins.sum()"), ("X.T @ gates / N", "X.T @ gates")],
    "no gradient of the regularization": [(" + 2 * reg * W", "")],
    "delta is 1": [("delta\n", "1.0\n"), ("+ delta)", "+ 1.0)")],
    "right class once": [("-gates.sum(axis=1)", "-(gates.sum(axis=1) > 0).astype(float)")],
    "a mistake without a name": [("(margins > 0)", "(margins > scores.mean())")],
    "wrong shapes": [("scores = X @ W", "scores = W @ X")],
    "syntax error": [("    N = len(X)", "    N = = len(X)")],
}
"""What is replaced in the right submission. In mixed batches the kinds take turns."""


def code(kind: str) -> str:
    """The svm.py of a kind."""
    text = (EIGHT / "svm.py").read_text("utf-8")
    for old, new in KINDS[kind]:
        assert old in text, f"{kind}: {old!r} is not in svm.py"
        text = text.replace(old, new)
    return text


def students(count: int) -> Iterator[tuple[str, str]]:
    """Name and kind of each: the kinds take turns."""
    kinds = list(KINDS)
    for number in range(count):
        yield f"s{number:05d}", kinds[number % len(kinds)]


def hand_in(folder: Path, count: int) -> Path:
    """A folder with a submission of each student."""
    for student, kind in students(count):
        (folder / student).mkdir(parents=True)
        (folder / student / "svm.py").write_text(code(kind), "utf-8")
    return folder


def course(folder: Path) -> Path:
    """The course: the eight checks, with the solutions and the library of a2_svm."""
    (folder / "assignments" / "svm").mkdir(parents=True)
    for file in ("checks.py", "svm.py"):
        shutil.copy(EIGHT / file, folder / "assignments" / "svm")
    shutil.copytree(
        ROOT / "solutions" / "a2_svm",
        folder / "solutions" / "svm",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (folder / "autograder.yml").write_text("course: Bench\nassignments:\n  - id: svm\n", "utf-8")
    return folder


def batch(submissions: Path, out: Path, *options: str) -> list[str]:
    """The command that grades them, to be run in the course's folder."""
    command = [sys.executable, "-m", "grader", "batch", str(submissions), "--assignment", "svm"]
    return [*command, "--public-seed", "--out", str(out), *options]


def reports(out: Path) -> dict[str, bytes]:
    """All reports of a batch by file name, byte for byte but for what they say of time."""
    return {path.name: _untimed(path.read_bytes()) for path in (out / "reports").glob("*")}


def outcome(out: Path) -> dict[str, bytes]:
    """The reports, and the files beside them that add them up."""
    beside = [out / "scores.csv", out / "summary.json"]
    return {**reports(out), **{p.name: p.read_bytes() for p in beside if p.is_file()}}


def _untimed(report: bytes) -> bytes:
    return re.sub(rb'"cpu_seconds": [-+.e0-9]+', b'"cpu_seconds": 0', report)


def run(command: Sequence[str], folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in this folder, with one BLAS thread. It must not fail."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **env},
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done
