"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np
from given import softmax_loss

from grader import terms

WORDS = {
    "data": "the data term",
    "l1": "the L1 part",
    "l2": "the L2 part",
}


@terms("l2_penalty", words=WORDS)
def l2_terms(W):
    return {"R": {"l2": np.sum(W * W)}, "dW": {"l2": 2 * W}}


@terms("l1_penalty", words=WORDS)
def l1_terms(W):
    return {"R": {"l1": np.sum(np.abs(W))}, "dW": {"l1": np.sign(W)}}


@terms("elastic_net", words=WORDS)
def elastic_terms(W, alpha, beta):
    return {
        "R": {"l1": alpha * np.sum(np.abs(W)), "l2": beta * np.sum(W * W)},
        "dW": {"l1": alpha * np.sign(W), "l2": 2 * beta * W},
    }


@terms("total_loss", words=WORDS)
def total_terms(W, X, y, lam, alpha, beta):
    data, dW = softmax_loss(W, X, y)
    return {
        "loss": {
            "data": data,
            "l1": lam * alpha * np.sum(np.abs(W)),
            "l2": lam * beta * np.sum(W * W),
        },
        "dW": {"data": dW, "l1": lam * alpha * np.sign(W), "l2": 2 * lam * beta * W},
    }
