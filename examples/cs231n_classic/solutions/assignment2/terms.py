"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np
from cs231n.layers import affine_forward, conv_forward_naive

from grader import terms

WORDS = {"products": "the sum of the products", "bias": "the bias"}


@terms("affine_forward", words=WORDS)
def affine_terms(x, w, b):
    products, _ = affine_forward(x, w, 0 * b)
    return {"out": {"products": products, "bias": np.zeros(products.shape) + b}}


@terms("conv_forward_naive", words=WORDS)
def conv_terms(x, w, b, conv_param):
    products, _ = conv_forward_naive(x, w, 0 * b, conv_param)
    return {"out": {"products": products, "bias": np.zeros(products.shape) + b[:, None, None]}}
