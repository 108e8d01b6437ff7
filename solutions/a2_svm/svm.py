"""The multiclass hinge loss (SVM) and its gradient.

Shapes: N examples, D features, C classes. X (N, D) holds one example in each row, W (D, C) one
class template in each column, y (N,) the right classes as integers from 0 to C-1.
"""

import numpy as np


def hinge_per_example(scores, y, delta=1.0):
    """The hinge loss of each example, without regularization.

    scores (N, C), y (N,), delta: the margin.
    Returns losses (N,): L_i = sum over j != y_i of max(0, scores[i, j] - scores[i, y_i] + delta).
    """
    # BEGIN SOLUTION
    rows = np.arange(len(scores))
    margins = np.maximum(0, scores - scores[rows, y][:, None] + delta)
    margins[rows, y] = 0
    return margins.sum(axis=1)
    # END SOLUTION


def svm_loss_naive(W, X, y, reg, delta=1.0):
    """The hinge loss and its gradient, with loops.

    W (D, C), X (N, D), y (N,), reg: the regularization strength, delta: the margin.
    Returns (loss, dW): loss = mean over i of L_i + reg * sum(W * W), dW (D, C) its gradient.
    """
    # BEGIN SOLUTION
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(len(X)):
        scores = X[i] @ W
        for j in range(W.shape[1]):
            margin = scores[j] - scores[y[i]] + delta
            if j != y[i] and margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W
    # END SOLUTION


def svm_loss_vectorized(W, X, y, reg, delta=1.0):
    """The same as svm_loss_naive, without a loop over examples or classes."""
    # BEGIN SOLUTION
    N = len(X)
    scores = X @ W
    margins = np.maximum(0, scores - scores[np.arange(N), y][:, None] + delta)
    margins[np.arange(N), y] = 0
    counts = (margins > 0).astype(float)
    counts[np.arange(N), y] = -counts.sum(axis=1)
    return margins.sum() / N + reg * np.sum(W * W), X.T @ counts / N + 2 * reg * W
    # END SOLUTION
