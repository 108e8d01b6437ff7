"""Mistakes that students make with the hinge loss. A docstring is the hint they get."""

import numpy as np

from grader import misconception

NAIVE, FAST = "svm_loss_naive", "svm_loss_vectorized"


def hinge(W, X, y, reg, delta, *, count_y=False, gate=None, weight=None, N=None):
    """The right loss and gradient, with one thing changed."""
    N = N or len(X)
    scores = X @ W
    right = np.eye(W.shape[1])[y]
    others = np.ones_like(right) if count_y else 1 - right
    raw = scores - (scores * right).sum(1, keepdims=True) + delta
    margins = np.maximum(0, raw) * others
    gates = others * (gate(raw, scores) if gate else raw > 0)
    slopes = gates * weight(margins) if weight else gates
    dscores = slopes - right * slopes.sum(1, keepdims=True)
    return margins.sum() / N + reg * np.sum(W * W), X.T @ dscores / N + 2 * reg * W


@misconception(NAIVE, FAST)
def sum_not_mean(W, X, y, reg, delta=1.0):
    """The sum over the examples is not divided by N: the loss is a mean over the batch."""
    return hinge(W, X, y, reg, delta, N=1)


@misconception(NAIVE, FAST)
def counts_the_right_class(W, X, y, reg, delta=1.0):
    """The sum includes j = y_i, whose margin is always delta: skip the right class."""
    loss, _ = hinge(W, X, y, reg, delta)
    scores = X @ W
    raw = scores - scores[np.arange(len(X)), y][:, None] + delta
    dscores = (raw > 0).astype(float)
    dscores[np.arange(len(X)), y] -= dscores.sum(1)
    dscores[np.arange(len(X)), y] -= 1
    return loss + delta, X.T @ dscores / len(X) + 2 * reg * W


@misconception(NAIVE, FAST)
def right_class_once(W, X, y, reg, delta=1.0):
    """Subtract x_i from the right class once for every violated margin, not once per example."""
    loss, _ = hinge(W, X, y, reg, delta)
    scores = X @ W
    right = np.eye(W.shape[1])[y]
    gates = (scores - (scores * right).sum(1, keepdims=True) + delta > 0) * (1 - right)
    dscores = gates - right * gates.any(1, keepdims=True)
    return loss, X.T @ dscores / len(X) + 2 * reg * W


@misconception(NAIVE, FAST)
def right_class_forgotten(W, X, y, reg, delta=1.0):
    """Every violated margin also moves the right class: dW[:, y_i] gets -x_i for each of them."""
    loss, _ = hinge(W, X, y, reg, delta)
    scores = X @ W
    right = np.eye(W.shape[1])[y]
    gates = (scores - (scores * right).sum(1, keepdims=True) + delta > 0) * (1 - right)
    return loss, X.T @ gates / len(X) + 2 * reg * W


@misconception(NAIVE, FAST)
def ignores_delta(W, X, y, reg, delta=1.0):
    """The margin lacks delta: it is scores[j] - scores[y_i] + delta."""
    return hinge(W, X, y, reg, 0.0)


@misconception(NAIVE, FAST)
def delta_hard_coded(W, X, y, reg, delta=1.0):
    """Delta is a parameter; here it is 1 whatever the caller asks for."""
    return hinge(W, X, y, reg, 1.0)


@misconception(NAIVE, FAST)
def gate_on_scores(W, X, y, reg, delta=1.0):
    """The gradient counts the classes whose score is positive; count those whose margin is."""
    return hinge(W, X, y, reg, delta, gate=lambda raw, scores: scores > 0)


@misconception(NAIVE, FAST)
def no_gate(W, X, y, reg, delta=1.0):
    """The gradient counts every wrong class; only those with a positive margin contribute."""
    return hinge(W, X, y, reg, delta, gate=lambda raw, scores: np.ones_like(raw))


@misconception(NAIVE, FAST)
def margin_not_indicator(W, X, y, reg, delta=1.0):
    """The gradient is weighted with the margin; its derivative is 1 where it is positive."""
    return hinge(W, X, y, reg, delta, weight=lambda margins: margins)


