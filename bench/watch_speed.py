"""`grade local --watch`: the wall time from the moment a file is saved until its answer is there.

Each save makes one function wrong or right again; between two saves the child for the next grading
starts, as it does while a person reads.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from results import report

ROOT = Path(__file__).parent.parent
ANSWER = re.compile(r"graded in ([\d.]+) s")
EDITS = {
    "a1_linear_classifier": ("linear.py", "X @ W + b", "X @ W - b"),
    "a2_svm": ("svm.py", "X.T @ counts / N + 2", "X.T @ counts + 2"),
    "a5_backprop": ("layers.py", "np.maximum(0, x), x", "np.maximum(0, -x), x"),
    "a6_convolution": ("conv.py", "dw, dout.sum(", "dw, dout.mean("),
}


@contextmanager
def watching(assignment: str, folder: Path) -> Iterator[Iterator[str]]:
    """The lines that the command prints about a folder."""
    command = [sys.executable, "-m", "grader", "local", assignment, "--watch", "--submission"]
    with subprocess.Popen(
        [*command, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout
        try:
            yield iter(process.stdout)
        finally:
            process.terminate()


def answers(assignment: str, saves: int, pause: float) -> tuple[list[float], list[float]]:
    """For each save the seconds until the answer, and those of them that grading took."""
    file, right, wrong = EDITS[assignment]
    solution = ROOT / "solutions" / assignment
    waited, graded = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in (ROOT / "assignments" / assignment).glob("*.py"):
            there = solution / source.name
            shutil.copy(there if there.exists() else source, folder)
        text = (folder / file).read_text("utf-8")
        assert right in text, assignment
        with watching(assignment, folder) as lines:
            next(line for line in lines if "Ctrl-C ends" in line)
            for number in range(saves):
                time.sleep(pause)
                new = folder / "saved.tmp"
                new.write_text(text if number % 2 else text.replace(right, wrong), "utf-8")
                began = time.perf_counter()
                new.replace(folder / file)
                told = next(filter(None, map(ANSWER.search, lines)))
                waited.append(time.perf_counter() - began)
                graded.append(float(told[1]))
    return waited, graded


def main() -> None:
    """Prints the table; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=20)
    parser.add_argument("--pause", type=float, default=1.5)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = ["| | least s | median s | most s | of it grading, median |", "|---|---|---|---|---|"]
    for assignment in EDITS:
        waited, graded = answers(assignment, arguments.saves, arguments.pause)
        cells = [f"{f(waited):.2f}" for f in (min, statistics.median, max)]
        rows.append(f"| {assignment} | {' | '.join(cells)} | {statistics.median(graded):.2f} |")
    text = f"{arguments.saves} saves, a file of the right solution made wrong and right in turns."
    report("watch", f"{text}\n\n" + "\n".join(rows), write=arguments.write)


if __name__ == "__main__":
    main()
