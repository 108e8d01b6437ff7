"""id: F56
category: forgery
attempts: The functions' names hold letters of other alphabets that look the same.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass; report is inert text (no control bytes, markup or formula is live)
"""
import numpy as np
def svm_lоss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmаx_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
