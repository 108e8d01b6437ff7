"""A calibration kernel: so much NumPy work that the cost of a function can be told in units of it.

A student has no reference to time beside. How many kernels the reference costs is recorded where it
is at hand; the student's machine times the kernel. It does what vectorized code does, and is the
answer to nothing: products of tall and small matrices, a transcendental function, means and sums
along both axes, picked entries.
"""

import numpy as np

N, D, C = 4000, 8, 4

_A = np.sin(np.arange(1.0, N * D + 1)).reshape(N, D)
_B = np.cos(np.arange(1.0, D * C + 1)).reshape(D, C)
_rows, _columns = np.arange(N), np.arange(N) % C


def kernel() -> float:
    """One unit of work; returns a number."""
    waves = np.tanh(_A @ _B)
    waves = waves - waves.mean(axis=1)[:, None]
    waves[_rows, _columns] *= 0.5
    mixed = np.sqrt(np.abs(waves)) * waves
    return float(np.abs(_A.T @ mixed).sum() + mixed.sum(axis=0)[0])
