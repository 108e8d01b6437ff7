"""id: F48
category: forgery
attempts: Announces arrays that no memory can hold, though they have no bytes: an axis of 0 beside axes of 2**61, and 64 axes.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass; parent allocates nothing for it
"""
import sys
_wire = sys.modules["_grader_wire"]; _send = _wire.send
def _forge(body):
    def send(stream, header, arrays=()):
        if "body" in header: header, arrays = {**header, "body": body(header["body"])}, ()
        _send(stream, header, arrays)
    _wire.send = send

_shapes = [[0, 2**61, 2**61], [0] + [2**40] * 60, [1] * 64, [2**61], [0] * 65]; _n = [0]
def _body(body):
    _n[0] += 1; array = ["a", "<f8", _shapes[_n[0] % len(_shapes)]]
    return ["d", [["values", ["d", [["loss", ["f", "0x0p+0"]], ["dW", array], ["after W", ["n"]], ["after X", ["n"]], ["after y", ["n"]]]]], ["missing", ["d", []]]]]
_forge(_body)

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
