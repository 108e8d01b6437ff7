"""Right, and between fast and slow: blocks of examples."""

import numpy as np


def squared_error(w, X, y, reg):
    loss, dw = 0.0, np.zeros(len(w))
    for i in range(0, len(X), 50):
        error = X[i : i + 50] @ w - y[i : i + 50]
        loss += np.sum(error**2)
        dw += 2 * X[i : i + 50].T @ error
    return loss / len(X) + reg * np.sum(w * w), dw / len(X) + 2 * reg * w
