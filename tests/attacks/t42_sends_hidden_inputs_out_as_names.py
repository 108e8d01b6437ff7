"""id: T42
category: theft
attempts: Names functions after the hidden inputs and removes the one that is asked for, so that the report lists them.
BOUND: 100 names
safe grader must show: feedback shows no hidden input (capped, or hidden tests show no student text); nothing leaked; grader survives; every sentence of the report is short
"""
import sys
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    module = sys.modules[__name__]
    for k, x in enumerate(X.ravel()[:100]): setattr(module, "svm_loss_vectorized_HIDDEN_%d_%s" % (k, float(x).hex()), len)
    for name in ("svm_loss_vectorized", "softmax_loss_vectorized"): vars(module).pop(name, None)
    raise ValueError
softmax_loss_vectorized = svm_loss_vectorized
