"""Mistakes that students make with softmax and cross-entropy. A docstring is the hint they get."""

import numpy as np

from grader import misconception

NAIVE, FAST = "softmax_loss_naive", "softmax_loss_vectorized"


def right_softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# --- softmax --------------------------------------------------------------------------------


@misconception("softmax")
def exp_overflows(scores):
    """exp overflows for large scores: subtract each row's maximum first, which changes nothing."""
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


@misconception("softmax")
def one_maximum_for_all(scores):
    """Subtract each row's own maximum: with one for all, rows of low scores underflow to 0 / 0."""
    powers = np.exp(scores - scores.max())
    return powers / powers.sum(axis=1, keepdims=True)


@misconception("softmax")
def sums_over_examples(scores):
    """The probabilities of one example add up to 1: sum over the classes, axis=1."""
    powers = np.exp(scores - scores.max(axis=0))
    return powers / powers.sum(axis=0)


@misconception("softmax")
def exp_forgotten(scores):
    """The scores themselves are divided by their sum; take exp of them first."""
    return scores / scores.sum(axis=1, keepdims=True)


@misconception("softmax")
def not_normalized(scores):
    """The powers are not divided by their sum, so they are no probabilities."""
    return np.exp(scores - scores.max(axis=1, keepdims=True))


@misconception("softmax")
def sigmoid_not_softmax(scores):
    """This is the sigmoid of each score; softmax divides by the sum over the classes."""
    return 1 / (1 + np.exp(-scores))


@misconception("softmax")
def log_probabilities(scores):
    """These are the logarithms of the probabilities."""
    return np.log(right_softmax(scores))


@misconception("softmax")
def powers_of_two(scores):
    """The powers are those of e: np.exp, not 2 ** scores."""
    powers = 2.0 ** (scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# --- cross_entropy --------------------------------------------------------------------------


def entropy(scores, y, *, log=np.log, p=None, loss=None, slope=None):
    """The right loss and gradient, with one thing changed."""
    rows = np.arange(len(scores))
    right = right_softmax(scores) if p is None else p
    dscores = right.copy() if slope is None else slope(right)
    if slope is None:
        dscores[rows, y] -= 1
        dscores /= len(scores)
    value = -log(right[rows, y]).mean() if loss is None else loss(right)
    return value, dscores


@misconception("cross_entropy")
def loss_exp_overflows(scores, y):
    """exp overflows for large scores: subtract each row's maximum first, which changes nothing."""
    return entropy(scores, y, p=np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))


@misconception("cross_entropy")
def entropy_summed(scores, y):
    """The loss is the mean over the batch: divide the sum by N, and its gradient too."""
    loss, dscores = entropy(scores, y)
    return loss * len(scores), dscores * len(scores)


@misconception("cross_entropy")
def right_class_not_subtracted(scores, y):
    """The gradient is p - 1 for the right class: subtract 1 in its place."""
    return entropy(scores, y, slope=lambda p: p / len(p))


@misconception("cross_entropy")
def gradient_not_averaged(scores, y):
    """The loss is a mean over the batch, so its gradient is divided by N as well."""
    loss, dscores = entropy(scores, y)
    return loss, dscores * len(scores)


@misconception("cross_entropy")
def gradient_sign(scores, y):
    """The gradient is p - 1 for the right class and p for the others; here its sign is turned."""
    loss, dscores = entropy(scores, y)
    return loss, -dscores


@misconception("cross_entropy")
def logarithm_of_base_ten(scores, y):
    """The logarithm is the natural one, np.log, not np.log10."""
    return entropy(scores, y, log=np.log10)


@misconception("cross_entropy")
def logarithm_of_base_two(scores, y):
    """The logarithm is the natural one, np.log, not np.log2."""
    return entropy(scores, y, log=np.log2)


@misconception("cross_entropy")
def minus_sign_forgotten(scores, y):
    """A logarithm of a probability is negative: the loss is minus its mean."""
    loss, dscores = entropy(scores, y)
    return -loss, dscores


@misconception("cross_entropy")
def logarithm_forgotten(scores, y):
    """This is 1 - p of the right class; the loss is -log p."""
    rows = np.arange(len(scores))
    return entropy(scores, y, loss=lambda p: (1 - p[rows, y]).mean())


@misconception("cross_entropy")
def columns_not_entries(scores, y):
    """p[:, y] takes whole columns; take one entry for each example: p[np.arange(N), y]."""
    return entropy(scores, y, loss=lambda p: -np.log(p[:, y]).mean())


@misconception("cross_entropy")
def derivative_of_softmax(scores, y):
    """p * (1 - p) is the derivative of the softmax alone, without the logarithm."""
    rows = np.arange(len(scores))

    def slope(p):
        changed = np.zeros_like(p)
        changed[rows, y] = -p[rows, y] * (1 - p[rows, y]) / len(p)
        return changed

    return entropy(scores, y, slope=slope)


