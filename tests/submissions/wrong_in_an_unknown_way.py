"""No known mistake: one entry is off."""

import numpy as np


def squared_error(w, X, y, reg):
    error = X @ w - y
    dw = 2 * X.T @ error / len(X) + 2 * reg * w
    dw[2] += 0.125
    return np.mean(error**2) + reg * np.sum(w * w), dw
