"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np
from convnet import SmallConvNet

from grader import terms

WEIGHTS = ("W1", "W2", "W3")
WORDS = {
    "data": "the data term",
    "reg": "the regularization term",
    "reg/W1": "the regularization of W1",
    "reg/W2": "the regularization of W2",
    "reg/W3": "the regularization of W3",
}


@terms("SmallConvNet", words=WORDS)
def network_terms(init, params, X, y):
    reg = init["reg"]
    model = SmallConvNet(**{**init, "reg": 0.0})
    model.params.update(params)
    loss, grads = model.loss(X, y)
    found = {f"d{name}": {"data": grad} for name, grad in grads.items()}
    for name in WEIGHTS:
        found[f"d{name}"]["reg"] = 2 * reg * params[name]
    penalties = {f"reg/{name}": reg * np.sum(params[name] ** 2) for name in WEIGHTS}
    return {"loss": {"data": loss, **penalties}, **found}
