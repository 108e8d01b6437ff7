"""What the worker's child gives up before any student code is imported. It cannot get it back.

Runs beside student code: the standard library only. Constants are from the kernel's headers
linux/prctl.h, linux/landlock.h, linux/capability.h and asm/unistd.h.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 8, 22, 38
SECCOMP_MODE_FILTER = 2
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION = 0x20080522

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH = 1
READ_FILE, READ_DIR, EXECUTE, WRITE_FILE = 4, 8, 1, 2
FILE_RIGHTS = (0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF)
"""All rights on files that Landlock's ABI 1, 2, 3, 4 and 5 know."""
NET_SINCE, SCOPE_SINCE = 4, 6

_libc = ctypes.CDLL(None, use_errno=True)


def confine(limits: Mapping[str, Any]) -> None:
    """Applies the limits, and carries out what a launcher ordered.

    Raises OSError where the kernel refuses what was ordered.
    """
    for name, most in limits["rlimits"].items():
        with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
            _limit(name, most)
    # The parent kills what lasts too long. Should it be killed itself, this ends the orphan where
    # the kernel does not.
    signal.alarm(limits["alarm_seconds"])
    if limits["confinement"]:
        _obey(limits["confinement"])
    elif sys.platform == "linux":
        _end_with_parent()


def _obey(orders: Mapping[str, Any]) -> None:
    for name, most in orders.get("rlimits", {}).items():
        _limit(name, most)
    if "uid" in orders:
        _leave_root(orders["uid"], keep_reading=orders["keep_reading"])
    _end_with_parent()  # leaving root undoes it, and the filter forbids to change it
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    if "readable" in orders:
        _landlock(orders["readable"], orders["devices"])
    if "filter" in orders:
        _seccomp(bytes.fromhex(orders["filter"]))


def _limit(name: str, most: int) -> None:
    resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _end_with_parent() -> None:
    """From now on the kernel kills this process when the thread that started it is gone."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _leave_root(uid: int, *, keep_reading: bool) -> None:
    """Becomes another user and group, for good; all capabilities but reading are gone with that."""
    if keep_reading:
        _prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    kept = 1 << CAP_DAC_READ_SEARCH if keep_reading else 0
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    if _libc.capset(header, struct.pack("=6I", kept, kept, 0, 0, 0, 0)):
        raise _error("capset")


def _landlock(readable: Iterable[str], devices: Iterable[str]) -> None:
    """From now on only these files can be opened, and no TCP port."""
    abi = _libc.syscall(CREATE_RULESET, None, 0, 1)
    if abi < 1:
        raise _error("landlock")
    rights = FILE_RIGHTS[min(abi, len(FILE_RIGHTS)) - 1]
    ruleset = struct.pack(
        "=QQQ", rights, 3 if abi >= NET_SINCE else 0, 3 if abi >= SCOPE_SINCE else 0
    )
    size = 24 if abi >= SCOPE_SINCE else 16 if abi >= NET_SINCE else 8
    rules = _libc.syscall(CREATE_RULESET, ruleset, size, 0)
    if rules < 0:
        raise _error("landlock_create_ruleset")
    for path in readable:
        _allow(rules, path, READ_FILE | READ_DIR | EXECUTE if os.path.isdir(path) else READ_FILE)  # noqa: PTH112
    for path in devices:
        _allow(rules, path, READ_FILE | WRITE_FILE)
    if _libc.syscall(RESTRICT_SELF, rules, 0):
        raise _error("landlock_restrict_self")
    os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if _libc.syscall(ADD_RULE, rules, RULE_PATH_BENEATH, struct.pack("=Qi", rights, opened), 0):
        raise _error(f"landlock_add_rule {path}")
    os.close(opened)


def _seccomp(program: bytes) -> None:
    """From now on the kernel asks the program about every system call."""
    kept = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(described))


def _prctl(*arguments: Any) -> None:  # noqa: ANN401
    padded = [*arguments, 0, 0, 0][:5]
    if _libc.prctl(*(a if isinstance(a, ctypes.Array) else ctypes.c_ulong(a) for a in padded)):
        raise _error(f"prctl {arguments[0]}")


def _error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
