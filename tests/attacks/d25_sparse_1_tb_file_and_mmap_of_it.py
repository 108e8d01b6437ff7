"""id: D25
category: denial
attempts: Sparse 1 TB file and mmap of it.
BOUND: sparse: no blocks written
safe grader must show: grader survives; ended within the limits; no process, file or mount left behind
"""
import os

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    
    try:
        f = open("/tmp/sparse", "wb"); f.truncate(1 << 40); print("BREACH sparse file of 1 TB")
    except OSError as e: print("no", e)
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
