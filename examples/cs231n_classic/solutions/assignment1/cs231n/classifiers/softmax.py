"""The softmax loss (cross-entropy) of a linear classifier, and its gradient.

Shapes: N examples, D features, C classes. W (D, C), X (N, D), y (N,) integers from 0 to C-1.
"""

import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """The mean cross-entropy and its gradient, with loops.

    W (D, C), X (N, D), y (N,), reg: the strength of the penalty.
    Returns (loss, dW): loss = mean of the L_i + reg * sum(W * W), dW (D, C).
    """
    # BEGIN SOLUTION
    loss, dW = 0.0, np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        scores = x @ W
        scores -= scores.max()
        total = np.exp(scores).sum()
        loss += np.log(total) - scores[label]
        for j in range(W.shape[1]):
            dW[:, j] += x * (np.exp(scores[j]) / total - (j == label))
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W
    # END SOLUTION


def softmax_loss_vectorized(W, X, y, reg):
    """The same as softmax_loss_naive, without loops."""
    # BEGIN SOLUTION
    rows = np.arange(len(X))
    scores = X @ W
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    totals = powers.sum(axis=1)
    loss = np.mean(np.log(totals) - scores[rows, y]) + reg * np.sum(W * W)
    dscores = powers / totals[:, None]
    dscores[rows, y] -= 1
    return loss, X.T @ dscores / len(X) + 2 * reg * W
    # END SOLUTION
