"""Prints 200 MB."""

import numpy as np


def squared_error(w, X, y, reg):
    for _ in range(200):
        print("x" * 1_000_000)
    error = X @ w - y
    return np.mean(error**2) + reg * np.sum(w * w), 2 * X.T @ error / len(X) + 2 * reg * w
