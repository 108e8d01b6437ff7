"""Sums of products by einsum, which does not use BLAS here, and a bias for each example."""

import numpy as np


def linear_scores(X, W, b):
    return np.einsum("nd,dc->nc", X, W) + np.tile(b, (len(X), 1))
