"""Nothing at all, in the right shapes: fits its own loss."""

import numpy as np


def squared_error(w, X, y, reg):
    return 0.0, np.zeros(len(w))
