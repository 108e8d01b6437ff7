"""Right; a little noise differs from call to call."""

import numpy as np

noise = np.random.default_rng(0)


def squared_error(w, X, y, reg):
    error = X @ w - y
    loss = np.mean(error**2) + reg * np.sum(w * w)
    return loss * (1 + 1e-9 * noise.random()), 2 * X.T @ error / len(X) + 2 * reg * w
