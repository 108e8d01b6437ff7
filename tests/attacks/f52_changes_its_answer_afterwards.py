"""id: F52
category: forgery
attempts: Returns views of its inputs and goes on changing them from a thread, also while the answer is sent.
BOUND: 1 thread
safe grader must show: score 0 for tests it does not truly solve; grader survives
"""
import threading, time
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    def go_on():
        for k in range(200): W[...] = k; X[...] = k; time.sleep(0.001)
    threading.Thread(target=go_on, daemon=True).start()
    return np.float64(0), W.T.T[:, :]
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
