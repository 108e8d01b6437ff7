"""What references cost in calibration kernels: measured once, and kept beside the solution.

A measurement is never the same twice, and what is released must be: so it is a file of the course,
made anew when a reference, its inputs or the kernel are others.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from . import provenance
from .checks import TimingLimit
from .folders import replace_file, write
from .grading import Task, reference_worker
from .isolation import PlainProcess, seat
from .recorded import KERNEL, KERNEL_FILE, KERNEL_SOURCE
from .worker import Worker

FILE = "costs.yml"
ROUNDS = 25
COMMENT = """\
# How many calibration kernels the reference costs in each timing check, as grade release measured
# it. Keep this file under version control: the same course is then released byte for byte.
"""


def costs(task: Task, folder: Path) -> Mapping[str, float]:
    """The cost of the reference in each timing check, by the check's id.

    task: with live answers. folder: of the solution; the file in it is written where it is missing
    or of other code.
    """
    if not any(isinstance(check, TimingLimit) for _, _, check in task.assignment.checks()):
        return {}
    timed = {**task.references, **task.given, "checks.py": task.assignment.folder / "checks.py"}
    of = provenance.digest({**timed, KERNEL_FILE: KERNEL_SOURCE})
    kept = _kept(folder / FILE)
    if kept.get("of") != of:
        kept = {"of": of, "kernels": _measured(task)}
        replace_file(folder / FILE, COMMENT + yaml.safe_dump(kept, sort_keys=False, width=200))
    found: Mapping[str, float] = kept["kernels"]
    return found


def _kept(path: Path) -> dict[str, Any]:
    """What was measured before; empty where that cannot be read."""
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def _measured(task: Task) -> dict[str, float]:
    """The least time of some calls over that of as many kernels, taken in turns."""
    found: dict[str, float] = {}
    with seat(PlainProcess()) as own, seat(PlainProcess()) as other:
        write(other.folder / KERNEL_FILE, KERNEL_SOURCE.read_bytes())
        with reference_worker(task, own) as reference, Worker(other, task.limits) as kernel:
            for check_id, problem, check in task.assignment.checks():
                if isinstance(check, TimingLimit):
                    lanes = [task.answers.lane(problem, check.inputs, n) for n in range(ROUNDS)]
                    pairs = [
                        (reference.time(lane.beside).cpu_seconds, kernel.time(KERNEL).cpu_seconds)
                        for lane in lanes
                    ]
                    ours, units = map(min, zip(*pairs, strict=True))
                    found[check_id] = float(f"{ours / units:.3g}")
    return found
