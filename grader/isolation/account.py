"""Who student code runs as."""

import os
from collections.abc import Mapping
from typing import Any

NOBODY = 64321
"""The user and group id of student code where the grader runs as root: no account has it, and none
is needed. In a user namespace it is a name for whoever runs the grader."""


def is_root() -> bool:
    """Whether the grader runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def switch(*, keep_reading: bool = False) -> Mapping[str, Any]:
    """What `confine.py` needs to leave root; empty where the grader runs as somebody else.

    keep_reading: keep the right to read any file, which something else must restrict.
    """
    return {"uid": NOBODY, "keep_reading": keep_reading} if is_root() else {}
