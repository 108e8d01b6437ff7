"""Softmax, cross-entropy, and the softmax classifier's loss with its gradient.

Shapes: N examples, D features, C classes. X (N, D) holds one example in each row, W (D, C) one
class in each column, y (N,) the right classes as integers from 0 to C-1.
"""

import numpy as np


def softmax(scores):
    """The probability of every class, for every example.

    scores (N, C). Returns p (N, C): p[i, c] = exp(scores[i, c]) / sum over j of exp(scores[i, j]).
    Right for scores of thousands too, where exp overflows.
    """
    # BEGIN SOLUTION
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    # END SOLUTION


def cross_entropy(scores, y):
    """The mean cross-entropy of a batch of scores, and its gradient.

    scores (N, C), y (N,).
    Returns (loss, dscores): loss = mean over i of -log p[i, y_i] with p = softmax(scores), the
    natural logarithm, and dscores (N, C), the gradient of the loss with respect to the scores.
    """
    # BEGIN SOLUTION
    rows = np.arange(len(scores))
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = np.exp(log_p)
    dscores[rows, y] -= 1
    return -log_p[rows, y].mean(), dscores / len(scores)
    # END SOLUTION


def softmax_loss_naive(W, X, y, reg):
    """The softmax classifier's loss and its gradient, with loops.

    W (D, C), X (N, D), y (N,), reg: the regularization strength.
    Returns (loss, dW): loss = mean over i of -log p[i, y_i] + reg * sum(W * W), where p are the
    softmax probabilities of the scores X @ W, and dW (D, C), its gradient.
    """
    # BEGIN SOLUTION
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(len(X)):
        scores = X[i] @ W
        scores = scores - scores.max()
        total = np.exp(scores).sum()
        loss += np.log(total) - scores[y[i]]
        for j in range(W.shape[1]):
            dW[:, j] += (np.exp(scores[j]) / total - (j == y[i])) * X[i]
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W
    # END SOLUTION


def softmax_loss_vectorized(W, X, y, reg):
    """The same as softmax_loss_naive, without a loop over examples or classes."""
    # BEGIN SOLUTION
    rows = np.arange(len(X))
    scores = X @ W
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    totals = powers.sum(axis=1)
    loss = np.mean(np.log(totals) - scores[rows, y])
    dscores = powers / totals[:, None]
    dscores[rows, y] -= 1
    return loss + reg * np.sum(W * W), X.T @ dscores / len(X) + 2 * reg * W
    # END SOLUTION
