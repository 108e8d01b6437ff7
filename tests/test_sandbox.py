"""Sandboxes: what they stop, what they let through, and that nothing weaker is used in silence."""

import os
import re
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader import sandbox, wire
from grader.errors import GraderError, SandboxError
from grader.isolation import Launcher, PlainProcess, Started, seat, seccomp
from grader.isolation.bubblewrap import Bubblewrap
from grader.isolation.landlock import Landlock, abi
from grader.limits import Limits
from grader.model import Call, Observation, Outcome, Program, Ref
from grader.worker import Worker

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
needs_bubblewrap = pytest.mark.skipif(
    not shutil.which("bwrap"), reason="bubblewrap is missing: apt-get install bubblewrap"
)
needs_landlock = pytest.mark.skipif(not abi(), reason="this kernel has no Landlock")

LAUNCHERS = [
    pytest.param(Bubblewrap, marks=needs_bubblewrap, id="level 3"),
    pytest.param(Landlock, marks=needs_landlock, id="level 2"),
]


@pytest.fixture(params=LAUNCHERS)
def launcher(request: pytest.FixtureRequest) -> Launcher:
    made: Launcher = request.param()
    return made


def run(launcher: Launcher, code: str, *arguments: object) -> Observation:
    with seat(launcher) as own, Worker(own, Limits(call_seconds=1, memory_mb=512)) as worker:
        (own.folder / "code.py").write_text(code, "utf-8")
        return worker.run(Program("code.py", (Call("f", arguments),), {"value": Ref(0)}))


def test_every_probe_is_stopped(launcher: Launcher) -> None:
    found = sandbox.examine(launcher)

    assert [name for name, stopped in found.probes.items() if not stopped] == []


def test_a_plain_process_stops_next_to_nothing() -> None:
    found = sandbox.examine(PlainProcess())

    assert {name for name, stopped in found.probes.items() if stopped} <= {
        "see the environment",
        "take more memory",
        "hide CPU time",
        "run as root",
        "fill the disk",
    }


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\ndef f(): return float(np.linalg.inv(np.eye(300)).sum())",
        "import threading as t\ndef f():\n a = []\n b = t.Thread(target=lambda: a.append(300.0))\n"
        " b.start(); b.join()\n return a[0]",
        "import math, random, collections, itertools, functools\ndef f(): return 300.0",
        "def f():\n print('x' * 1000)\n return 300.0",
        "import matplotlib.pyplot as plt\nplt.figure()\ndef f(): return 300.0",
    ],
)
def test_what_honest_code_does_works(launcher: Launcher, code: str) -> None:
    assert run(launcher, code).values == {"value": 300.0}


@needs_bubblewrap
def test_honest_code_may_write_a_file_where_it_stands() -> None:
    code = "import os\ndef f():\n open('log.txt', 'w').write('x')\n return os.listdir('.')"

    assert run(Bubblewrap(), code).values == {"value": ["log.txt"]}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os\ndef f(): os.kill(os.getpid(), 9)", ""),
        ("import ctypes\ndef f(): ctypes.string_at(0)", "segmentation fault"),
        ("def f():\n while True: pass", "1 s of CPU time"),
        ("import time\ndef f(): time.sleep(100)", "hardly computed"),
        ("import os\ndef f(): os._exit(3)", "exit code 3"),
        ("def f(): return bytearray(1 << 30)", "memory"),
    ],
)
def test_an_end_is_told_as_at_level_1(launcher: Launcher, code: str, says: str) -> None:
    seen = run(launcher, code)

    assert seen.trouble is not None
    assert seen.trouble.outcome is not Outcome.PASSED
    assert says in seen.trouble.says


def test_files_that_cannot_be_opened_cannot_be_changed_either(
    launcher: Launcher, tmp_path: Path
) -> None:
    """Landlock does not see modes, owners and times, and in older kernels not lengths."""
    path = tmp_path / "file"
    path.write_text("mine")
    tmp_path.chmod(0o777)
    path.chmod(0o666)
    before = path.stat()
    code = (
        "import os\ndef f(path):\n n = 0\n"
        " for change in (lambda: os.chmod(path, 0), lambda: os.utime(path), "
        "lambda: os.truncate(path, 0), lambda: os.chown(path, -1, -1), "
        "lambda: os.setxattr(path, 'user.x', b'')):\n"
        "  try: change(); n += 1\n  except OSError: pass\n return n"
    )

    assert run(launcher, code, str(path)).values == {"value": 0}
    assert path.stat() == before


