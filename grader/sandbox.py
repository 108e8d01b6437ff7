"""The sandbox for code that is not trusted: the strongest that this host allows, and proof of it.

A probe goes through the same launcher as submissions and tries what they must not be able to do. A
sandbox that does not hold is not used; where none holds there is an error, never a weaker sandbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .errors import GraderError, SandboxError
from .folders import temporary_folder
from .isolation import Launcher, seat
from .isolation.bubblewrap import Bubblewrap
from .isolation.landlock import Landlock

LEVELS: tuple[tuple[int, Callable[[], Launcher]], ...] = ((3, Bubblewrap), (2, Landlock))

MENDING = """\
grade doctor shows what is missing. Level 3 needs bubblewrap and user namespaces:
         Debian, Ubuntu:        sudo apt-get install bubblewrap
         Ubuntu 24.04 and later: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
         Docker:                docker run --security-opt seccomp=unconfined \
--security-opt apparmor=unconfined
       --accept-isolation 2 is enough where only the kernel's Landlock (5.13 or later) is there."""


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
    with temporary_folder() as outside, seat(launcher) as own:
        from .attempts import attempts  # noqa: PLC0415  # NumPy: the child imports it meanwhile

        return Sandbox(launcher, attempts(own, outside))
