"""id: E41
category: exfiltration
attempts: Every side door by its number: io_uring, userfaultfd, memfd, bpf, perf, keyrings, namespaces, mounts, handles, processes by clone, vfork and clone3, queues and shared memory, another personality.
BOUND: one call each
safe grader must show: nothing leaked; grader survives; ended within the limits; no process, file or mount left behind
"""
import ctypes, errno, os, platform
_libc = ctypes.CDLL(None, use_errno=True)
_doors = {"io_uring_setup": (425, 8, ctypes.create_string_buffer(256)), "userfaultfd": (323, 1), "memfd_create": (319, b"x", 0), "memfd_secret": (447, 0), "bpf": (321, 0, ctypes.create_string_buffer(64), 64),
          "perf_event_open": (298, ctypes.create_string_buffer(128), 0, -1, -1, 0), "add_key": (248, b"user", b"x", b"y", 1, -3), "keyctl": (250, 0, -3, 0), "unshare": (272, 0x10000000), "mount": (165, b"none", b"/tmp", b"tmpfs", 0, 0),
          "chroot": (161, b"/tmp"), "open_by_handle_at": (304, -100, ctypes.create_string_buffer(32), 0), "name_to_handle_at": (303, -100, b"/", ctypes.create_string_buffer(160), ctypes.create_string_buffer(8), 0),
          "fork": (57,), "vfork": (58,), "clone": (56, 17, 0, 0, 0, 0), "clone3": (435, ctypes.create_string_buffer(88), 88), "execve": (59, b"/bin/sh", 0, 0), "execveat": (322, -100, b"/bin/sh", 0, 0, 0),
          "shmget": (29, 0, 4096, 0o1600), "semget": (64, 0, 1, 0o1600), "semctl": (66, 0, 0, 0), "semop": (65, 0, ctypes.create_string_buffer(8), 1), "msgget": (68, 0, 0o1600), "msgctl": (71, 0, 0, 0), "shmctl": (31, 0, 0, 0), "mq_open": (240, b"x", 0o102, 0o600, 0), "mq_unlink": (241, b"x"),
          "socket": (41, 1, 1, 0), "socketpair": (53, 1, 1, 0, ctypes.create_string_buffer(8)), "personality": (135, 0x0040000), "pidfd_open": (434, os.getpid(), 0), "process_vm_readv": (310, os.getppid(), 0, 0, 0, 0, 0),
          "ptrace": (101, 0, 0, 0, 0), "fanotify_init": (300, 0, 0), "inotify_init": (294, 0), "syslog": (103, 3, ctypes.create_string_buffer(64), 64), "setns": (308, 0, 0), "kill": (62, os.getppid(), 0), "sched_setscheduler": (144, 0, 5, ctypes.create_string_buffer(4)),
          "modify_ldt": (154, 0, ctypes.create_string_buffer(8), 8), "process_madvise": (440, 0, 0, 0, 0, 0), "kexec_load": (246, 0, 0, 0, 0), "prlimit_parent": (302, os.getppid(), 7, 0, ctypes.create_string_buffer(16)), "tgkill_parent": (234, os.getppid(), os.getppid(), 0)}
if platform.machine() == "x86_64":
    for _name, _call in _doors.items():
        ctypes.set_errno(0)
        _result = _libc.syscall(*(ctypes.c_long(a) if isinstance(a, int) else a for a in _call))
        if _result >= 0:
            if _result == 0 and _name in ("fork", "vfork", "clone"): os._exit(0)
            print("BREACH", _name, _result)
        elif ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS, errno.EACCES): print("BREACH is let through:", _name, os.strerror(ctypes.get_errno()))

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
