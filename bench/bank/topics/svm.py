"""The hinge loss: mean over i of sum over j != y_i of max(0, s_j - s_y + delta), + reg sum W^2."""

from typing import NamedTuple

import numpy as np
from bank.inputs import linear, notebook, smooth, tie
from bank.registry import Topic

from grader import LossFunction
from grader.model import Array


class Hinge(NamedTuple):
    """Scores, margins, which of them are violated, and the right classes one-hot: all (N, C)."""

    scores: Array
    raw: Array
    margins: Array
    violated: Array
    right: Array


def hinge(x):
    scores = x["X"] @ x["W"]
    right = np.eye(scores.shape[1])[x["y"]]
    raw = scores - (scores * right).sum(1, keepdims=True) + x["delta"]
    margins = np.maximum(0, raw) * (1 - right)
    return Hinge(scores, raw, margins, (margins > 0).astype(float), right)


def loss(x):
    return hinge(x).margins.sum() / len(x["X"]) + x["reg"] * np.sum(x["W"] ** 2)


def both(x, slopes):
    """The derivative by the scores, where margin ij has the slope slopes[i, j]."""
    return slopes - hinge(x).right * slopes.sum(1, keepdims=True)


def gradient(x, dscores=None, *, N=None, reg=2.0):
    """The right gradient, with one thing changed."""
    if dscores is None:
        dscores = both(x, hinge(x).violated)
    return x["X"].T @ dscores / (N or len(x["X"])) + reg * x["reg"] * x["W"]


def terms(x):
    h, N = hinge(x), len(x["X"])
    return {
        "dW": {
            "data/wrong": x["X"].T @ h.violated / N,
            "data/correct": -x["X"].T @ (h.right * h.violated.sum(1, keepdims=True)) / N,
            "reg": 2 * x["reg"] * x["W"],
        }
    }


def parts(x):
    h, N = hinge(x), len(x["X"])
    turns = [
        both(x, h.violated * (np.arange(h.right.shape[1]) == j)) for j in range(h.right[0].size)
    ]
    return {
        "dW": {
            "example": np.einsum("nd,nc->ndc", x["X"], both(x, h.violated)) / N,
            "class": np.stack([x["X"].T @ turn for turn in turns]) / N,
        }
    }


def off_every_kink(x):
    h = hinge(x)
    return np.abs(h.raw[h.right == 0]).min() > 1e-3


def on_a_kink(x):
    h = hinge(x)
    return (h.raw[h.right == 0] == 0).any()


def whole_numbers(rng):
    return {
        "W": rng.integers(-1, 2, (3, 4)).astype(float),
        "X": rng.integers(-1, 2, (8, 3)).astype(float),
        "y": rng.integers(4, size=8),
        "reg": 0.25,
        "delta": 1.0,
    }


svm = Topic(
    problem=LossFunction(
        "svm",
        inputs=[
            smooth("few classes", linear(7, 5, 3, reg=0.37, delta=1.0), off_every_kink),
            smooth("margin 0.7", linear(11, 3, 5, reg=0.13, delta=0.7), off_every_kink),
            smooth("square W", linear(5, 4, 4, reg=0.21, delta=1.6), off_every_kink),
            tie("margins of 0", whole_numbers, on_a_kink),
            tie("more margins of 0", whole_numbers, on_a_kink),
        ],
        wrt=["W"],
        shapes={"W": "D C", "X": "N D", "y": "N"},
        checks=[],
    ),
    forward=loss,
    backward=gradient,
    notebook=notebook(delta=1.0),
    terms=terms,
    parts=parts,
)
