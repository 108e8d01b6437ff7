"""A masked array in place of an array."""

import numpy as np


def squared_error(w, X, y, reg):
    error = X @ w - y
    return np.mean(error**2) + reg * np.sum(w * w), np.ma.array(2 * X.T @ error / len(X))