def test_threads_are_limited_for_each_child_alone(launcher: Launcher) -> None:
    code = (
        "import threading, time\nthreading.stack_size(262144)\ndef f():\n"
        " for n in range(400):\n"
        "  try: threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
        "  except RuntimeError: return n\n return 400"
    )
    with (
        seat(launcher) as first,
        seat(launcher) as second,
        Worker(first, Limits(memory_mb=1024)) as one,
        Worker(second, Limits(memory_mb=1024)) as other,
    ):
        for place in (first, second):
            (place.folder / "code.py").write_text(code, "utf-8")
        program = Program("code.py", (Call("f"),), {"value": Ref(0)})
        started = [worker.run(program).values["value"] for worker in (one, other)]

    assert started[1] >= 100
    if os.geteuid() == 0 or launcher.level == 3:
        assert max(started) < 130


def test_cpu_time_is_read_from_outside(launcher: Launcher) -> None:
    code = (
        "import time\ndef f():\n end = time.process_time() + 0.1\n"
        " while time.process_time() < end: pass"
    )

    assert 0.1 <= run(launcher, code).cpu_seconds < 1


def test_nothing_is_left_behind(launcher: Launcher) -> None:
    with seat(launcher) as own:
        pid, process = own.child.pid, own.child.process
    assert process.poll() is not None
    assert not Path(f"/proc/{pid}").exists()


ADOPTS = """
import ctypes, os
from grader.isolation import seat
from grader.isolation.bubblewrap import Bubblewrap

ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
for _ in range(3):
    with seat(Bubblewrap()):
        pass
try:
    print(os.waitpid(-1, 0))
except ChildProcessError:
    print("nothing")
"""


@needs_bubblewrap
def test_no_ended_process_is_left_for_somebody_else_to_reap() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ADOPTS], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout == "nothing\n"


ORPHAN = """
import sys
from grader.isolation import seat
from grader.limits import Limits
from grader.model import Call, Program
from grader.worker import Worker

with seat({launcher}()) as own, Worker(own, Limits()) as worker:
    (own.folder / "code.py").write_text({code!r}, "utf-8")
    print(own.child.pid, flush=True)
    worker.run(Program("code.py", (Call("f"),), {{}}))
"""
STUBBORN = """
import ctypes, os, signal, time
def f():
    signal.alarm(0)
    for number in (1, 2, 15):
        signal.signal(number, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    while True: time.sleep(0.01)
"""


