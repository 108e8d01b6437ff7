"""The hinge loss and the softmax loss."""

import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    # BEGIN SOLUTION
    N = len(X)
    scores = X @ W
    margins = np.maximum(0, scores - scores[np.arange(N), y][:, None] + 1)
    margins[np.arange(N), y] = 0
    counts = (margins > 0).astype(float)
    counts[np.arange(N), y] = -counts.sum(axis=1)
    return margins.sum() / N + reg * np.sum(W * W), X.T @ counts / N + 2 * reg * W
    # END SOLUTION


def softmax_loss_vectorized(W, X, y, reg):
    # BEGIN SOLUTION
    N = len(X)
    scores = X @ W
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean() + reg * np.sum(W * W)
    p[np.arange(N), y] -= 1
    return loss, X.T @ p / N + 2 * reg * W
    # END SOLUTION
