"""What students make of the hinge loss."""

import numpy as np
from bank.topics.svm import both, gradient, hinge, loss, svm


@svm.bug("data*N")
def no_div_N(x):
    """Your data gradient is N times too large: divide by N."""
    return gradient(x, N=1)


@svm.bug("all*N")
def all_times_N(x):
    """The whole gradient is N times too large."""
    return gradient(x) * len(x["X"])


@svm.bug("data*1/N")
def div_N_twice(x):
    """You divided the data gradient by N twice."""
    return gradient(x, N=len(x["X"]) ** 2)


@svm.bug("reg*0")
def no_reg(x):
    """The gradient of the regularization term is missing."""
    return gradient(x, reg=0)


@svm.bug("reg*1/2")
def reg_half(x):
    """The derivative of reg W^2 is 2 reg W: the factor 2 is missing."""
    return gradient(x, reg=1)


@svm.bug("reg*-1")
def reg_sign(x):
    """The regularization gradient is subtracted: add it."""
    return gradient(x, reg=-2)


@svm.bug("reg*1/reg")
def reg_no_lambda(x):
    """The strength is missing in the regularization gradient."""
    return gradient(x, reg=2 / x["reg"] if x["reg"] else 0)


@svm.bug("reg*1/N")
def reg_div_N(x):
    """Only the data term is averaged: the regularization is not divided by N."""
    return gradient(x, reg=2 / len(x["X"]))


@svm.bug("reg*reg")
def reg_lambda_sq(x):
    """The regularization gradient is multiplied by its strength twice."""
    return gradient(x, reg=2 * x["reg"])


@svm.known("reg-value", "reg*0+constant-added")
def reg_value_added(x):
    """You added the value of the regularization term to every entry, not its gradient."""
    return gradient(x, reg=0) + x["reg"] * np.sum(x["W"] ** 2)


@svm.bug("correct*0")
def no_correct(x):
    """The gradient of the right class, -x for every violated margin, is missing."""
    return gradient(x, hinge(x).violated)


@svm.bug("wrong*0")
def only_correct(x):
    """Only the column of the right class is updated."""
    h = hinge(x)
    return gradient(x, -h.right * h.violated.sum(1, keepdims=True))


@svm.known("count-once")
def correct_once(x):
    """Subtract x once per violated margin, not once per example."""
    h = hinge(x)
    return gradient(x, h.violated - h.right * h.violated.any(1, keepdims=True))


@svm.bug("correct*-1")
def correct_sign(x):
    """The term of the right class must be subtracted."""
    h = hinge(x)
    return gradient(x, h.violated + h.right * h.violated.sum(1, keepdims=True))


@svm.bug("all*-1")
def all_sign(x):
    """The sign of the whole gradient is turned."""
    return -gradient(x)


@svm.bug("data*-1")
def data_sign(x):
    """The sign of the data term is turned."""
    return gradient(x, -both(x, hinge(x).violated))


@svm.known("j-eq-y")
def j_eq_y(x):
    """Skip j == y_i: its margin is always delta, so the count is one too high."""
    h = hinge(x)
    return gradient(x, both(x, h.violated) - h.right)


@svm.known("mask-wrong")
def mask_scores(x):
    """The gate is on the margin, not on the score."""
    h = hinge(x)
    return gradient(x, both(x, (h.scores > 0) * (1 - h.right)))


@svm.known("mask-none")
def no_mask(x):
    """Only violated margins contribute."""
    return gradient(x, both(x, 1 - hinge(x).right))


@svm.known("delta-missing", "delta=0")
def no_delta(x):
    """The margin lacks delta."""
    return gradient({**x, "delta": 0.0})


@svm.known("delta-hardcoded", "delta=1", classes="param")
def delta_one(x):
    """Delta is a parameter: you have a 1 in its place."""
    return gradient({**x, "delta": 1.0})


@svm.known("squared-hinge", "margin-not-indicator+data*2")
def squared(x):
    """This is the gradient of the squared hinge."""
    return gradient(x, both(x, 2 * hinge(x).margins))


@svm.known("margin-not-indicator", "squared-hinge+data*1/2")
def margin_weight(x):
    """Count the margins that are violated; their size does not matter to the slope."""
    return gradient(x, both(x, hinge(x).margins))


@svm.bug("example-overwritten")
def overwritten(x):
    """Each example overwrites what was there: only the last one counts."""
    slopes = both(x, hinge(x).violated)
    slopes[:-1] = 0
    return gradient(x, slopes)


@svm.bug("example-last-skipped", classes="one-example")
def skip_last(x):
    """The loop stops one example early."""
    slopes = both(x, hinge(x).violated)
    slopes[-1] = 0
    return gradient(x, slopes)


@svm.bug("class-first-skipped", classes="one-class")
def skip_class0(x):
    """Class 0 is never visited: the loop starts at 1."""
    violated = hinge(x).violated
    violated[:, 0] = 0
    return gradient(x, both(x, violated))


@svm.bug("class-last-skipped", classes="one-class")
def skip_lastclass(x):
    """The loop ends one class early."""
    violated = hinge(x).violated
    violated[:, -1] = 0
    return gradient(x, both(x, violated))


