"""What students make of the softmax loss."""

import numpy as np
from bank.topics.softmax import gradient, loss, softmax, softmax_loss


def dscores(x):
    s = softmax(x)
    return s.probs - s.onehot


@softmax_loss.bug("data*N")
def no_div_N(x):
    """Your data gradient is N times too large: divide by N."""
    return gradient(x, N=1)


@softmax_loss.bug("data*1/N")
def div_N_twice(x):
    """You divided the data gradient by N twice."""
    return gradient(x, N=len(x["X"]) ** 2)


@softmax_loss.bug("data*N/C")
def div_C(x):
    """Divide by N, the examples, not by C, the classes."""
    return gradient(x, N=x["W"].shape[1])


@softmax_loss.bug("data*N/D")
def div_D(x):
    """Divide by N, the examples, not by D: X.shape[0], not X.shape[1]."""
    return gradient(x, N=x["W"].shape[0])


@softmax_loss.bug("reg*0")
def no_reg(x):
    """The gradient of the regularization term is missing."""
    return gradient(x, reg=0)


@softmax_loss.bug("reg*1/2")
def reg_half(x):
    """The derivative of reg W^2 is 2 reg W: the factor 2 is missing."""
    return gradient(x, reg=1)


@softmax_loss.bug("reg*2")
def reg_double(x):
    """The regularization gradient is twice too large."""
    return gradient(x, reg=4)


@softmax_loss.bug("reg*-1")
def reg_sign(x):
    """The regularization gradient is subtracted: add it."""
    return gradient(x, reg=-2)


@softmax_loss.bug("reg*1/reg")
def reg_no_lambda(x):
    """The strength is missing in the regularization gradient."""
    return gradient(x, reg=2 / x["reg"] if x["reg"] else 0)


@softmax_loss.bug("reg*1/N")
def reg_div_N(x):
    """Only the data term is averaged: the regularization is not divided by N."""
    return gradient(x, reg=2 / len(x["X"]))


@softmax_loss.known("reg-value", "reg*0+constant-added")
def reg_value_added(x):
    """You added the value of the regularization term to every entry, not its gradient."""
    return gradient(x, reg=0) + x["reg"] * np.sum(x["W"] ** 2)


@softmax_loss.bug("onehot*0")
def no_onehot(x):
    """Subtract 1 from the probability of the right class."""
    return gradient(x, softmax(x).probs)


@softmax_loss.bug("probs*0")
def only_onehot(x):
    """The probabilities are missing: only the right class is updated."""
    return gradient(x, -softmax(x).onehot)


@softmax_loss.bug("onehot*-1")
def onehot_plus(x):
    """The 1 at the right class is subtracted, not added."""
    s = softmax(x)
    return gradient(x, s.probs + s.onehot)


@softmax_loss.bug("data*-1")
def data_sign(x):
    """The sign of the data term is turned: it is p - 1, not 1 - p."""
    return gradient(x, -dscores(x))


@softmax_loss.bug("all*-1")
def all_sign(x):
    """The sign of the whole gradient is turned."""
    return -gradient(x)


@softmax_loss.known("softmax-axis")
def axis0(x):
    """The probabilities of one example add up to 1: normalize along the classes."""
    s = softmax(x)
    exp = np.exp(s.scores - s.scores.max(0))
    return gradient(x, exp / exp.sum(0) - s.onehot)


@softmax_loss.known("normalized-over-batch")
def whole_batch(x):
    """Normalize each example by itself, not by the sum over the whole batch."""
    s = softmax(x)
    exp = np.exp(s.scores - s.scores.max())
    return gradient(x, exp / exp.sum() - s.onehot)


@softmax_loss.known("not-normalized")
def not_normalized(x):
    """The exponentials are not divided by their sum."""
    s = softmax(x)
    return gradient(x, np.exp(s.scores - s.scores.max(1, keepdims=True)) - s.onehot)


@softmax_loss.known("scores-not-probabilities")
def scores_not_probs(x):
    """The gradient needs the probabilities; here are the scores."""
    s = softmax(x)
    return gradient(x, s.scores - s.onehot)


@softmax_loss.known("dp-not-dlogp")
def dp_not_dlogp(x):
    """This differentiates -p; the loss is -log p."""
    s = softmax(x)
    p_y = (s.probs * s.onehot).sum(1, keepdims=True)
    return gradient(x, p_y * (s.probs - s.onehot))


@softmax_loss.known("all-rows-at-y")
def p_all_y(x):
    """`p[:, y] -= 1` hits every row: index with np.arange(N)."""
    p = softmax(x).probs
    p[:, x["y"]] -= 1
    return gradient(x, p)


@softmax_loss.known("right-class-only")
def right_class_only(x):
    """The wrong classes get a gradient too: p of them, times x."""
    s = softmax(x)
    return gradient(x, (s.probs - 1) * s.onehot)


@softmax_loss.known("softmax-jacobian-twice")
def jacobian_twice(x):
    """p - onehot is already the gradient by the scores: do not multiply with p (1 - p) again."""
    s = softmax(x)
    return gradient(x, (s.probs - s.onehot) * s.probs * (1 - s.probs))


@softmax_loss.known("hard-max")
def hard_max(x):
    """This takes the winner with a weight of 1; softmax takes every class with its probability."""
    s = softmax(x)
    return gradient(x, np.eye(s.probs.shape[1])[s.probs.argmax(1)] - s.onehot)


