"""Named values in place of a tuple."""

import numpy as np


def squared_error(w, X, y, reg):
    return {"loss": 0.0, "dw": w}
