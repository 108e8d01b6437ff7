"""The cross-entropy of softmax: mean over i of -log p[i, y_i], + reg sum W^2."""

from typing import NamedTuple

import numpy as np
from bank.inputs import linear, notebook, until
from bank.registry import Topic

from grader import Case, CaseKind, LossFunction
from grader.model import Array


class Softmax(NamedTuple):
    """Scores, probabilities, and the right classes one-hot: all (N, C)."""

    scores: Array
    probs: Array
    onehot: Array


def softmax(x):
    scores = x["X"] @ x["W"]
    exp = np.exp(scores - scores.max(1, keepdims=True))
    return Softmax(scores, exp / exp.sum(1, keepdims=True), np.eye(scores.shape[1])[x["y"]])


def loss(x):
    s = softmax(x)
    shifted = s.scores - s.scores.max(1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(1)) - (shifted * s.onehot).sum(1)
    return losses.mean() + x["reg"] * np.sum(x["W"] ** 2)


def gradient(x, dscores=None, *, N=None, reg=2.0):
    """The right gradient, with one thing changed."""
    if dscores is None:
        s = softmax(x)
        dscores = s.probs - s.onehot
    return x["X"].T @ dscores / (N or len(x["X"])) + reg * x["reg"] * x["W"]


def terms(x):
    s, N = softmax(x), len(x["X"])
    return {
        "dW": {
            "data/probs": x["X"].T @ s.probs / N,
            "data/onehot": -x["X"].T @ s.onehot / N,
            "reg": 2 * x["reg"] * x["W"],
        }
    }


def parts(x):
    s, N = softmax(x), len(x["X"])
    dscores = s.probs - s.onehot
    columns = np.eye(dscores.shape[1])[:, None, :]
    return {
        "dW": {
            "example": np.einsum("nd,nc->ndc", x["X"], dscores) / N,
            "class": np.stack([x["X"].T @ (dscores * column) for column in columns]) / N,
        }
    }


def overflows(x):
    """One score of each example is about 2000 in size, one is above 1000; each winner is clear."""
    scores = softmax(x).scores
    second, first = np.sort(scores, axis=1)[:, -2:].T
    return scores.max() > 1000 and (first - second).min() > 60


def thousands(rng):
    x = linear(6, 5, 4, reg=0.17)(rng)
    x["X"] *= 2000 / np.abs(x["X"] @ x["W"]).max(1, keepdims=True)
    return x


softmax_loss = Topic(
    problem=LossFunction(
        "softmax",
        inputs=[
            Case("few classes", linear(7, 5, 3, reg=0.37)),
            Case("a class without examples", linear(11, 3, 5, classes=4, reg=0.13)),
            Case("square W", linear(5, 4, 4, reg=0.21)),
            Case(
                "scores of 2000",
                until(overflows, thousands),
                kind=CaseKind.LARGE,
                claim=overflows,
            ),
        ],
        wrt=["W"],
        shapes={"W": "D C", "X": "N D", "y": "N"},
        checks=[],
    ),
    forward=loss,
    backward=gradient,
    notebook=notebook(),
    terms=terms,
    parts=parts,
)