@pytest.mark.parametrize(
    ("place", "name", "code"),
    [
        pytest.param("bubblewrap", "Bubblewrap", STUBBORN, marks=needs_bubblewrap, id="level 3"),
        pytest.param("landlock", "Landlock", STUBBORN, marks=needs_landlock, id="level 2"),
        pytest.param("process", "PlainProcess", "def f():\n while True: pass", id="level 1"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel does this")
def test_the_child_ends_when_the_grader_is_killed(place: str, name: str, code: str) -> None:
    script = f"from grader.isolation.{place} import {name}\n" + ORPHAN.format(
        launcher=name, code=code
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout
        child = Path(f"/proc/{int(process.stdout.readline())}/stat")
        time.sleep(0.7)  # until the call has begun
        assert child.exists()
        process.kill()

    for _ in range(100):
        if ended(child):
            return
        time.sleep(0.02)
    pytest.fail("the child goes on")


def ended(stat: Path) -> bool:
    """Whether the process of this /proc/PID/stat has ended; it may while we read."""
    try:
        return stat.read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


# --- which sandbox is used ------------------------------------------------------------------


class Leaky(PlainProcess):
    """Claims level 3 and stops nothing."""

    level = 3


class Refused(PlainProcess):
    level = 3

    def start(self, folder: Path) -> Started:
        raise GraderError("bubblewrap refuses: No permissions to create new namespace")


@pytest.mark.parametrize(
    ("first", "says"),
    [(Leaky, "level 3 does not stop: read a file"), (Refused, "No permissions to create")],
)
def test_without_a_sandbox_that_holds_there_is_an_error(
    monkeypatch: pytest.MonkeyPatch, first: type[PlainProcess], says: str
) -> None:
    monkeypatch.setattr(sandbox, "LEVELS", ((3, first), (2, Leaky)))

    with pytest.raises(SandboxError) as caught:
        sandbox.strongest(2)
    assert says in caught.value.message
    assert "level 2 does not stop" in caught.value.message
    assert "apt-get install bubblewrap" in caught.value.hint


@needs_landlock
def test_level_2_is_used_only_where_it_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "LEVELS", ((3, Refused), (2, Landlock)))

    assert sandbox.strongest(2).launcher.level == 2
    with pytest.raises(SandboxError):
        sandbox.strongest(3)


# --- the filter -----------------------------------------------------------------------------


def verdict(program: bytes, number: int, argument: int = 0, arch: int = 0) -> int:
    """What the kernel would do: a BPF machine of the instructions that are used."""
    lines = list(struct.iter_unpack("=HBBI", program))
    data = {seccomp.NUMBER: number, seccomp.ARCH: arch, seccomp.FIRST_ARGUMENT: argument}
    at = accumulator = 0
    while True:
        code, yes, no, k = lines[at]
        at += 1
        match code:
            case seccomp.LOAD:
                accumulator = data[k]
            case seccomp.JUMP:
                at += k
            case seccomp.EQUAL:
                at += yes if accumulator == k else no
            case seccomp.AT_LEAST:
                at += yes if accumulator >= k else no
            case seccomp.ANY_BIT:
                at += yes if accumulator & k else no
            case seccomp.RETURN:
                return int(k)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_denies_its_list_and_nothing_else(machine: str) -> None:
    program = seccomp.deny_list(77, machine)
    arch, argued = seccomp.AUDIT_ARCH[machine], seccomp.ARGUED[machine]
    denied = set(seccomp.DENIED[machine].values())
    refuse = seccomp.ERRNO | seccomp.EPERM

    for number in set(range(480)) - set(argued.values()):
        expected = refuse if number in denied else seccomp.ALLOW
        assert verdict(program, number, arch=arch) == expected, number
    assert verdict(program, argued["clone"], 0, arch) == refuse
    assert verdict(program, argued["clone"], seccomp.CLONE_THREAD | 0x100, arch) == seccomp.ALLOW
    assert verdict(program, argued["clone3"], 0, arch) == seccomp.ERRNO | seccomp.ENOSYS
    assert verdict(program, argued["tgkill"], 77, arch) == seccomp.ALLOW
    assert verdict(program, argued["tgkill"], 78, arch) == refuse
    assert verdict(program, argued["prctl"], seccomp.PR_SET_PDEATHSIG, arch) == refuse
    assert verdict(program, argued["prctl"], seccomp.PR_SCHED_CORE, arch) == refuse
    assert verdict(program, argued["prctl"], 38, arch) == seccomp.ALLOW
    assert verdict(program, argued["prlimit64"], 0, arch) == seccomp.ALLOW
    assert verdict(program, argued["prlimit64"], 1, arch) == refuse
    assert verdict(program, 0, arch=0x40000003) == seccomp.KILL
    assert len(program.hex()) <= wire.MAX_TEXT


def test_the_other_numbering_of_x86_is_killed() -> None:
    program = seccomp.deny_list(77, "x86_64")

    assert verdict(program, seccomp.X32 | 1, arch=seccomp.AUDIT_ARCH["x86_64"]) == seccomp.KILL


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_numbers_are_those_of_the_kernel(machine: str) -> None:
    header = HEADERS[machine]
    if not header.is_file():
        pytest.skip(f"{header} is missing: apt-get install linux-libc-dev")
    defined = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text("utf-8")))
    listed = {**seccomp.DENIED[machine], **seccomp.ARGUED[machine]}

    wrong = {n: k for n, k in listed.items() if n in defined and int(defined[n]) != k}
    assert wrong == {}
    assert set(listed) - set(defined) <= {
        *("memfd_secret", "nfsservctl", "mount_setattr", "process_mrelease", "fchmodat2"),
        *("statmount", "listmount", "setxattrat", "removexattrat"),  # younger than some headers
    }
