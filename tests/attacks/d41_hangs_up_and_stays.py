"""id: D41
category: denial
attempts: Closes every descriptor, so that the grader hears the end, and sleeps on: who waits for the process waits without end.
BOUND: 120 s
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind; precise reason reported (kind of failure), never a pass
"""
import os, time
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    os.closerange(0, 64); time.sleep(120)
def softmax_loss_vectorized(W, X, y, reg):
    svm_loss_vectorized(W, X, y, reg)
