"""id: F45
category: forgery
attempts: Tells of a trouble whose names are long, many and full of terminal escapes, counts without end and file names that do not exist.
BOUND: 80000 names
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass; report is inert text (no control bytes, markup or formula is live); every sentence of the report is short
"""
import sys
_wire = sys.modules["_grader_wire"]; _send = _wire.send
def _forge(body):
    def send(stream, header, arrays=()):
        if "body" in header: header, arrays = {**header, "body": body(header["body"])}, ()
        _send(stream, header, arrays)
    _wire.send = send

_n = [0]
def _trouble(body):
    _n[0] += 1
    kinds = ["missing_function", "missing_item", "arity", "exception", "syntax", "exit", "memory", "not_implemented", "missing_file"]
    evil = "\x1b]0;owned\x07\x1b[2J\u202e<script>|[x](javascript:1)|=1+1|::error::" * 30
    names = ["t", [["s", "svm_los_vectorise%05d" % k] for k in range(12000)]]
    fields = {"kind": ["s", kinds[_n[0] % len(kinds)]], "file": ["s", evil], "function": ["s", "svm_loss_vectorized"], "known": names, "wanted": names,
              "count": ["i", 2**63], "type": ["s", evil], "item": ["s", evil], "text": ["s", evil], "line": ["i", 2**20], "importing": ["s", evil]}
    return ["d", [["trouble", ["d", [[k, v] for k, v in fields.items()]]]]]
_forge(_trouble)

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