@softmax_loss.known("overflow", classes="large")
def overflow(x):
    """Exp overflows for large scores: subtract the largest score of each example first."""
    s = softmax(x)
    exp = np.exp(s.scores)
    return gradient(x, exp / exp.sum(1, keepdims=True) - s.onehot)


@softmax_loss.bug("overflow", classes="large")
def global_shift(x):
    """Subtract each example's own largest score: with the batch's, the others underflow to 0/0."""
    s = softmax(x)
    exp = np.exp(s.scores - s.scores.max())
    return gradient(x, exp / exp.sum(1, keepdims=True) - s.onehot)


@softmax_loss.known("clipped-scores", classes="large")
def clip(x):
    """Clipping the scores makes the numbers finite, but wrong: subtract the largest instead."""
    s = softmax(x)
    exp = np.exp(np.clip(s.scores, -20, 20))
    return gradient(x, exp / exp.sum(1, keepdims=True) - s.onehot)


@softmax_loss.bug("epsilon-in-denominator", classes="tiny")
def tiny(x):
    """No epsilon belongs in the denominator: the sum is at least 1."""
    s = softmax(x)
    exp = np.exp(s.scores - s.scores.max(1, keepdims=True))
    return gradient(x, exp / (exp.sum(1, keepdims=True) + 1e-3) - s.onehot)


@softmax_loss.bug("data*0.434294")
def log10(x):
    """The logarithm is the natural one: np.log, not np.log10."""
    return gradient(x, dscores(x) / np.log(10))


@softmax_loss.bug("data*2")
def squared(x):
    """The data gradient is twice too large."""
    return gradient(x, 2 * dscores(x))


@softmax_loss.bug("example-overwritten")
def overwritten(x):
    """Each example overwrites what was there: only the last one counts."""
    d = dscores(x)
    d[:-1] = 0
    return gradient(x, d)


@softmax_loss.bug("example-first-only")
def returns_inside(x):
    """The function returns inside the loop: only the first example counts."""
    d = dscores(x)
    d[1:] = 0
    return gradient(x, d)


@softmax_loss.bug("example-last-skipped", classes="one-example")
def skip_last(x):
    """The loop stops one example early."""
    d = dscores(x)
    d[-1] = 0
    return gradient(x, d)


@softmax_loss.bug("class-last-skipped", classes="one-class")
def skip_lastclass(x):
    """The loop ends one class early."""
    d = dscores(x)
    d[:, -1] = 0
    return gradient(x, d)


@softmax_loss.bug("reshape-not-transpose")
def T_reshape(x):
    """You reshaped an array of (C, D) to (D, C): transpose it."""
    return gradient(x).T.reshape(x["W"].shape)


@softmax_loss.bug("transpose", classes="shape")
def T_shape(x):
    """The gradient must have the shape of W, (D, C): yours is (C, D)."""
    return gradient(x).T


@softmax_loss.bug("cut-short", classes="shape")
def classes_from_y(x):
    """The number of classes is W.shape[1]; max(y) + 1 is less where a class has no examples."""
    return gradient(x)[:, : x["y"].max() + 1]


@softmax_loss.bug("one-entry", classes="one-entry")
def one_coord(x):
    """Exactly one entry is wrong."""
    dW = gradient(x)
    dW[-1, -1] *= 1.5
    return dW


@softmax_loss.bug("data*N+reg*1/2")
def noN_reghalf(x):
    """Two mistakes: not divided by N, and no factor 2 in the regularization."""
    return gradient(x, N=1, reg=1)


@softmax_loss.bug(
    "reg*1/2", classes="consistent", forward=lambda x: loss({**x, "reg": x["reg"] / 2})
)
def consistent_half(x):
    """The gradient is right for your loss; the loss has a 1/2 before the regularization."""
    return gradient(x, reg=1)


@softmax_loss.right
def loops(x):
    """A loop over the examples."""
    dW = 2 * x["reg"] * x["W"]
    for row, y in zip(x["X"], x["y"], strict=True):
        scores = row @ x["W"]
        p = np.exp(scores - scores.max())
        p /= p.sum()
        p[y] -= 1
        dW += np.outer(row, p) / len(x["X"])
    return dW


@softmax_loss.right
def log_domain(x):
    """The probabilities as exp of a log-softmax."""
    s = softmax(x)
    shifted = s.scores - s.scores.max(1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return gradient(x, np.exp(logp) - s.onehot)


@softmax_loss.right
def f32(x):
    """Single precision inside."""
    W, X = x["W"].astype("f4"), x["X"].astype("f4")
    d = dscores({**x, "W": W, "X": X}).astype("f4")
    return X.T @ (d / np.float32(len(X))) + np.float32(2 * x["reg"]) * W


@softmax_loss.right
def back_to_front(x):
    """The examples in another order, the classes one by one."""
    back = {**x, "X": x["X"][::-1], "y": x["y"][::-1]}
    d = dscores(back) / len(x["X"])
    columns = [back["X"].T @ d[:, c] for c in range(d.shape[1])]
    return np.stack(columns, axis=1) + 2 * (x["reg"] * x["W"])


def single(x):
    return {**x, "W": x["W"].astype("f4"), "X": x["X"].astype("f4")}


@softmax_loss.right(forward=lambda x: loss(single(x)))
def f32_forward(x):
    """Single precision in the loss too."""
    return gradient(single(x))
