"""A calibration kernel: so much NumPy work that the cost of a function can be told in units of it.

A student has no reference to time beside. How many kernels the reference costs is recorded where it
is at hand; the student's machine times the kernel. It does what vectorized code of the course does:
a product of tall and small matrices, exponentials, sums along both axes, picked entries.
"""

import numpy as np

N, D, C = 4000, 8, 4

_X = np.sin(np.arange(1.0, N * D + 1)).reshape(N, D)
_W = np.cos(np.arange(1.0, D * C + 1)).reshape(D, C)
_y = np.arange(N) % C


def kernel() -> float:
    """One unit of work: a loss of N examples and its gradient; returns a number."""
    scores = _X @ _W
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    shares[np.arange(N), _y] -= 1.0
    return float(np.abs(_X.T @ shares).sum() / N)
