"""Least squares: the smallest problem with a loss, a gradient and something to time."""

import numpy as np


def squared_error(w, X, y, reg):
    """The mean squared error of X @ w, plus reg * sum(w * w), and its gradient.

    w (D,), X (N, D), y (N,). Returns (loss, dw) with dw (D,).
    """
    # TODO: about 2 lines.
    raise NotImplementedError("line: squared_error")
