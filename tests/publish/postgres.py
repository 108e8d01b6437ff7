"""A PostgreSQL server of our own, in a folder, for as long as a test needs it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NOBODY = ("postgres", "nobody")
"""Who runs it where we are root, which it refuses to be run by."""


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl; Debian does not put it on the PATH."""
    on_path = shutil.which("pg_ctl")
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    folders.sort(key=lambda path: int(path.parent.name))
    found = [Path(on_path).parent] if on_path else folders
    return next((one for one in reversed(found) if (one / "initdb").exists()), None)


@contextmanager
def server(tools: Path, password: str) -> Iterator[str]:
    """The URL of a server with an empty database, which the user `teacher` may fill."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder, port, user = Path(name), _free_port(), _user()
        (folder / "password").write_text(password)
        if user:
            for path in (folder, folder / "password"):
                shutil.chown(path, user)
        data, log = str(folder / "data"), str(folder / "log")
        _run(
            user,
            [str(tools / "initdb"), "-D", data, "-U", "teacher", "-A", "scram-sha-256", "-N"],
            [f"--pwfile={folder / 'password'}", "-E", "UTF8", "--locale=C"],
        )
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -F"
        control = [str(tools / "pg_ctl"), "-D", data, "-l", log, "-w", "-t", "120"]
        _run(user, control, ["-o", options, "start"])
        try:
            yield f"postgresql://teacher:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run(user, control, ["-m", "immediate", "stop"])


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in NOBODY if name in known)


def _run(user: str | None, *command: Sequence[str]) -> None:
    # Output goes nowhere: the server would keep a pipe open.
    subprocess.run(
        [word for words in command for word in words],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
