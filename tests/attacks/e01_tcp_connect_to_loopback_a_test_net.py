"""id: E01
category: exfiltration
attempts: TCP connect to loopback, a TEST-NET address and IPv6.
BOUND: 3 connects, 0.5 s each
safe grader must show: nothing leaked; grader survives
"""
import socket
for _a in (("127.0.0.1",22),("192.0.2.1",443),("::1",22)):
    try: socket.create_connection(_a,0.5); print("BREACH connected",_a)
    except OSError as e: print("no",_a,e)

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    pass
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