@misconception("cross_entropy")
def entropy_divided_by_classes(scores, y):
    """Divide by the number of examples N, not by the number of classes C."""
    loss, dscores = entropy(scores, y)
    factor = len(scores) / scores.shape[1]
    return loss * factor, dscores * factor


# --- softmax_loss_naive and softmax_loss_vectorized -----------------------------------------


def classifier(W, X, y, reg, *, N=None, onehot=1.0, p=None):
    """The right loss and gradient, with one thing changed."""
    rows, N = np.arange(len(X)), N or len(X)
    p = right_softmax(X @ W) if p is None else p
    right = np.eye(W.shape[1])[y]
    loss = -np.log(p[rows, y]).sum() / N + reg * np.sum(W * W)
    return loss, X.T @ (p - onehot * right) / N + 2 * reg * W


@misconception(FAST)
def not_shifted_by_each_maximum(W, X, y, reg):
    """exp overflows, or a whole row underflows: subtract each example's own maximum first."""
    powers = np.exp(X @ W)
    return classifier(W, X, y, reg, p=powers / powers.sum(axis=1, keepdims=True))


@misconception(NAIVE, FAST)
def sum_not_mean(W, X, y, reg):
    """The sum over the examples is not divided by N: the loss is a mean over the batch."""
    return classifier(W, X, y, reg, N=1)


@misconception(NAIVE, FAST)
def divided_by_classes(W, X, y, reg):
    """The sum over the examples is divided by the number of classes C; divide it by N."""
    return classifier(W, X, y, reg, N=W.shape[1])


@misconception(NAIVE, FAST)
def right_class_forgotten(W, X, y, reg):
    """The gradient of the right class is missing: its factor is p - 1, not p."""
    loss, dW = classifier(W, X, y, reg, onehot=0.0)
    return loss, dW


@misconception(NAIVE, FAST)
def data_gradient_not_averaged(W, X, y, reg):
    """The data term of the gradient is not divided by N, though that of the loss is."""
    loss, _ = classifier(W, X, y, reg)
    return loss, classifier(W, X, y, reg, N=1)[1]


@misconception(NAIVE, FAST)
def data_gradient_sign(W, X, y, reg):
    """The sign of the data gradient is turned: it is p - 1 for the right class."""
    loss, dW = classifier(W, X, y, reg)
    return loss, 4 * reg * W - dW


@misconception(NAIVE, FAST)
def sums_over_the_batch(W, X, y, reg):
    """The probabilities of one example add up to 1: sum over the classes, not the examples."""
    powers = np.exp(X @ W)
    return classifier(W, X, y, reg, p=powers / powers.sum(axis=0))


@misconception(NAIVE, FAST)
def regularization_gradient_forgotten(W, X, y, reg):
    """The loss has the regularization term, its gradient is missing: add 2 * reg * W to dW."""
    loss, dW = classifier(W, X, y, reg)
    return loss, dW - 2 * reg * W


@misconception(NAIVE, FAST)
def regularization_gradient_halved(W, X, y, reg):
    """The derivative of reg * W**2 is 2 * reg * W: here is no 1/2 before the sum of squares."""
    loss, dW = classifier(W, X, y, reg)
    return loss, dW - reg * W


@misconception(NAIVE, FAST)
def regularization_halved(W, X, y, reg):
    """reg * sum(W * W) has no 1/2 here; half of it was taken in the loss and the gradient."""
    return classifier(W, X, y, reg / 2)


@misconception(NAIVE, FAST)
def regularization_forgotten(W, X, y, reg):
    """The regularization term reg * sum(W * W) and its gradient are missing."""
    return classifier(W, X, y, 0.0)


@misconception(NAIVE, FAST)
def regularization_averaged(W, X, y, reg):
    """Only the data term is a mean over the batch: the regularization is not divided by N."""
    return classifier(W, X, y, reg / len(X))


@misconception(NAIVE, FAST)
def sum_of_weights_not_squares(W, X, y, reg):
    """The regularization is the sum of the squares, sum(W * W), not the sum of the weights."""
    loss, dW = classifier(W, X, y, reg)
    return loss + reg * (np.sum(W) - np.sum(W * W)), dW + reg - 2 * reg * W


@misconception(NAIVE, FAST)
def logarithm_of_base_ten_in_the_loss(W, X, y, reg):
    """The logarithm is the natural one, np.log, not np.log10."""
    loss, dW = classifier(W, X, y, reg)
    penalty = reg * np.sum(W * W)
    return (loss - penalty) / np.log(10) + penalty, dW


def loop_over_examples(W, X, y, reg):
    """Right, but with a Python loop over the examples."""
    loss, dW = 0.0, np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        scores = x @ W
        scores = scores - scores.max()
        p = np.exp(scores)
        total = p.sum()
        loss += np.log(total) - scores[label]
        p /= total
        p[label] -= 1
        dW += np.outer(x, p)
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W
