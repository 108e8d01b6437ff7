"""`grade local` beside plain pytest with the same checks in one process: whole-process wall time.

Both in turns, a ratio for each pair. Plain pytest runs without plugins, which it would pay for.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from results import report

HERE = Path(__file__).parent
ROOT = HERE.parent


def seconds(command: list[str], **env: str) -> float:
    """The wall time of a process that must succeed."""
    began = time.perf_counter()
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **env},
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return took


def main() -> None:
    """Prints the table; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=30)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        submission = Path(folder) / "svm.py"
        submission.write_bytes((ROOT / "solutions" / "a2_svm" / "svm.py").read_bytes())
        grade = [sys.executable, "-m", "grader", "local", "a2_svm", "--submission", folder]
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        pytest.append(str(HERE / "local" / "test_a2_svm.py"))
        plain = {"SUBMISSION": folder, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        seconds(grade), seconds(pytest, **plain)  # the first run of each fills the caches
        pairs = [(seconds(grade), seconds(pytest, **plain)) for _ in range(arguments.pairs)]
    ours, theirs = zip(*pairs, strict=True)
    ratios = [a / b for a, b in pairs]
    rows = [
        "| | least s | median s | most s |",
        "|---|---|---|---|",
        f"| grade local a2_svm | {_row(ours)} |",
        f"| plain pytest | {_row(theirs)} |",
        f"| **ratio, pair by pair** | {_row(ratios)} |",
    ]
    text = f"{arguments.pairs} pairs, the right solution of a2_svm, 11 checks.\n\n" + "\n".join(
        rows
    )
    report("local", text, write=arguments.write)


def _row(values: tuple[float, ...] | list[float]) -> str:
    return " | ".join(f"{f(values):.2f}" for f in (min, statistics.median, max))


if __name__ == "__main__":
    main()
