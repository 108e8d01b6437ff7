"""Right, in single precision."""

import numpy as np


def squared_error(w, X, y, reg):
    w, X, y = w.astype("f4"), X.astype("f4"), y.astype("f4")
    error = X @ w - y
    loss = np.mean(error**2) + np.float32(reg) * np.sum(w * w)
    return loss, 2 * X.T @ error / np.float32(len(X)) + np.float32(2 * reg) * w
