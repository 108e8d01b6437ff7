"""What one submission may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use. A call is one program.

    CPU seconds count, and seconds in which it neither computes nor waits for a core: a machine with
    much other work takes no points.
    """

    call_seconds: float = 10.0
    """CPU seconds of one call; it may sleep three times as long."""
    total_seconds: float = 120.0
    memory_mb: int = 2048
    output_mb: int = 16

    def setup(self, folder: str, confinement: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the child is told at its start."""
        return {
            "folder": folder,
            "confinement": confinement,
            "alarm_seconds": int(10 * self.total_seconds) + 10,
            "rlimits": {
                "AS": self.memory_mb * MEGABYTE,
                "CPU": int(self.total_seconds) + 5,
                "FSIZE": 32 * MEGABYTE,
                "CORE": 0,
                "NOFILE": 64,
            },
        }
