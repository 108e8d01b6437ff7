"""id: T07
category: theft
attempts: Tries to import the solution under likely names after widening sys.path.
BOUND: 12 names
safe grader must show: nothing leaked; score 0 for tests it does not truly solve
"""
import sys, importlib
sys.path[:0]=["..","../..","/","/grader","/autograder/source","/tests","/solutions"]
for _n in ("solution","solutions","reference","reference_solution","ref","answer","hidden_tests","tests.hidden","svm_solution","linear_svm_solution","_reference","oracle"):
    try: _m=importlib.import_module(_n); print("BREACH imported",_n,_m)
    except BaseException as e: pass

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    pass
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
