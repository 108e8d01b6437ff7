"""The system calls that student code may not make, as a program for the kernel (seccomp BPF).

Without fork there are no daemons, no fork bombs and no CPU time that hides in other processes;
threads are allowed. What changes files without opening them (modes, owners, times) is denied, since
Landlock does not see it.

Numbers are from the kernel's asm/unistd_64.h and asm-generic/unistd.h.
"""

import platform
import struct

X86_64 = {
    "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101,
    "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
    "pidfd_open": 434, "pidfd_getfd": 438, "pidfd_send_signal": 424,
    "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
    "keyctl": 250, "add_key": 248, "request_key": 249,
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "socket": 41, "socketpair": 53, "connect": 42, "bind": 49, "listen": 50, "flock": 73,
    "inotify_init": 253, "inotify_init1": 294, "fanotify_init": 300,
    "init_module": 175, "finit_module": 313, "delete_module": 176,
    "kexec_load": 246, "kexec_file_load": 320, "name_to_handle_at": 303, "open_by_handle_at": 304,
    "personality": 135, "memfd_create": 319, "memfd_secret": 447,
    "clock_settime": 227, "settimeofday": 164, "adjtimex": 159, "clock_adjtime": 305,
    "shmget": 29, "shmat": 30, "shmctl": 31, "semget": 64, "semop": 65, "semctl": 66,
    "semtimedop": 220, "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71,
    "mq_open": 240, "mq_unlink": 241,
    "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "truncate": 76,
    "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260,
    "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280,
    "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "setxattrat": 463,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "removexattrat": 466,
    "process_madvise": 440, "process_mrelease": 448, "statmount": 457, "listmount": 458,
    "kill": 62, "tkill": 200, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
    "setpriority": 141, "ioprio_set": 251, "sched_setaffinity": 203, "sched_setscheduler": 144,
    "sched_setparam": 142, "sched_setattr": 314, "migrate_pages": 256, "move_pages": 279,
    "quotactl": 179, "acct": 163, "swapon": 167, "reboot": 169, "syslog": 103, "vhangup": 153,
    "lookup_dcookie": 212, "nfsservctl": 180, "iopl": 172, "ioperm": 173, "modify_ldt": 154,
}  # fmt: skip
AARCH64 = {
    "execve": 221, "execveat": 281, "ptrace": 117,
    "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
    "pidfd_open": 434, "pidfd_getfd": 438, "pidfd_send_signal": 424,
    "unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282,
    "keyctl": 219, "add_key": 217, "request_key": 218,
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "socket": 198, "socketpair": 199, "connect": 203, "bind": 200, "listen": 201, "flock": 32,
    "inotify_init1": 26, "fanotify_init": 262,
    "init_module": 105, "finit_module": 273, "delete_module": 106,
    "kexec_load": 104, "kexec_file_load": 294, "name_to_handle_at": 264, "open_by_handle_at": 265,
    "personality": 92, "memfd_create": 279, "memfd_secret": 447,
    "clock_settime": 112, "settimeofday": 170, "adjtimex": 171, "clock_adjtime": 266,
    "shmget": 194, "shmat": 196, "shmctl": 195, "semget": 190, "semop": 193, "semctl": 191,
    "semtimedop": 192, "msgget": 186, "msgsnd": 189, "msgrcv": 188, "msgctl": 187,
    "mq_open": 180, "mq_unlink": 181,
    "fchmod": 52, "fchmodat": 53, "fchmodat2": 452, "truncate": 45,
    "fchown": 55, "fchownat": 54, "utimensat": 88,
    "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "setxattrat": 463,
    "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16, "removexattrat": 466,
    "process_madvise": 440, "process_mrelease": 448, "statmount": 457, "listmount": 458,
    "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
    "setpriority": 140, "ioprio_set": 30, "sched_setaffinity": 122, "sched_setscheduler": 119,
    "sched_setparam": 118, "sched_setattr": 274, "migrate_pages": 238, "move_pages": 239,
    "quotactl": 60, "acct": 89, "swapon": 224, "reboot": 142, "syslog": 116, "vhangup": 58,
    "lookup_dcookie": 18, "nfsservctl": 42,
}  # fmt: skip

# The rules that look at an argument: clone makes threads, tgkill and prlimit64 only reach oneself,
# and prctl neither undoes that the process ends with the grader nor takes a core for itself alone.
ARGUED = {
    "x86_64": {"clone": 56, "clone3": 435, "tgkill": 234, "prlimit64": 302, "prctl": 157},
    "aarch64": {"clone": 220, "clone3": 435, "tgkill": 131, "prlimit64": 261, "prctl": 167},
}
DENIED = {"x86_64": X86_64, "aarch64": AARCH64}
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

X32 = 0x40000000
CLONE_THREAD = 0x00010000
PR_SET_PDEATHSIG, PR_SCHED_CORE = 1, 62
EPERM, ENOSYS = 1, 38

LOAD, JUMP, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCH, FIRST_ARGUMENT = 0, 4, 16
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000


def supported() -> bool:
    """Whether there is a table for this machine."""
    return platform.machine() in DENIED


def deny_list(pid: int, machine: str = "") -> bytes:
    """The filter for a process that knows itself as `pid`: instructions of 8 bytes each."""
    machine = machine or platform.machine()
    argued = ARGUED[machine]
    lines = [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if machine == "x86_64":
        lines += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL)]
    lines += _denied(sorted(DENIED[machine].values()))
    lines += [(EQUAL, 0, 1, argued["clone3"]), (RETURN, 0, 0, ERRNO | ENOSYS)]
    lines += _where(argued["clone"], [(ANY_BIT, 1, 0, CLONE_THREAD)])
    lines += _where(argued["tgkill"], [(EQUAL, 1, 0, pid)])
    lines += _where(argued["prlimit64"], [(EQUAL, 2, 0, 0), (EQUAL, 1, 0, pid)])
    lines += _where(
        argued["prctl"], [(EQUAL, 1, 0, PR_SET_PDEATHSIG), (EQUAL, 0, 1, PR_SCHED_CORE)]
    )
    lines.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


Line = tuple[int, int, int, int]


def _denied(numbers: list[int]) -> list[Line]:
    """Refuses these calls: each jumps to the one refusal behind them, all others over it."""
    tests = [(EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    return [*tests, (JUMP, 0, 0, 1), (RETURN, 0, 0, ERRNO | EPERM)]


def _where(number: int, tests: list[Line]) -> list[Line]:
    """Allows a call only where its first argument passes one of the tests."""
    body = [(LOAD, 0, 0, FIRST_ARGUMENT), *tests, (RETURN, 0, 0, ERRNO | EPERM)]
    body.append((RETURN, 0, 0, ALLOW))
    return [(EQUAL, 0, len(body), number), *body]
