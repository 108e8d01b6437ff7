"""An endless loop."""

import numpy as np


def squared_error(w, X, y, reg):
    while True:
        pass
