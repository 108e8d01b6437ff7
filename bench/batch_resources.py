"""What `grade batch` needs: memory, descriptors and threads while it grades, and what it leaves.

A small batch and a large one, with a temporary folder of their own; then the large one again with
--force, whose reports must be the same.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from handins import batch, course, hand_in, reports
from processes import adopt_orphans, descendants
from results import progress, report

MEGABYTE = 1 << 20
MOST_GROWTH = 10
"""Megabytes that the large batch may need above the small one."""


@dataclass(frozen=True)
class Seen:
    """One run: seconds, the grader's peak memory in MB, what it had open at most, what it left.

    The descriptors and threads are those of the first quarter of the run and of the last.
    """

    submissions: int
    seconds: float
    peak: float
    descriptors: tuple[int, int]
    threads: tuple[int, int]
    left: str


def main() -> None:
    """Prints the table; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=200)
    parser.add_argument("--many", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name).resolve()
        course(folder / "course")
        few, _ = _run(folder, arguments.few, arguments.jobs)
        many, first = _run(folder, arguments.many, arguments.jobs)
        again, second = _run(folder, arguments.many, arguments.jobs, "--force")
    different = sum(first[name] != second[name] for name in first | second)
    growth = many.peak - few.peak
    rows = [
        "| submissions | s | peak memory of the grader, MB | descriptors: first quarter, last "
        "| threads: first quarter, last | left behind |",
        "|---|---|---|---|---|---|",
        *(_row(seen) for seen in (few, many, again)),
    ]
    text = (
        f"{arguments.jobs} jobs. {many.submissions} submissions need {growth:.1f} MB more than "
        f"{few.submissions} (aim: at most {MOST_GROWTH}). Graded again with `--force`, "
        f"{different} of {len(first)} reports differ.\n\n{chr(10).join(rows)}"
    )
    report("resources", text, write=arguments.write)


def _run(folder: Path, count: int, jobs: int, *options: str) -> tuple[Seen, dict[str, bytes]]:
    """One batch, watched from outside, and its reports without timings."""
    submissions, out = folder / f"submissions{count}", folder / f"out{count}"
    if not submissions.exists():
        hand_in(submissions, count)
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    env = {**os.environ, "TMPDIR": str(temporary), "OPENBLAS_NUM_THREADS": "1"}
    command, began = batch(submissions, out, "--jobs", str(jobs), *options), time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder / "course", env=env, stdout=subprocess.DEVNULL
    ) as process:
        samples = _watch(process)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    descriptors, threads = zip(*samples, strict=True)
    seen = Seen(
        submissions=count,
        seconds=seconds,
        peak=used.ru_maxrss * 1024 / MEGABYTE,
        descriptors=_quarters(descriptors),
        threads=_quarters(threads),
        left=_left(temporary),
    )
    progress(f"{count} submissions {' '.join(options)}: {seen}")
    return seen, reports(out)


def _watch(process: subprocess.Popen[bytes]) -> list[tuple[int, int]]:
    """Descriptors and threads of the grader, every 50 ms until it ends."""
    grader, samples = psutil.Process(process.pid), []
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        with suppress(psutil.Error):
            samples.append((grader.num_fds(), grader.num_threads()))
        time.sleep(0.05)
    return samples


def _quarters(values: Sequence[int]) -> tuple[int, int]:
    """The most in the first quarter and in the last."""
    quarter = max(1, len(values) // 4)
    return max(values[:quarter]), max(values[-quarter:])


def _left(temporary: Path) -> str:
    processes = descendants()
    if processes:  # what is being ended right now may take a moment
        time.sleep(1)
        processes = descendants()
    folders = list(temporary.iterdir())
    return f"{len(processes)} processes, {len(folders)} folders"


def _row(seen: Seen) -> str:
    return (
        f"| {seen.submissions} | {seen.seconds:.0f} | {seen.peak:.1f} "
        f"| {seen.descriptors[0]}, {seen.descriptors[1]} | {seen.threads[0]}, {seen.threads[1]} "
        f"| {seen.left} |"
    )


if __name__ == "__main__":
    main()