@svm.bug("data*N/C")
def div_C(x):
    """Divide by N, the examples, not by C, the classes."""
    return gradient(x, N=x["W"].shape[1])


@svm.bug("data*N/(N-1)")
def div_Nm1(x):
    """Divide by N, not by N - 1."""
    return gradient(x, N=len(x["X"]) - 1)


@svm.bug("example-divided-inside")
def div_inside(x):
    """The division by N stands inside the loop, so that early examples are divided many times."""
    slopes, N = both(x, hinge(x).violated), len(x["X"])
    dW = np.zeros(x["W"].shape)
    for i in range(N):
        dW = (dW + np.outer(x["X"][i], slopes[i])) / N
    return dW + 2 * x["reg"] * x["W"]


@svm.bug("reg*N")
def reg_inside(x):
    """The regularization stands inside the loop over the examples: it is added N times."""
    return gradient(x, reg=2 * len(x["X"]))


@svm.bug("reshape-not-transpose")
def T_reshape(x):
    """You reshaped an array of (C, D) to (D, C): transpose it."""
    return gradient(x).T.reshape(x["W"].shape)


@svm.bug("transpose", classes="shape")
def T_shape(x):
    """The gradient must have the shape of W, (D, C): yours is (C, D)."""
    return gradient(x).T


@svm.bug("all*1.0001", classes="tiny")
def tiny(x):
    """The whole gradient is too large by a factor 1.0001."""
    return gradient(x) * 1.0001


@svm.bug("one-entry", classes="one-entry")
def one_coord(x):
    """Exactly one entry, dW[0, 0], is wrong."""
    dW = gradient(x)
    dW[0, 0] = 0
    return dW


@svm.bug("data*N+reg*0")
def noN_noreg(x):
    """Two mistakes: not divided by N, and no regularization."""
    return gradient(x, N=1, reg=0)


@svm.bug("data*N+reg*1/2")
def reghalf_noN(x):
    """Two mistakes: not divided by N, and no factor 2 in the regularization."""
    return gradient(x, N=1, reg=1)


@svm.bug("mask-none+data*N", "mask-none+all*N")
def no_mask_noN(x):
    """Two mistakes: every class counts, and the sum is not divided by N."""
    return gradient(x, both(x, 1 - hinge(x).right), N=1)


@svm.known(
    "delta-missing", "delta=0", classes="consistent", forward=lambda x: loss({**x, "delta": 0.0})
)
def consistent_nodelta(x):
    """The gradient is right for your loss; the loss lacks delta."""
    return gradient({**x, "delta": 0.0})


@svm.bug(
    "data*N",
    classes="consistent",
    forward=lambda x: hinge(x).margins.sum() + x["reg"] * np.sum(x["W"] ** 2),
)
def consistent_sum(x):
    """The gradient is right for your loss; the loss is a sum, not a mean."""
    return gradient(x, N=1)


@svm.right
def loops(x):
    """Two loops."""
    W, X, y = x["W"], x["X"], x["y"]
    dW = np.zeros_like(W)
    for i in range(len(X)):
        scores = X[i] @ W
        for j in range(W.shape[1]):
            if j != y[i] and scores[j] - scores[y[i]] + x["delta"] > 0:
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return dW / len(X) + 2 * x["reg"] * W


@svm.right
def ge(x):
    """A margin of 0 counts: another subgradient."""
    h = hinge(x)
    return gradient(x, both(x, (h.raw >= 0) * (1 - h.right)))


@svm.right
def half(x):
    """A margin of 0 counts half: another subgradient."""
    h = hinge(x)
    return gradient(x, both(x, ((h.raw > 0) + 0.5 * (h.raw == 0)) * (1 - h.right)))


@svm.right
def f32(x):
    """Single precision inside."""
    W, X = x["W"].astype("f4"), x["X"].astype("f4")
    slopes = both({**x, "W": W, "X": X}, hinge({**x, "W": W, "X": X}).violated).astype("f4")
    return X.T @ slopes / np.float32(len(X)) + np.float32(2 * x["reg"]) * W


@svm.right
def einsum(x):
    """Another order of the examples and of the sums."""
    back = {**x, "X": x["X"][::-1], "y": x["y"][::-1]}
    slopes = both(back, hinge(back).violated) / len(x["X"])
    return np.einsum("nd,nc->dc", back["X"], slopes) + x["reg"] * x["W"] + x["W"] * x["reg"]


@svm.right
def fortran(x):
    """Averaged example by example, in Fortran's order of memory."""
    slopes, N = both(x, hinge(x).violated), len(x["X"])
    dW = sum(np.outer(x["X"][i], slopes[i]) / N for i in range(N))
    return np.asfortranarray(dW + 2 * x["reg"] * x["W"])


def single(x):
    return {**x, "W": x["W"].astype("f4"), "X": x["X"].astype("f4")}


@svm.right(forward=lambda x: loss(single(x)))
def f32_forward(x):
    """Single precision in the loss too."""
    return gradient(single(x))
