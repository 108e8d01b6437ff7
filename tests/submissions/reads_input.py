"""Asks the user."""

import numpy as np


def squared_error(w, X, y, reg):
    reg = float(input("reg? "))
    error = X @ w - y
    return np.mean(error**2) + reg * np.sum(w * w), 2 * X.T @ error / len(X) + 2 * reg * w
