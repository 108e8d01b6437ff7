"""kill -9 at random moments of a batch: the same command goes on, and the reports are the same.

Each life of the batch is a fresh process, killed at a moment drawn from all of a life: while it
starts, while it probes its sandbox, while it grades. Afterwards nothing of it may run or lie about.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from handins import batch, course, hand_in, outcome
from processes import adopt_orphans, descendants
from results import progress, report

MOMENT = 5.0
"""Seconds after a kill in which everything must be gone."""


@dataclass
class Killed:
    """What the kills did. seconds: until nothing of the killed batch was left running."""

    reports: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    folders: list[int] = field(default_factory=list)


def main() -> None:
    """Prints what came of it; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        bench = Bench(Path(name).resolve(), arguments.submissions, arguments.jobs)
        start, whole = bench.undisturbed()
        # A life grades 2 / kills of the batch at most, half of that in the mean: the last kills
        # still find work to do.
        longest = start + 1.8 * (whole - start) / arguments.kills
        killed, rounds = Killed(), 1
        rng = random.Random(arguments.seed)  # noqa: S311  # no secret
        while len(killed.seconds) < arguments.kills:
            if bench.killed_after(rng.uniform(0, longest), killed):
                progress(f"kill {len(killed.seconds)}: {killed.reports[-1]} reports so far")
            else:  # it was faster
                bench.finish()
                rounds += 1
        bench.finish()
        left = bench.left_in_the_end()
    text = (
        f"{arguments.submissions} submissions, {arguments.jobs} jobs, {arguments.kills} kills in "
        f"{rounds} batch{'es' * (rounds > 1)}, at moments between 0 and {longest:.1f} s of a life; "
        f"they found {min(killed.reports)} to {max(killed.reports)} reports written. All "
        "reports, scores.csv and summary.json are byte-identical to those of an undisturbed run, "
        f"timings aside. The last process of a killed batch was gone after "
        f"{1e3 * statistics.median(killed.seconds):.0f} ms in the median, "
        f"{1e3 * max(killed.seconds):.0f} ms at most. After a kill there were up to "
        f"{max(killed.folders)} temporary folders, which the next start removes: in the end there "
        f"were {left}."
    )
    report("kills", text, write=arguments.write)


class Bench:
    """One batch in a folder of its own, with a temporary folder of its own."""

    def __init__(self, folder: Path, submissions: int, jobs: int) -> None:
        self._folder = folder
        self._out, self._tmp = folder / "out", folder / "tmp"
        self._tmp.mkdir()
        course(folder / "course")
        hand_in(folder / "submissions", submissions)
        self._command = batch(folder / "submissions", self._out, "--jobs", str(jobs))
        self._whole: dict[str, bytes] = {}

    def undisturbed(self) -> tuple[float, float]:
        """Seconds until the first report, and of the whole; what it gives is kept to compare."""
        began, start = time.perf_counter(), 0.0
        with self._started() as process:
            while process.poll() is None:
                if not start and any((self._out / "reports").glob("*.json")):
                    start = time.perf_counter() - began
                time.sleep(0.01)
        assert process.returncode == 0
        whole = time.perf_counter() - began
        self._whole = outcome(self._out)
        shutil.rmtree(self._out)
        progress(f"undisturbed: the first report after {start:.2f} s, all after {whole:.1f} s")
        return start, whole

    def killed_after(self, seconds: float, killed: Killed) -> bool:
        """A life that is killed then; False if it was over before."""
        with self._started() as process:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        if process.returncode == 0:
            return False
        assert process.returncode == -signal.SIGKILL, f"it ended with {process.returncode}"
        began = time.perf_counter()
        while left := descendants():
            assert time.perf_counter() - began < MOMENT, f"still there: {left}"
            time.sleep(0.001)
        killed.seconds.append(time.perf_counter() - began)
        killed.folders.append(len(self._folders()))
        killed.reports.append(len(list((self._out / "reports").glob("*.json"))))
        self._must_agree()
        return True

    def finish(self) -> None:
        """The last life, to the end."""
        long_ago = time.time() - 3600
        for path in self._out.rglob(".*"):  # what a kill cut off, which is old some day
            os.utime(path, (long_ago, long_ago))
        with self._started() as process:
            assert process.wait() == 0
        self.must_be_the_same()

    def must_be_the_same(self) -> None:
        """Compares with the undisturbed run, and makes room for another."""
        found = outcome(self._out)
        different = [name for name in self._whole | found if self._differs(name, found)]
        assert not different, f"not as in the undisturbed run: {', '.join(different)}"
        shutil.rmtree(self._out)

    def left_in_the_end(self) -> str:
        """What is left after the last batch."""
        return f"{len(descendants())} processes and {len(self._folders())} folders"

    def _must_agree(self) -> None:
        """What is written so far is as in the undisturbed run."""
        found = outcome(self._out)
        different = [
            name for name in found if name.endswith(".json") and self._differs(name, found)
        ]
        assert not different, f"not as in the undisturbed run: {', '.join(different)}"

    def _differs(self, name: str, found: dict[str, bytes]) -> bool:
        return self._whole.get(name) != found.get(name)

    def _folders(self) -> list[Path]:
        return list(self._tmp.iterdir())

    def _started(self) -> subprocess.Popen[bytes]:
        env = {**os.environ, "TMPDIR": str(self._tmp), "OPENBLAS_NUM_THREADS": "1"}
        return subprocess.Popen(
            self._command,
            cwd=self._folder / "course",
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    main()
