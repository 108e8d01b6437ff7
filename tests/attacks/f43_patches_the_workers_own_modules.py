"""id: F43
category: forgery
attempts: Replaces functions in the worker's own modules (wire, absent, confine, __main__), so that every answer says it passed.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass
"""
import sys
for _name, _module in list(sys.modules.items()):
    if _name.startswith("_grader") or _name == "__main__":
        for _key, _value in list(vars(_module).items()):
            if callable(_value) and not isinstance(_value, type) and _key in ("execute", "_returned", "_do", "_call", "_find", "_describe"):
                setattr(_module, _key, lambda *a, **k: {"values": {"passed": True, "points": 100.0, "loss": "passed"}, "missing": {}, "outcome": "passed", "credit": 1.0})

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
