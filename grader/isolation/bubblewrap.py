"""Level 3: namespaces with nothing else in them (bubblewrap), a system call filter and limits."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from importlib.util import cache_from_source
from pathlib import Path

from grader.errors import GraderError

from . import seccomp
from .account import NOBODY, is_root, most_threads, switch
from .started import CHILD_FILES, ENVIRONMENT, Started, packages

INSIDE = "/g/submission"
PID_INSIDE = 2
SCRATCH_BYTES = 64 << 20
PATIENCE, POLL = 20.0, 0.0005
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64")


class Bubblewrap:
    """No network, no other process, no file but Python, NumPy and the submission, all read-only.

    There is no /proc either: it would show the caller's environment and the paths of the host.
    """

    level = 3

    def __init__(self) -> None:
        self._program = installed()
        self._arguments = list(_arguments())

    @cached_property
    def mechanism(self) -> str:
        """Bubblewrap with its version."""
        done = subprocess.run(  # noqa: S603
            [self._program, "--version"], capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def start(self, folder: Path) -> Started:
        """A child in a sandbox of its own. Raises GraderError where the host refuses that."""
        if not self._program:
            raise GraderError("bubblewrap is not installed")
        info, inform = os.pipe()
        options, give = os.pipe()
        arguments = [*self._arguments, "--ro-bind", str(folder), INSIDE, "--remount-ro", "/"]
        os.write(give, "\0".join([*arguments, "--info-fd", str(inform)]).encode() + b"\0")
        os.close(give)
        python = os.path.realpath(sys.executable)
        inside = ["-I", "-S", "-B", "/g/child.py", "/g/site"]
        try:
            process = subprocess.Popen(  # noqa: S603
                [self._program, "--args", str(options), "--", python, *inside],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env={},
                pass_fds=[options, inform],
                start_new_session=True,
            )
        except OSError as error:
            os.close(info)
            raise GraderError(f"bubblewrap does not start: {error}") from error
        finally:
            os.close(options)
            os.close(inform)
        with os.fdopen(info, "rb") as told:
            answer = told.read()
        if not answer:
            raise GraderError(f"bubblewrap refuses: {_last_words(process)}")
        pid = _child_of(json.loads(answer)["child-pid"], process)
        filter_ = seccomp.deny_list(PID_INSIDE).hex()
        rlimits = {"NPROC": most_threads(alone=True)}
        confinement = {**switch(), "filter": filter_, "rlimits": rlimits}
        return Started(process, pid, INSIDE, confinement)

    def kill(self, child: Started) -> None:
        """Ends the sandbox: its first process, and the kernel all others with it.

        bubblewrap reaps that one. Had the child ended first, bubblewrap would leave it to whoever
        reaps orphans, and in a container that may be nobody.
        """
        if child.process.poll() is None:
            for pid in _children(child.process.pid) or [child.pid]:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)


def installed() -> str:
    """Where bubblewrap's program is; empty where it is not installed."""
    return shutil.which("bwrap") or shutil.which("bwrap", path=os.defpath) or ""


def _child_of(first: int, process: subprocess.Popen[bytes]) -> int:
    """The child, which the sandbox's first process starts when all is set up."""
    for _ in range(round(PATIENCE / POLL)):
        if process.poll() is not None:
            break
        if children := _children(first):
            return children[0]
        time.sleep(POLL)
    process.kill()
    raise GraderError(f"bubblewrap refuses: {_last_words(process)}")


def _children(pid: int) -> list[int]:
    """The children of a process; none if it is gone."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_bytes().split()]
    except FileNotFoundError:
        pass  # gone, or a kernel without CONFIG_PROC_CHILDREN
    except ProcessLookupError:
        return []
    import psutil  # noqa: PLC0415  # hardly any kernel needs it

    with suppress(psutil.Error):
        return [child.pid for child in psutil.Process(pid).children()]
    return []


def _last_words(process: subprocess.Popen[bytes]) -> str:
    _, words = process.communicate()
    lines = words.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"exit code {process.returncode}"


def _arguments() -> Iterator[str]:
    """The options that do not depend on the submission."""
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "sandbox")
    # Not --as-pid-1: when the grader is killed, bubblewrap's own first process ends, and the kernel
    # ends all others with it. It could not end the child, which is another user where we are root.
    yield from ("--die-with-parent", "--new-session", "--clearenv")
    yield from ("--cap-drop", "ALL")
    if is_root():  # the child leaves root itself, and with it these two
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        yield from ("--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY))
    for name, value in {**ENVIRONMENT, "HOME": "/tmp"}.items():  # noqa: S108
        yield from ("--setenv", name, value)
    for source, target in _visible():
        for folder in reversed(target.parents):  # what --ro-bind makes is for root only
            yield from ("--dir", str(folder))
        yield from ("--ro-bind", str(source), str(target))
    for link in LIBRARIES:
        if Path(link).is_symlink():
            yield from ("--symlink", str(Path(link).readlink()), link)
    yield from ("--dir", "/dev", "--dir", INSIDE)
    for device in DEVICES:
        yield from ("--dev-bind", device, device)
    yield from ("--perms", "1777", "--size", str(SCRATCH_BYTES))
    yield from ("--tmpfs", "/tmp", "--chdir", "/tmp")  # noqa: S108


def _visible() -> Iterator[tuple[Path, Path]]:
    """What the child needs to run: the interpreter, the libraries, NumPy and itself."""
    python, library = Path(sys.executable).resolve(), Path(sys.base_prefix) / "lib"
    for path in dict.fromkeys([*map(Path, LIBRARIES), library, python]):
        if path.exists() and not path.is_symlink():
            yield path, path
    for name in ("numpy", "numpy.libs"):
        if (packages() / name).is_dir():
            yield packages() / name, Path("/g/site") / name
    for file in CHILD_FILES:
        yield file, Path("/g") / file.name
        bytecode = Path(cache_from_source(str(file)))
        if bytecode.is_file():  # compiling takes 3 ms; Python sees whether it is the file's own
            yield bytecode, Path("/g") / "__pycache__" / bytecode.name
