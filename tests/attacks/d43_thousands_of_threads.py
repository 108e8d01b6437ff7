"""id: D43
category: denial
attempts: Thousands of sleeping threads with small stacks: numbers of processes run out for everybody.
BOUND: 4000 threads
safe grader must show: grader survives; ended within the limits; no process, file or mount left behind; no other submission affected; score 0 for tests it does not truly solve
"""
import threading, time
import numpy as np
threading.stack_size(131072)
def svm_loss_vectorized(W, X, y, reg):
    started = 0
    try:
        for started in range(4000): threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
    except RuntimeError as e: print("no", e)
    print("BREACH" if started > 300 else "stopped at", started, "threads")
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
