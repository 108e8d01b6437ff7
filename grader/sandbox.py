"""The sandbox for code that is not trusted: the strongest that this host allows, and proof of it.

A probe goes through the same launcher as submissions and tries what they must not be able to do. A
sandbox that does not hold is not used; where none holds there is an error, never a weaker sandbox.
"""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .errors import GraderError, SandboxError
from .folders import temporary_folder, write
from .isolation import Launcher, seat
from .isolation.bubblewrap import Bubblewrap
from .isolation.landlock import Landlock
from .limits import Limits
from .model import Call, Observation, Outcome, Program, Ref, Value
from .worker import Worker

LEVELS: tuple[tuple[int, Callable[[], Launcher]], ...] = ((3, Bubblewrap), (2, Landlock))
CANARY = "NABLA_CANARY"
BURN_SECONDS, SEEN_SECONDS = 0.05, 0.045
MEMORY_MB = 512

MENDING = """\
grade doctor shows what is missing. Level 3 needs bubblewrap and user namespaces:
         Debian, Ubuntu:        sudo apt-get install bubblewrap
         Ubuntu 24.04 and later: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
         Docker:                docker run --security-opt seccomp=unconfined \
--security-opt apparmor=unconfined
       --accept-isolation 2 is enough where only the kernel's Landlock (5.13 or later) is there."""

PROBE = b"""
import os, time

def reads(path):
    with open(path) as file:
        return file.read()

def environment():
    try:
        with open("/proc/1/environ") as file:
            more = file.read()
    except OSError:
        more = ""
    return repr(dict(os.environ)) + more

def connects(port):
    import socket
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True

def forks():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True

def executes():
    os.execv("/proc/self/exe", ["python", "-c", ""])

def writes(path):
    with open(path, "w") as file:
        file.write("planted")
    return True

def signals(pid):
    os.kill(pid, 0)
    return True

def allocates(megabytes):
    return len(bytearray(megabytes << 20)) > 0

def fills(megabytes):
    paths = ["/tmp/nabla-fill-%d-%d" % (os.getpid(), n) for n in range(megabytes // 16)]
    try:
        for path in paths:
            with open(path, "wb") as file:
                for _ in range(16):
                    file.write(bytes(1 << 20))
    finally:
        for path in paths:
            if os.path.exists(path):
                os.unlink(path)
    return True

def burns(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.getuid()
"""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A launcher, and what a probe found: for each thing tried, whether it was stopped."""

    launcher: Launcher
    probes: Mapping[str, bool]

    @property
    def holds(self) -> bool:
        return all(self.probes.values())


def strongest(least: int) -> Sandbox:
    """The strongest sandbox that holds on this host.

    Raises SandboxError where it would be below `least`, with what to do about it.
    """
    refused = []
    for level, launcher in LEVELS:
        if level < least:
            continue
        try:
            sandbox = examine(launcher())
        except GraderError as error:
            refused.append(f"level {level}: {error.message}")
            continue
        if sandbox.holds:
            return sandbox
        failed = ", ".join(name for name, stopped in sandbox.probes.items() if not stopped)
        refused.append(f"level {level} does not stop: {failed}")
    raise SandboxError(f"no isolation of level {least} here ({'; '.join(refused)})", MENDING)


def examine(launcher: Launcher) -> Sandbox:
    """What the launcher's sandbox stops. Raises GraderError where it does not start at all."""
    with temporary_folder() as outside, _listening() as port, seat(launcher) as own:
        (outside / "secret").write_text("secret", "utf-8")
        outside.chmod(0o777)
        write(own.folder / "probe.py", PROBE)
        with Worker(own, Limits(memory_mb=MEMORY_MB)) as worker, _canary():
            ask = _asker(worker)
            burnt = ask("burns", BURN_SECONDS)
            environment = ask("environment")
            probes = {
                "read a file": _failed(ask("reads", str(outside / "secret"))),
                "see the environment": CANARY not in str(environment.values.get("value", CANARY)),
                "connect": _failed(ask("connects", port)),
                "fork": _failed(ask("forks")),
                "execute a program": _failed(ask("executes")),
                "write outside": _nothing(ask, outside / "planted"),
                "write beside the submission": _nothing(ask, own.folder / "planted"),
                "signal the grader": _failed(ask("signals", os.getpid())),
                "take more memory": ask("allocates", 2 * MEMORY_MB).trouble is not None,
                "fill the disk": _failed(ask("fills", 256)),
                "hide CPU time": burnt.cpu_seconds >= SEEN_SECONDS,
                "run as root": burnt.values.get("value", 0) != 0,
            }
    return Sandbox(launcher, probes)


def _asker(worker: Worker) -> Callable[..., Observation]:
    def ask(function: str, *arguments: Value) -> Observation:
        return worker.run(Program("probe.py", (Call(function, arguments),), {"value": Ref(0)}))

    return ask


def _failed(seen: Observation) -> bool:
    """Whether the attempt was refused: it raised, and the process went on."""
    return seen.trouble is not None and seen.trouble.outcome is Outcome.ERROR


def _nothing(ask: Callable[..., Observation], path: Path) -> bool:
    """Whether a file that the probe tries to write does not appear."""
    ask("writes", str(path))
    return not path.exists()


@contextmanager
def _listening() -> Iterator[int]:
    """A port on this machine that accepts connections."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@contextmanager
def _canary() -> Iterator[None]:
    """A variable in the grader's environment that no submission may see."""
    os.environ[CANARY] = "1"
    try:
        yield
    finally:
        del os.environ[CANARY]
