"""id: F51
category: forgery
attempts: Numbers at the edge of their types: integers of 64 bits and below, float16 and longdouble that overflow, booleans with other bytes, text that spells a number, infinities that cancel.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives
"""
import itertools
import numpy as np
_losses = itertools.cycle([2**64 - 1, -(2**64) + 1, np.float16(65504), np.longdouble("1e4000"), True, ["0x1p0"], [["1.5"]], np.uint64(2**64 - 1), -0.0, np.int8(-128), ["1.5", None], np.bool_(1), [1j], 5e-324])
_arrays = itertools.cycle([lambda W: np.full(W.shape, 2, np.uint8).view(bool), lambda W: np.full(W.shape, 65504, np.float16), lambda W: np.full(W.shape, np.longdouble("1e4000")),
                           lambda W: np.full(W.shape, 2**64 - 1, np.uint64), lambda W: [["1"] * W.shape[1]] * W.shape[0], lambda W: np.full(W.shape, 1e308) * 1e308, lambda W: [[2**64 - 1] * W.shape[1]] * W.shape[0],
                           lambda W: np.frombuffer(b"\xff" * 8 * W.size).reshape(W.shape)])
np.seterr(all="ignore")
def svm_loss_vectorized(W, X, y, reg):
    return next(_losses), next(_arrays)(W)
def softmax_loss_vectorized(W, X, y, reg):
    return -(2**64) + 1, np.full(W.shape, 1e300)
