"""The multiclass hinge loss (SVM) of a linear classifier, and its gradient.

Shapes: N examples, D features, C classes. W (D, C), X (N, D), y (N,) integers from 0 to C-1.
"""

import numpy as np


def svm_loss_naive(W, X, y, reg):
    """The hinge loss with a margin of 1 and its gradient, with loops.

    W (D, C), X (N, D), y (N,), reg: the strength of the penalty.
    Returns (loss, dW): loss = mean of the L_i + reg * sum(W * W), dW (D, C).
    """
    # TODO: about 10 lines.
    raise NotImplementedError("assignment1: svm_loss_naive")


def svm_loss_vectorized(W, X, y, reg):
    """The same as svm_loss_naive, without loops."""
    # TODO: about 8 lines.
    raise NotImplementedError("assignment1: svm_loss_vectorized")
