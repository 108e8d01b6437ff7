"""id: D46
category: denial
attempts: Blocks and ignores all signals, cancels the alarm and its parent's death, hangs at exit, in __del__ and in every atexit handler.
BOUND: 60 s
safe grader must show: score 0 for tests it does not truly solve; grader survives; ended within the limits; no process, file or mount left behind; precise reason reported (kind of failure), never a pass
"""
import atexit, ctypes, signal, sys, threading, time
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); signal.alarm(0); signal.setitimer(signal.ITIMER_REAL, 0)
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
class Stays:
    def __del__(self): time.sleep(60)
_stays = Stays()
for _ in range(50): atexit.register(time.sleep, 60)
threading.Thread(target=time.sleep, args=(60,)).start()
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    sys.exit(0)
def softmax_loss_vectorized(W, X, y, reg):
    time.sleep(60)
