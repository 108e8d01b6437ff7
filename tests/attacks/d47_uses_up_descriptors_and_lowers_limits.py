"""id: D47
category: denial
attempts: Uses up all descriptors, then lowers every limit of its own process to nothing.
BOUND: 64 descriptors
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind
"""
import os, resource
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    try:
        while True: os.pipe()
    except OSError as e: print("no", e)
    for name in ("FSIZE", "NOFILE", "DATA", "STACK", "CPU"):
        try: resource.setrlimit(getattr(resource, "RLIMIT_" + name), (0, 0))
        except (OSError, ValueError) as e: print("no", e)
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
