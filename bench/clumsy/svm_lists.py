"""Lists as indices, as many real hand-ins have them."""

import numpy as np


def svm_loss_vectorized(W, X, y, reg, delta=1.0):
    N = X.shape[0]
    scores = X.dot(W)
    right = scores[range(N), list(y)].reshape(-1, 1)
    margins = np.maximum(0, scores - right + delta)
    margins[range(N), list(y)] = 0
    counts = np.zeros(margins.shape)
    counts[margins > 0] = 1
    counts[range(N), list(y)] = -np.sum(counts, axis=1)
    return margins.sum() / N + reg * np.sum(W * W), X.T.dot(counts) / N + 2 * reg * W
