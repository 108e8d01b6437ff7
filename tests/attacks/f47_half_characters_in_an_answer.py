"""id: F47
category: forgery
attempts: Sends half characters (lone surrogates), controls and NULs in the text of its answer: no UTF-8 file can hold them.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass; report is inert text (no control bytes, markup or formula is live)
"""
import sys
_wire = sys.modules["_grader_wire"]; _send = _wire.send
def _forge(body):
    def send(stream, header, arrays=()):
        if "body" in header: header, arrays = {**header, "body": body(header["body"])}, ()
        _send(stream, header, arrays)
    _wire.send = send

_odd = ["x", "\ud800\udfff\x00\x1b[0m" * 20]
_forge(lambda body: ["d", [["values", ["d", [["loss", _odd], ["dW", _odd], ["after W", _odd], ["after X", _odd], ["after y", _odd]]]], ["missing", ["d", []]]]])

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
