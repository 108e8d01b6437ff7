"""The whole course: `grade verify` over every assignment, and `grade local` on each reference."""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from results import report

from grader.course import load_course

ROOT = Path(__file__).parent.parent


def used(command: list[str]) -> tuple[float, float, str]:
    """Wall and CPU seconds of a process with its children, and what it printed."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, done.stdout


def main() -> None:
    """Prints the table; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of grade local")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    grade = [sys.executable, "-m", "grader"]
    course = load_course(ROOT / "autograder.yml")
    wall, cpu, told = used([*grade, "verify"])
    proofs = told.count("✓")
    rows = ["| `grade local` on the reference | wall s | CPU s |", "|---|---|---|"]
    for entry in course.entries:
        with tempfile.TemporaryDirectory() as folder:
            out = str(Path(folder) / "report.json")
            solution = str(course.solution(entry.id))
            command = [*grade, "local", entry.id, "--submission", solution, "--report", out]
            runs = [used(command)[:2] for _ in range(arguments.runs)]
        middle = [statistics.median(values) for values in zip(*runs, strict=True)]
        rows.append(f"| {entry.id} | {middle[0]:.2f} | {middle[1]:.2f} |")
        print(rows[-1], file=sys.stderr)
    text = (
        f"`grade verify` of {len(course.entries)} assignments, 20 seeds: {proofs} proofs hold, "
        f"{wall:.0f} s on {os.cpu_count()} cores ({cpu:.0f} s of CPU).\n\n" + "\n".join(rows)
    )
    report("course", text, write=arguments.write)


if __name__ == "__main__":
    main()
