"""An array of Python objects."""

import numpy as np


def squared_error(w, X, y, reg):
    return 0.0, np.array([None] * len(w))
