"""id: F49
category: forgery
attempts: Sends every reply twice, and the one before once more.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass
"""
import sys
_wire = sys.modules["_grader_wire"]; _send = _wire.send; _last = []
def send(stream, header, arrays=()):
    _send(stream, header, arrays); _send(stream, header, arrays)
    for old in _last: _send(stream, old)
    _last[:] = [header]
_wire.send = send

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
