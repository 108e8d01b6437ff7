"""An endless loop that catches everything."""

import numpy as np


def squared_error(w, X, y, reg):
    while True:
        try:
            sum(range(1000))
        except BaseException:
            pass
