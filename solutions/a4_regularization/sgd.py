"""Stochastic gradient descent, until a linear classifier reads handwritten digits.

Shapes: N examples, D features, C classes. X (N, D), W (D, C), y (N,) integers from 0 to C-1.
"""

import numpy as np
from given import softmax_loss


def sgd_step(W, dW, learning_rate):
    """The weights after one step against the gradient. W itself stays as it is.

    W (D, C), dW (D, C). Returns an array (D, C).
    """
    # BEGIN SOLUTION
    return W - learning_rate * dW
    # END SOLUTION


def sample_batch(X, y, batch_size, seed):
    """A random batch of the examples, each with its own label.

    X (N, D), y (N,). Returns (X_batch, y_batch) of shapes (batch_size, D) and (batch_size,). The
    rows are those of np.random.default_rng(seed).integers(N, size=batch_size).
    """
    # BEGIN SOLUTION
    rows = np.random.default_rng(seed).integers(len(X), size=batch_size)
    return X[rows], y[rows]
    # END SOLUTION


def train(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """Trains a softmax classifier with L2 regularization by stochastic gradient descent.

    X (N, D), y (N,), lam: the regularization strength.
    Starts from W = 0. In step t (0, 1, 2, ...) it draws a batch as sample_batch does with the seed
    `seed + t`, computes mean of L_i + lam * sum(W * W) on that batch with its gradient, notes the
    loss, and takes a step. given.softmax_loss(W, X, y) gives the mean of the L_i and its gradient.
    Returns (W, history): W (D, C) with C = the largest label + 1, and history (num_steps,), the
    loss of every step.
    """
    # BEGIN SOLUTION
    W, history = np.zeros((X.shape[1], y.max() + 1)), np.zeros(num_steps)
    for t in range(num_steps):
        rows = np.random.default_rng(seed + t).integers(len(X), size=batch_size)
        loss, dW = softmax_loss(W, X[rows], y[rows])
        history[t] = loss + lam * np.sum(W * W)
        W = W - learning_rate * (dW + 2 * lam * W)
    return W, history
    # END SOLUTION
