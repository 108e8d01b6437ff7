"""What every launcher starts, and with what."""

import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from typing import Any

GRADER = Path(__file__).parent.parent
CHILD = GRADER / "child.py"
CHILD_FILES = (CHILD, *(GRADER / f"{name}.py" for name in ("wire", "absent", "raised", "confine")))
"""All that runs beside student code."""

ONE_THREAD = {
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""What NumPy's linear algebra reads when it is imported. Threads that wait for each other cost the
small matrices of a course five times the CPU time on two busy cores."""

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "PATH": os.defpath,
    "PYTHONHASHSEED": "0",
    # CPU time then compares, and NumPy imports under a low process limit (numpy/numpy#21376).
    **ONE_THREAD,
    # glibc keeps freed memory: fresh pages for every large array would cost more CPU time than the
    # arithmetic, and much more under load (mallopt(3)).
    "MALLOC_MMAP_THRESHOLD_": "268435456",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
}


@dataclass(frozen=True, slots=True)
class Started:
    """A child that waits for its set-up.

    process: what was started, whose streams are the conversation. pid: the child itself, as we see
    it. folder: where the child finds the submission. confinement: what the child does to itself
    before it imports any student code, for `confine.py`.
    """

    process: Popen[bytes]
    pid: int
    folder: str
    confinement: Mapping[str, Any] = field(default_factory=dict)

    def has_ended(self, patience: float) -> bool:
        """Whether the child ends by itself within so many seconds."""
        try:
            self.process.wait(patience)
        except TimeoutExpired:
            return False
        return True

    def exit_code(self) -> int:
        """The child's exit code, once it has ended; negative for a signal."""
        code = self.process.wait()
        # bubblewrap passes the end by a signal on as 128 + n, as a shell does.
        return 128 - code if self.process.pid != self.pid and code > 128 else code


def packages() -> Path:
    """The folder that holds NumPy, which -I may hide; found without importing NumPy."""
    spec = importlib.util.find_spec("numpy")
    assert spec is not None and spec.origin is not None  # noqa: S101, PT018  # a dependency
    return Path(spec.origin).parent.parent
