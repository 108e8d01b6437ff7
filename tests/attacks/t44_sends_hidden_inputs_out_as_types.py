"""id: T44
category: theft
attempts: Returns objects whose class, module and shape spell the hidden inputs, and too many values.
BOUND: 200 characters a message
safe grader must show: feedback shows no hidden input (capped, or hidden tests show no student text); nothing leaked; grader survives; every sentence of the report is short
"""
import sys
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    kind = type("HIDDEN_" + X.tobytes().hex()[:70], (), {"__module__": "HIDDEN_" + W.tobytes().hex()[:70]})
    digits = [int(b) + 1 for b in X.tobytes()[:40]]
    return kind(), np.broadcast_to(np.float64(1), digits[:20])
def softmax_loss_vectorized(W, X, y, reg):
    return type("HIDDEN_" + X.tobytes().hex()[:70], (tuple,), {})((1, 2, 3))
