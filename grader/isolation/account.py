"""Who student code runs as."""

import itertools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NOBODY = 64321
"""The first user and group id of student code where the grader runs as root: no account has it,
and none is needed. In a user namespace it is a name for whoever runs the grader."""

ACCOUNTS = 1000
"""So many ids take turns: what runs at the same time shares no limit."""

THREADS = 128

_turns = itertools.count(os.getpid())


def is_root() -> bool:
    """Whether the grader runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def switch(*, keep_reading: bool = False) -> Mapping[str, Any]:
    """What `confine.py` needs to leave root; empty where the grader runs as somebody else.

    keep_reading: keep the right to read any file, which something else must restrict.
    """
    if not is_root():
        return {}
    return {"uid": NOBODY + next(_turns) % ACCOUNTS, "keep_reading": keep_reading}


def most_threads(*, alone: bool) -> int:
    """The limit on the threads of a child; the kernel counts those of one user together.

    alone: whether that user, in its namespace, has this child only. Otherwise there may be as many
    more as the whole machine has now.
    """
    if alone or is_root():
        return THREADS
    words = Path("/proc/loadavg").read_text("ascii").split()
    return THREADS + int(words[3].partition("/")[2])
