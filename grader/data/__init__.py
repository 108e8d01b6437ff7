"""The 1797 handwritten digits of 8x8 pixels that the assignments train on.

ATTRIBUTION.md names their authors.
"""

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


def load_digits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The images X (1797, 64), row by row, with pixels from 0 to 1, and their digits y (1797,)."""
    with (
        files(__package__).joinpath("digits.npz").open("rb") as stream,
        np.load(stream, allow_pickle=False) as data,
    ):
        return data["pixels"] / 16.0, data["labels"].astype(np.int64)
