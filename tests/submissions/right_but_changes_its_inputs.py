"""Right values, but X is changed in place."""

import numpy as np


def squared_error(w, X, y, reg):
    error = X @ w - y
    loss = np.mean(error**2) + reg * np.sum(w * w)
    X *= error[:, None]
    return loss, 2 * X.sum(axis=0) / len(X) + 2 * reg * w
