"""id: D48
category: denial
attempts: Nested and self-referring answers, a dict of a million keys, ten thousand arrays, a string of 100 MB.
BOUND: 100 MB
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind; precise reason reported (kind of failure), never a pass; every sentence of the report is short
"""
import itertools
import numpy as np
def _nested():
    a = []; b = a
    for _ in range(100000): b.append([]); b = b[0]
    return a
def _loop():
    a = []; a.append(a); return a
_kinds = itertools.cycle([_nested, _loop, lambda: {k: k for k in range(10**6)}, lambda: [np.zeros(3)] * 10000, lambda: "x" * 10**8, lambda: {("t",): 1}, lambda: [[0.0] * 3000] * 4])
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, next(_kinds)()
def softmax_loss_vectorized(W, X, y, reg):
    return next(_kinds)()
