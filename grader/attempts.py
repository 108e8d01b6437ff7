"""What a probe tries in a sandbox, as student code might, and whether each of it was stopped."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from .folders import write
from .isolation import Seat
from .limits import Limits
from .model import Call, Observation, Outcome, Program, Ref, Value
from .worker import Worker

CANARY = "NABLA_CANARY"
BURN_SECONDS, SEEN_SECONDS = 0.02, 0.018
MEMORY_MB = 512

PROBE = b"""
import errno, os, time

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

def takes(file, size):
    try:
        os.posix_fallocate(file.fileno(), 0, size)  # the same blocks, in a third of the time
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))

def fills(megabytes):
    paths = ["/tmp/nabla-fill-%d-%d" % (os.getpid(), n) for n in range(megabytes // 16)]
    try:
        for path in paths:
            with open(path, "wb") as file:
                takes(file, 16 << 20)
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


def attempts(own: Seat, outside: Path) -> Mapping[str, bool]:
    """For each thing that is tried in the seat whether it was stopped.

    outside: a folder of ours that is none of the sandbox's business.
    """
    (outside / "secret").write_text("secret", "utf-8")
    outside.chmod(0o777)
    write(own.folder / "probe.py", PROBE)
    with _listening() as port, Worker(own, Limits(memory_mb=MEMORY_MB)) as worker, _canary():
        ask = _asker(worker)
        burnt = ask("burns", BURN_SECONDS)
        environment = ask("environment")
        return {
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
