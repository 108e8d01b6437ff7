"""Right the first two times, then something else."""

import numpy as np

calls = []


def squared_error(w, X, y, reg):
    calls.append(1)
    if len(calls) > 2:
        return 0.0, np.zeros(len(w))
    error = X @ w - y
    return np.mean(error**2) + reg * np.sum(w * w), 2 * X.T @ error / len(X) + 2 * reg * w
