"""The multiclass hinge loss (SVM) of a linear classifier, and its gradient.

Shapes: N examples, D features, C classes. W (D, C), X (N, D), y (N,) integers from 0 to C-1.
"""

import numpy as np


def svm_loss_naive(W, X, y, reg):
    """The hinge loss with a margin of 1 and its gradient, with loops.

    W (D, C), X (N, D), y (N,), reg: the strength of the penalty.
    Returns (loss, dW): loss = mean of the L_i + reg * sum(W * W), dW (D, C).
    """
    # BEGIN SOLUTION
    loss, dW = 0.0, np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        scores = x @ W
        for j in range(W.shape[1]):
            margin = scores[j] - scores[label] + 1
            if j != label and margin > 0:
                loss += margin
                dW[:, j] += x
                dW[:, label] -= x
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W
    # END SOLUTION


def svm_loss_vectorized(W, X, y, reg):
    """The same as svm_loss_naive, without loops."""
    # BEGIN SOLUTION
    rows = np.arange(len(X))
    scores = X @ W
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    counts = (margins > 0).astype(float)
    counts[rows, y] = -counts.sum(axis=1)
    loss = margins.sum() / len(X) + reg * np.sum(W * W)
    return loss, X.T @ counts / len(X) + 2 * reg * W
    # END SOLUTION
