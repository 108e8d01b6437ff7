"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np
from given import cross_entropy
from layers import affine_backward, relu_backward

from grader import terms


@terms(
    "branches",
    words={
        "sum": "the gradient that comes back through q = x + y",
        "max": "the gradient that comes back through m = max(y, z)",
        "product": "the gradient that comes back through x * y",
        "left": "q * m",
        "right": "x * y",
    },
)
def branch_terms(x, y, z):
    q, m, wins = x + y, np.maximum(y, z), y >= z
    return {
        "f": {"left": q * m, "right": x * y},
        "dx": {"sum": m, "product": y},
        "dy": {"sum": m, "max": q * wins, "product": x},
        "dz": {"max": q * ~wins},
    }


@terms("affine_forward", words={"product": "x @ w", "bias": "the bias"})
def affine_terms(x, w, b):
    product = x.reshape(len(x), -1) @ w
    return {"out": {"product": product, "bias": np.broadcast_to(b, product.shape)}}


@terms(
    "TwoLayerNet",
    words={
        "data": "the data term",
        "reg": "the penalty",
        "reg/W1": "the penalty of W1",
        "reg/W2": "the penalty of W2",
    },
)
def net_terms(init, params, X, y):
    W1, W2, reg = params["W1"], params["W2"], init["reg"]
    sums = X @ W1 + params["b1"]
    hidden = np.maximum(0, sums)
    data, dscores = cross_entropy(hidden @ W2 + params["b2"], y)
    dhidden, dW2, db2 = affine_backward(dscores, (hidden, W2, None))
    _, dW1, db1 = affine_backward(relu_backward(dhidden, sums), (X, W1, None))
    return {
        "loss": {"data": data, "reg/W1": reg * np.sum(W1**2), "reg/W2": reg * np.sum(W2**2)},
        "dW1": {"data": dW1, "reg": 2 * reg * W1},
        "db1": {"data": db1},
        "dW2": {"data": dW2, "reg": 2 * reg * W2},
        "db2": {"data": db2},
    }
