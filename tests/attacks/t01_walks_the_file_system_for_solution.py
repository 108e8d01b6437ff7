"""id: T01
category: theft
attempts: Walks the file system for solutions, hidden tests, npz/npy/pkl data; prints what it finds.
BOUND: <=20000 entries, 200 hits
safe grader must show: nothing leaked; grader survives; score 0 for tests it does not truly solve
"""
import os
def _s():
    n=0; hits=[]
    for r in ("/","..","../..",os.path.expanduser("~")):
        for d,ds,fs in os.walk(r):
            ds[:]=[x for x in ds if os.path.join(d,x) not in ("/proc","/sys","/usr")]
            for f in fs:
                n+=1
                if n>20000 or len(hits)>200: return hits
                if any(s in f.lower() for s in ("solution","reference","hidden","answer",".npz","secret","token")): hits.append(os.path.join(d,f))
    return hits
for _p in _s():
    try: print("READ",_p,open(_p,"rb").read(40))
    except OSError as e: print("seen",_p,e)

import numpy as np
def svm_loss_vectorized(W, X, y, reg):
    pass
    return 0.0, np.zeros_like(W)
def softmax_loss_vectorized(W, X, y, reg):
    return svm_loss_vectorized(W, X, y, reg)
