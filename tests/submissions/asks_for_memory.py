"""More memory than there is."""

import numpy as np


def squared_error(w, X, y, reg):
    return 0.0, np.ones((10**7, 10**6)).sum(axis=0)
