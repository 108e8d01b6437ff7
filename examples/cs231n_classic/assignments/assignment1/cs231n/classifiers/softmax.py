"""The softmax loss (cross-entropy) of a linear classifier, and its gradient.

Shapes: N examples, D features, C classes. W (D, C), X (N, D), y (N,) integers from 0 to C-1.
"""

import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """The mean cross-entropy and its gradient, with loops.

    W (D, C), X (N, D), y (N,), reg: the strength of the penalty.
    Returns (loss, dW): loss = mean of the L_i + reg * sum(W * W), dW (D, C).
    """
    # TODO: about 9 lines.
    raise NotImplementedError("assignment1: softmax_loss_naive")


def softmax_loss_vectorized(W, X, y, reg):
    """The same as softmax_loss_naive, without loops."""
    # TODO: about 9 lines.
    raise NotImplementedError("assignment1: softmax_loss_vectorized")
