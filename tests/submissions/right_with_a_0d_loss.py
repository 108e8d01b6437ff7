"""Right; the loss is an array of no dimensions."""

import numpy as np


def squared_error(w, X, y, reg):
    error = X @ w - y
    loss = np.array(np.mean(error**2) + reg * np.sum(w * w))
    return loss, 2 * X.T @ error / len(X) + 2 * reg * w
