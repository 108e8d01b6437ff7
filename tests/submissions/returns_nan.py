"""NaN in the gradient."""

import numpy as np


def squared_error(w, X, y, reg):
    error = X @ w - y
    dw = 2 * X.T @ error / len(X) + 2 * reg * w
    dw[0] = np.nan
    return np.mean(error**2) + reg * np.sum(w * w), dw
