"""id: T43
category: theft
attempts: Raises from code whose file name and line number spell the hidden inputs.
BOUND: 80 characters a message
safe grader must show: feedback shows no hidden input (capped, or hidden tests show no student text); nothing leaked; grader survives; every sentence of the report is short
"""
import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    name = "HIDDEN_" + X.tobytes().hex()[:70]
    code = compile("\n" * 4321 + "raise ValueError", __file__.rpartition("/")[0] + "/" + name, "exec")
    exec(code, {})
def softmax_loss_vectorized(W, X, y, reg):
    error = SyntaxError("HIDDEN"); error.filename, error.lineno = "HIDDEN_" + X.tobytes().hex()[:70], 4321
    raise error
