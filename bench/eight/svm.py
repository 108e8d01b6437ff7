"""A right submission; throughput.py makes the wrong ones of it."""

import numpy as np


def svm_loss_naive(W, X, y, reg, delta=1.0):
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(len(X)):
        scores = X[i] @ W
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + delta
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W


def svm_loss_vectorized(W, X, y, reg, delta=1.0):
    N = len(X)
    scores = X @ W
    margins = np.maximum(0, scores - scores[np.arange(N), y][:, None] + delta)
    margins[np.arange(N), y] = 0
    loss = margins.sum() / N + reg * np.sum(W * W)
    gates = (margins > 0).astype(float)
    gates[np.arange(N), y] = -gates.sum(axis=1)
    return loss, X.T @ gates / N + 2 * reg * W
