"""id: D49
category: denial
attempts: Threads that loop, a switch interval of days, tracebacks dumped without end.
BOUND: 60 s
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind; precise reason reported (kind of failure), never a pass
"""
import faulthandler, sys, threading, time
import numpy as np
def _loop():
    t = time.time()
    while time.time() - t < 60: pass
def svm_loss_vectorized(W, X, y, reg):
    sys.setswitchinterval(86400); faulthandler.enable(); faulthandler.dump_traceback_later(0.001, repeat=True)
    for _ in range(3): threading.Thread(target=_loop, daemon=True).start()
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
