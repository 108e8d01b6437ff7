"""id: F44
category: forgery
attempts: Replaces __import__, meta_path, path hooks and the NumPy functions that the worker itself uses to make its answers.
BOUND: none
safe grader must show: score 0 for tests it does not truly solve; grader survives
"""
import builtins, sys
import numpy as np
_import = builtins.__import__
builtins.__import__ = lambda name, *a, **k: _import("math" if name in ("resource", "signal") else name, *a, **k)
class Everything:
    def find_spec(self, name, path=None, target=None): raise ImportError(name)
sys.meta_path[:] = [Everything()]; sys.path_hooks[:] = []; sys.path_importer_cache.clear()
for _name in ("asarray", "ascontiguousarray", "array", "dtype", "empty", "prod"):
    try: setattr(np, _name, lambda *a, **k: 0.0)
    except Exception: pass
def svm_loss_vectorized(W, X, y, reg):
    return 0.0, W * 0
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
