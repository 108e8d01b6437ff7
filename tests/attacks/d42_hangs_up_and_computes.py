"""id: D42
category: denial
attempts: Puts /dev/null in the place of its end of the conversation and loops.
BOUND: 120 s
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind; precise reason reported (kind of failure), never a pass
"""
import os, time
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in range(64):
        if fd != nothing: os.dup2(nothing, fd)
    t = time.time()
    while time.time() - t < 120: pass
def softmax_loss_vectorized(W, X, y, reg):
    svm_loss_vectorized(W, X, y, reg)
