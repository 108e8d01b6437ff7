"""id: F54
category: forgery
attempts: Claims outcomes that would take the check out of the total: not implemented, not applicable, skipped.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; the denominator is the assignment's
"""
import numpy as np
class Skipped(NotImplementedError):
    outcome = "not_applicable"; points = max_points = 0
_n = [0]
def svm_loss_vectorized(W, X, y, reg):
    raise Skipped("not_applicable: this course leaves the problem out")
def softmax_loss_vectorized(W, X, y, reg):
    raise SystemError("skipped")
