"""id: F46
category: forgery
attempts: Returns an object whose class and module are named with terminal escapes, bidirectional marks, HTML and a formula.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass; report is inert text (no control bytes, markup or formula is live); every sentence of the report is short
"""
_name = "\x1b[2J\x1b[31mPASSED\u202e\u2066=HYPERLINK(1)<img src=x onerror=alert(1)>\r\n::set-output name=score::100"
_odd = type(_name, (), {"__module__": "numpy\x1b[1A"})
def svm_loss_vectorized(W, X, y, reg):
    return _odd(), _odd()
def softmax_loss_vectorized(W, X, y, reg):
    return _odd()
