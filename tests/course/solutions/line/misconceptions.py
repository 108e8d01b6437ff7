import numpy as np
from line import squared_error

from grader import misconception


@misconception("squared_error")
def sum_not_mean(w, X, y, reg):
    """The errors are summed; take their mean."""
    error = X @ w - y
    return np.sum(error**2) + reg * np.sum(w * w), 2 * X.T @ error + 2 * reg * w


@misconception("squared_error")
def factor_two_forgotten(w, X, y, reg):
    """The derivative of a square has a factor 2."""
    loss, dw = squared_error(w, X, y, reg)
    return loss, dw / 2


@misconception("squared_error")
def absolute_error(w, X, y, reg):
    """Square the errors, do not take their absolute value."""
    error = X @ w - y
    loss = np.mean(np.abs(error)) + reg * np.sum(w * w)
    return loss, X.T @ np.sign(error) / len(X) + 2 * reg * w


def loop(w, X, y, reg):
    """Right, but with a loop over the examples."""
    loss, dw = 0.0, np.zeros(len(w))
    for x, target in zip(X, y, strict=True):
        error = x @ w - target
        loss += error**2
        dw += 2 * error * x
    return loss / len(X) + reg * np.sum(w * w), dw / len(X) + 2 * reg * w
