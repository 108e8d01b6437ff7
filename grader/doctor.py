"""What this machine can do for the grader, and what to install or set where it cannot."""

import ctypes
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from . import provenance
from .errors import GraderError
from .isolation import Launcher, PlainProcess, seccomp
from .isolation.bubblewrap import Bubblewrap, installed
from .isolation.landlock import abi
from .isolation.started import ENVIRONMENT, packages
from .sandbox import LEVELS, examine
from .text import listed

GIGABYTE = 1 << 30
BLAS_CALLS = [
    f"{before}openblas_get_num_threads{after}" for before in ("scipy_", "") for after in ("64_", "")
]
BLAS_CALLS.append("MKL_Get_Max_Threads")
BATCH_LEVEL = 3
CONTAINERS = ("/.dockerenv", "/run/.containerenv")
"""Files that are there in a container of Docker or Podman."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One isolation level here. probes: for each thing tried, whether it was stopped."""

    level: int
    mechanism: str
    probes: Mapping[str, bool] = field(default_factory=dict)
    error: str = ""

    @property
    def holds(self) -> bool:
        """Whether everything that was tried was stopped."""
        return bool(self.probes) and all(self.probes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was found. facts: by name, in words. todo: what a person can do about the rest."""

    facts: Mapping[str, str]
    levels: Sequence[Level]
    todo: Sequence[str]

    @property
    def ready(self) -> bool:
        """Whether `grade batch` runs here as it is."""
        return any(level.level == BATCH_LEVEL and level.holds for level in self.levels)


def look() -> Health:
    """Looks at everything; the probes take about two seconds."""
    launchers: list[tuple[int, Callable[[], Launcher]]] = [*LEVELS, (1, PlainProcess)]
    levels = [_level(number, launcher) for number, launcher in launchers]
    todo = [] if any(level.level == BATCH_LEVEL and level.holds for level in levels) else _todo()
    return Health(facts=_facts(levels), levels=levels, todo=todo)


def _level(number: int, launcher: Callable[[], Launcher]) -> Level:
    try:
        sandbox = examine(launcher())
    except (GraderError, OSError) as error:
        says = error.message if isinstance(error, GraderError) else str(error)
        return Level(level=number, mechanism="", error=says)
    return Level(level=number, mechanism=sandbox.launcher.mechanism, probes=sandbox.probes)


# --- facts ----------------------------------------------------------------------------------


def _facts(levels: Sequence[Level]) -> dict[str, str]:
    memory, disk = psutil.virtual_memory(), shutil.disk_usage(tempfile.gettempdir())
    found = provenance.environment()
    threads = ENVIRONMENT["OPENBLAS_NUM_THREADS"]
    return {
        "Python": f"{found['python']}, {sys.executable}, {_in_sandbox(levels)}",
        "NumPy": f"{found['numpy']}, {packages()}",
        "BLAS": f"{found['blas']}, {_blas_threads()}, {threads} in a worker",
        "cores": _cores(),
        "memory": f"{_gigabytes(memory.total)}, {_gigabytes(memory.available)} available"
        + _memory_limit(),
        "temporary files": f"{tempfile.gettempdir()}, {_gigabytes(disk.free)} free",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "bubblewrap": _bubblewrap(),
        "Landlock": f"ABI {abi()}" if abi() else "not in this kernel, or not switched on",
        "seccomp": "a filter for this processor" if seccomp.supported() else "no filter for it",
    }


def _in_sandbox(levels: Sequence[Level]) -> str:
    """Whether this interpreter, wherever it is installed, starts where nothing else is."""
    started = [str(one.level) for one in levels if one.probes and one.level > 1]
    return f"starts at level {listed(started)}" if started else "does not start in a sandbox"


def _cores() -> str:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    all_ = os.cpu_count()
    return f"{usable}" if usable == all_ else f"{usable} of {all_}"


def _gigabytes(size: float) -> str:
    return f"{size / GIGABYTE:.1f} GB"


def _memory_limit() -> str:
    """What a container may use, if that is less."""
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        text = _read(f"/sys/fs/cgroup/{name}")
        if text.isdecimal() and int(text) < psutil.virtual_memory().total:
            return f", {_gigabytes(int(text))} allowed here"
    return ""


def _blas_threads() -> str:
    """How many threads the loaded BLAS uses in this process."""
    for path in sorted(set(re.findall(r"/\S*(?:blas|mkl_rt)\S*\.so\S*", _read("/proc/self/maps")))):
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        for name in BLAS_CALLS:
            if hasattr(library, name):
                threads = int(getattr(library, name)())
                return f"{threads} thread{'s' * (threads != 1)} here"
    return "threads unknown"


def _bubblewrap() -> str:
    path = installed()
    if not path:
        return "not installed"
    return f"{Bubblewrap().mechanism.removeprefix('bubblewrap ')}, {path}"


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError:
        return ""


# --- what to do -----------------------------------------------------------------------------


def _todo() -> list[str]:
    """What stands in the way of level 3, as far as the machine tells; else what usually does."""
    if platform.system() != "Linux":
        return ["Isolation needs Linux: use WSL2, a virtual machine, or a container of it."]
    found = list(_missing()) or [
        "The machine does not say what is wrong. Try: bwrap --unshare-all --ro-bind / / true"
    ]
    if abi():
        found.append("Level 2 is enough for you? grade batch --accept-isolation 2")
    return found


def _missing() -> Iterator[str]:
    if not seccomp.supported():
        yield f"There is no filter for {platform.machine()} yet: use x86_64 or aarch64."
    if not installed():
        yield "Install bubblewrap: sudo apt-get install bubblewrap (dnf, pacman, zypper: the same)"
    if _read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        yield (
            "Allow user namespaces (Ubuntu 24.04 and later): "
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        )
    if _read("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        yield "Allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1"
    if _read("/proc/sys/user/max_user_namespaces") == "0":
        yield "Allow user namespaces: sudo sysctl -w user.max_user_namespaces=10000"
    if any(Path(mark).exists() for mark in CONTAINERS):
        yield (
            "Start the container with: docker run --security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined"
        )
