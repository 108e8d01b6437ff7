"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np
from conv import conv_forward_naive

from grader import parts, terms

LAYER = ("conv_forward_naive", "conv_backward_naive")


@terms(
    "conv_param_count", words={"weights": "the number of weights", "biases": "the number of biases"}
)
def counts(C, F, HH, WW, bias):
    return {"count": {"weights": np.asarray(F * C * HH * WW), "biases": np.asarray(F * bool(bias))}}


@terms(*LAYER, words={"products": "the sum of the products", "bias": "the bias"})
def products_and_bias(x, w, b, conv_param, *_):
    products, _ = conv_forward_naive(x, w, 0 * b, conv_param)
    return {"out": {"products": products, "bias": products * 0 + b[:, None, None]}}


@parts(*LAYER)
def channels(x, w, b, conv_param, *_):
    each = [
        conv_forward_naive(x[:, c : c + 1], w[:, c : c + 1], 0 * b, conv_param)[0]
        for c in range(x.shape[1])
    ]
    return {"out": {"channel": np.stack(each)}}
