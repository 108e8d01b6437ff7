"""id: D44
category: denial
attempts: Works an eighth of the time and sleeps the rest: neither a limit of CPU time nor one of sleep is near.
BOUND: 60 s
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind; precise reason reported (kind of failure), never a pass
"""
import time
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        t = time.process_time()
        while time.process_time() < t + 0.0025: pass
        time.sleep(0.0175)
def softmax_loss_vectorized(W, X, y, reg):
    svm_loss_vectorized(W, X, y, reg)