@misconception(NAIVE, FAST)
def squared_hinge(W, X, y, reg, delta=1.0):
    """This is the squared hinge loss; here the margin counts as it is."""
    scores = X @ W
    right = np.eye(W.shape[1])[y]
    margins = np.maximum(0, scores - (scores * right).sum(1, keepdims=True) + delta) * (1 - right)
    dscores = 2 * (margins - right * margins.sum(1, keepdims=True))
    loss = np.sum(margins**2) / len(X) + reg * np.sum(W * W)
    return loss, X.T @ dscores / len(X) + 2 * reg * W


@misconception(NAIVE, FAST)
def regularization_gradient_forgotten(W, X, y, reg, delta=1.0):
    """The loss has the regularization term, its gradient is missing: add 2 * reg * W to dW."""
    loss, dW = hinge(W, X, y, reg, delta)
    return loss, dW - 2 * reg * W


@misconception(NAIVE, FAST)
def regularization_gradient_halved(W, X, y, reg, delta=1.0):
    """The derivative of reg * W**2 is 2 * reg * W: here is no 1/2 before the sum of squares."""
    loss, dW = hinge(W, X, y, reg, delta)
    return loss, dW - reg * W


@misconception(NAIVE, FAST)
def regularization_forgotten(W, X, y, reg, delta=1.0):
    """The regularization term reg * sum(W * W) and its gradient are missing."""
    return hinge(W, X, y, 0.0, delta)


@misconception(NAIVE, FAST)
def regularization_averaged(W, X, y, reg, delta=1.0):
    """Only the data term is a mean over the batch: the regularization is not divided by N."""
    return hinge(W, X, y, reg / len(X), delta)


@misconception("hinge_per_example")
def example_counts_the_right_class(scores, y, delta=1.0):
    """The sum includes j = y_i, which adds delta to every loss: skip the right class."""
    rows = np.arange(len(scores))
    return np.maximum(0, scores - scores[rows, y][:, None] + delta).sum(axis=1)


@misconception("hinge_per_example")
def example_ignores_delta(scores, y, delta=1.0):
    """The margin lacks delta: it is scores[j] - scores[y_i] + delta."""
    rows = np.arange(len(scores))
    return np.maximum(0, scores - scores[rows, y][:, None]).sum(axis=1)


@misconception("hinge_per_example")
def example_delta_hard_coded(scores, y, delta=1.0):
    """Delta is a parameter; here it is 1 whatever the caller asks for."""
    rows = np.arange(len(scores))
    return np.maximum(0, scores - scores[rows, y][:, None] + 1.0).sum(axis=1) - 1.0


@misconception("hinge_per_example")
def example_sign(scores, y, delta=1.0):
    """The sign is turned: a wrong class hurts where its score is above that of the right class."""
    rows = np.arange(len(scores))
    margins = np.maximum(0, scores[rows, y][:, None] - scores + delta)
    return margins.sum(axis=1) - margins[rows, y]


@misconception("hinge_per_example")
def example_no_maximum(scores, y, delta=1.0):
    """Margins below zero count as zero: take np.maximum(0, ...) before the sum."""
    rows = np.arange(len(scores))
    return (scores - scores[rows, y][:, None] + delta).sum(axis=1) - delta


@misconception("hinge_per_example")
def example_absolute_value(scores, y, delta=1.0):
    """A negative margin is no loss at all: use np.maximum(0, ...), not np.abs."""
    rows = np.arange(len(scores))
    return np.abs(scores - scores[rows, y][:, None] + delta).sum(axis=1) - abs(delta)


@misconception("hinge_per_example")
def example_only_the_worst(scores, y, delta=1.0):
    """Every wrong class with a positive margin counts, not only the one with the largest."""
    rows = np.arange(len(scores))
    margins = np.maximum(0, scores - scores[rows, y][:, None] + delta)
    margins[rows, y] = 0
    return margins.max(axis=1)


@misconception("hinge_per_example")
def example_mean_over_classes(scores, y, delta=1.0):
    """The loss of an example is the sum over the wrong classes, not their mean."""
    rows = np.arange(len(scores))
    margins = np.maximum(0, scores - scores[rows, y][:, None] + delta)
    margins[rows, y] = 0
    return margins.sum(axis=1) / scores.shape[1]


def loop_over_examples(W, X, y, reg, delta=1.0):
    """Right, but with a Python loop over the examples."""
    loss, dW = 0.0, np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        scores = x @ W
        margins = np.maximum(0, scores - scores[label] + delta)
        margins[label] = 0
        gates = (margins > 0).astype(float)
        gates[label] = -gates.sum()
        loss += margins.sum()
        dW += np.outer(x, gates)
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W
