"""Forgets to return."""

import numpy as np


def squared_error(w, X, y, reg):
    error = X @ w - y
    np.mean(error**2)
