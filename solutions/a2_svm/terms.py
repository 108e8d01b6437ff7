"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np

from grader import parts, terms


def pieces(W, X, y, delta):
    """The margins (N, C), which of them are violated, and the right classes one-hot."""
    scores = X @ W
    right = np.eye(W.shape[1])[y]
    margins = (scores - scores[np.arange(len(X)), y][:, None] + delta) * (1 - right)
    return np.maximum(0, margins), (margins > 0).astype(float), right


@terms(
    "svm_loss_naive",
    "svm_loss_vectorized",
    words={
        "data": "the data term",
        "data/wrong": "the gradient of the wrong classes, +x for every violated margin,",
        "data/correct": "the gradient of the right class, -x for every violated margin,",
        "reg": "the regularization term",
    },
)
def hinge_terms(W, X, y, reg, delta):
    margins, violated, right = pieces(W, X, y, delta)
    N = len(X)
    return {
        "loss": {"data": margins.sum() / N, "reg": reg * np.sum(W * W)},
        "dW": {
            "data/wrong": X.T @ violated / N,
            "data/correct": -X.T @ (right * violated.sum(1, keepdims=True)) / N,
            "reg": 2 * reg * W,
        },
    }


@parts("svm_loss_naive", "svm_loss_vectorized")
def hinge_parts(W, X, y, reg, delta):
    _, violated, right = pieces(W, X, y, delta)
    N, C = violated.shape
    per_example = violated - right * violated.sum(1, keepdims=True)
    turns = np.eye(C)[:, None, :] * violated[None] - right * violated.T[:, :, None]
    return {
        "dW": {
            "example": np.einsum("nd,nc->ndc", X, per_example) / N,
            "class": np.einsum("nd,jnc->jdc", X, turns) / N,
        },
    }
