"""Right, with a loop over the examples."""

import numpy as np


def squared_error(w, X, y, reg):
    loss, dw = 0.0, np.zeros(len(w))
    for i in range(len(X)):
        error = X[i] @ w - y[i]
        loss += error**2
        dw += 2 * error * X[i]
    return loss / len(X) + reg * np.sum(w * w), dw / len(X) + 2 * reg * w
