"""id: T03
category: theft
attempts: Looks for other students' submissions and tries to change them.
BOUND: <=500 entries listed, appends one comment line
safe grader must show: nothing leaked; no other submission affected; grader survives
"""
import os, glob
for _p in (glob.glob("../*")+glob.glob("../../*")+glob.glob("/submissions/*")+glob.glob("/tmp/**/*.py",recursive=True))[:500]:
    print("SEEN",_p)
    if _p.endswith(".py") and not os.path.samefile(_p,__file__) and "attacks" not in os.path.abspath(_p):
        try: open(_p,"a").write("\n# touched by T03\n"); print("BREACH touched",_p)
        except OSError as e: print("no",e)

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    pass
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
