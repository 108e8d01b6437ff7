"""An array that no memory holds."""

import numpy as np


def squared_error(w, X, y, reg):
    return 0.0, np.broadcast_to(1.0, (10**6, 10**6))
