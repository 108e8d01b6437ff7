"""The elastic net: l1 sum |W| + l2 sum W^2."""

import numpy as np
from bank.inputs import tie
from bank.registry import Topic

from grader import Case, LossFunction


def penalty(x):
    return x["l1"] * np.abs(x["W"]).sum() + x["l2"] * np.sum(x["W"] ** 2)


def terms(x):
    return {"dW": {"l1": x["l1"] * np.sign(x["W"]), "l2": 2 * x["l2"] * x["W"]}}


def gradient(x):
    return sum(terms(x)["dW"].values())


def parts(x):
    rows = np.eye(len(x["W"]))[:, :, None]
    return {"dW": {"row": rows * gradient(x)}}


def weights(D, C, l1, l2, *, zeros=0.0):
    def draw(rng):
        W = rng.standard_normal((D, C))
        W[rng.random((D, C)) < zeros] = 0.0
        return {"W": W, "l1": l1, "l2": l2}

    return draw


def has_zeros(x):
    return (x["W"] == 0).any()


reg = Topic(
    problem=LossFunction(
        "reg",
        inputs=[
            Case("more l1", weights(5, 3, 0.3, 0.2)),
            Case("much more l1", weights(4, 6, 0.7, 0.05)),
            Case("only l1", weights(3, 4, 0.4, 0.0)),
            Case("only l2", weights(3, 4, 0.0, 0.6)),
            tie("zeros", weights(5, 3, 0.3, 0.2, zeros=0.4), has_zeros),
        ],
        wrt=["W"],
        shapes={"W": "D C"},
        checks=[],
    ),
    forward=penalty,
    backward=gradient,
    notebook=[Case("equal strengths", weights(6, 4, 0.1, 0.1))],
    terms=terms,
    parts=parts,
)
