"""id: F55
category: forgery
attempts: Exceptions whose type, message, file name and function name hold HTML, Markdown, a formula, terminal escapes and workflow commands.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives; precise reason reported (kind of failure), never a pass; report is inert text (no control bytes, markup or formula is live); every sentence of the report is short
"""
_evil = "<script>alert(1)</script>|[x](javascript:1)|=cmd|' /C calc'!A0|\x1b[2J\x1b]0;x\x07|\u202e|\r\n::error file=x::y\n::add-mask::z"
_type = type(_evil, (ValueError,), {"__module__": _evil})
def svm_loss_vectorized(W, X, y, reg):
    code = compile("raise _type(_evil * 100)", __file__.rpartition("/")[0] + "/" + _evil.replace("/", "|"), "exec")
    exec(code, {"_type": _type, "_evil": _evil})
def softmax_loss_vectorized(W, X, y, reg):
    raise SyntaxError(_evil, (_evil, 7, 7, _evil))
