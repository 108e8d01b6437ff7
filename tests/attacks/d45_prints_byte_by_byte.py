"""id: D45
category: denial
attempts: Prints byte by byte: each costs the reader more than the writer.
BOUND: 900 kB
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind
"""
import os
import numpy as np
for _ in range(300000): os.write(2, b"x")

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
