"""Two layers with a ReLU between them, softmax, and an L2 penalty on the weights."""

from typing import NamedTuple

import numpy as np
from bank.inputs import every_class, smooth
from bank.registry import Topic

from grader import Case, LossFunction
from grader.model import Array


class Net(NamedTuple):
    """Before and after the ReLU (N, H); probabilities and right classes one-hot (N, C)."""

    A: Array
    H: Array
    scores: Array
    P: Array
    Y: Array


def net(x):
    A = x["X"] @ x["W1"] + x["b1"]
    H = np.maximum(0, A)
    scores = H @ x["W2"] + x["b2"]
    exp = np.exp(scores - scores.max(1, keepdims=True))
    return Net(A, H, scores, exp / exp.sum(1, keepdims=True), np.eye(scores.shape[1])[x["y"]])


def cross_entropy(scores, Y):
    shifted = scores - scores.max(1, keepdims=True)
    return (np.log(np.exp(shifted).sum(1)) - (shifted * Y).sum(1)).mean()


def loss(x):
    n = net(x)
    penalty = np.sum(x["W1"] ** 2) + np.sum(x["W2"] ** 2)
    return cross_entropy(n.scores, n.Y) + x["reg"] * penalty


def backprop(x, G, *, mask=None, H=None, W2=None):
    """The data gradients from G, the gradient by the scores, with one thing changed."""
    n = net(x)
    H = n.H if H is None else H
    W2 = x["W2"] if W2 is None else W2
    dA = (G @ W2.T) * (n.A > 0 if mask is None else mask)
    return {"W1": x["X"].T @ dA, "b1": dA.sum(0), "W2": H.T @ G, "b2": G.sum(0)}


def by_scores(x):
    n = net(x)
    return (n.P - n.Y) / len(x["X"])


def regularized(x, found, *, W1=2.0, W2=2.0):
    """Gradients with those of the penalty added, W1 and W2 with these factors."""
    return {
        **found,
        "W1": found["W1"] + W1 * x["reg"] * x["W1"],
        "W2": found["W2"] + W2 * x["reg"] * x["W2"],
    }


def gradients(x, G=None, *, reg=2.0, **changes):
    """The right gradients, with one thing changed."""
    found = backprop(x, by_scores(x) if G is None else G, **changes)
    return regularized(x, found, W1=reg, W2=reg)


def terms(x):
    n, N = net(x), len(x["X"])
    probs, onehot = backprop(x, n.P / N), backprop(x, -n.Y / N)
    found = {f"d{k}": {"data/probs": probs[k], "data/onehot": onehot[k]} for k in probs}
    for k in ("W1", "W2"):
        found[f"d{k}"]["reg"] = 2 * x["reg"] * x[k]
    return found


def parts(x):
    G = by_scores(x)
    turns = [backprop(x, G * (np.arange(len(G)) == i)[:, None]) for i in range(len(G))]
    return {f"d{k}": {"example": np.stack([turn[k] for turn in turns])} for k in turns[0]}


def small(N, D, H, C, reg):
    def draw(rng):
        normal = rng.standard_normal
        return {
            "X": normal((N, D)),
            "y": every_class(rng, N, C),
            "W1": 0.7 * normal((D, H)),
            "b1": 0.3 * normal(H),
            "W2": 0.7 * normal((H, C)),
            "b2": 0.3 * normal(C),
            "reg": reg,
        }

    return draw


def off_every_kink(x):
    """No hidden value is next to 0, and scores and hidden values have both signs."""
    n = net(x)
    return np.abs(n.A).min() > 1e-3 and (n.A < 0).any() and (n.scores < 0).any()


twolayer = Topic(
    problem=LossFunction(
        "twolayer",
        inputs=[
            smooth("wide", small(7, 5, 6, 3, reg=0.37), off_every_kink),
            smooth("many classes", small(4, 3, 5, 6, reg=0.11), off_every_kink),
        ],
        wrt=["W1", "b1", "W2", "b2"],
        shapes={"X": "N D", "W1": "D H", "b1": "H", "W2": "H C", "b2": "C"},
        checks=[],
    ),
    forward=loss,
    backward=gradients,
    notebook=[Case("toy", small(5, 4, 10, 3, reg=0.05))],
    terms=terms,
    parts=parts,
)
