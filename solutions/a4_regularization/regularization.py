"""Penalties on large weights, and the loss of a classifier that has them.

Shapes: N examples, D features, C classes. X (N, D), W (D, C), y (N,) integers from 0 to C-1.
"""

import numpy as np
from given import softmax_loss


def l2_penalty(W):
    """The sum of the squares of all weights, and its gradient.

    W (D, C). Returns (R, dW): R = sum of W**2, without a factor 1/2, and dW (D, C).
    """
    # BEGIN SOLUTION
    return np.sum(W * W), 2 * W
    # END SOLUTION


def l1_penalty(W):
    """The sum of the absolute values of all weights, and a subgradient.

    W (D, C). Returns (R, dW): R = sum of |W|, and dW (D, C). Where a weight is 0, any slope from -1
    to 1 is right.
    """
    # BEGIN SOLUTION
    return np.sum(np.abs(W)), np.sign(W)
    # END SOLUTION


def elastic_net(W, alpha, beta):
    """A mixture of both penalties, and a subgradient.

    W (D, C). Returns (R, dW): R = alpha * sum of |W| + beta * sum of W**2, and dW (D, C).
    """
    # BEGIN SOLUTION
    return (
        alpha * np.sum(np.abs(W)) + beta * np.sum(W * W),
        alpha * np.sign(W) + 2 * beta * W,
    )
    # END SOLUTION


def total_loss(W, X, y, lam, alpha, beta):
    """The softmax loss of a batch with the elastic net as regularization, and a subgradient.

    W (D, C), X (N, D), y (N,). given.softmax_loss(W, X, y) gives the mean of the L_i and its
    gradient. Returns (loss, dW): loss = mean of L_i + lam * R(W), where R(W) is the elastic net
    with alpha and beta, and dW (D, C).
    """
    # BEGIN SOLUTION
    data, dW = softmax_loss(W, X, y)
    penalty = alpha * np.sum(np.abs(W)) + beta * np.sum(W * W)
    return data + lam * penalty, dW + lam * (alpha * np.sign(W) + 2 * beta * W)
    # END SOLUTION
