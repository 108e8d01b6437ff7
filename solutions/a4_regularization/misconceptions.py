"""Mistakes that students make with regularization and SGD. A docstring is the hint they get."""

import numpy as np
from given import softmax_loss

from grader import misconception

# --- l2_penalty -----------------------------------------------------------------------------


@misconception("l2_penalty")
def l2_halved(W):
    """Here is no 1/2 before the sum of squares: R = sum(W * W), and its gradient is 2 W."""
    return 0.5 * np.sum(W * W), W.copy()


@misconception("l2_penalty")
def l2_gradient_halved(W):
    """The derivative of W**2 is 2 W: a factor 2 is missing."""
    return np.sum(W * W), W.copy()


@misconception("l2_penalty")
def norm_not_squared(W):
    """This is the norm; the penalty is its square, without the root."""
    norm = np.sqrt(np.sum(W * W))
    return norm, W / norm


@misconception("l2_penalty")
def square_of_the_sum(W):
    """Square every weight and add up, not the other way round."""
    return np.sum(W) ** 2, 2 * np.sum(W) * np.ones_like(W)


@misconception("l2_penalty")
def mean_not_sum(W):
    """The squares are added up, not averaged."""
    return np.mean(W * W), 2 * W / W.size


@misconception("l2_penalty")
def gradient_is_the_value(W):
    """Every entry of the gradient is the value R; the slope along W[d, c] is 2 W[d, c]."""
    return np.sum(W * W), np.full(W.shape, np.sum(W * W))


@misconception("l2_penalty")
def matrix_product(W):
    """W.T @ W sums over rows only: multiply entry by entry, W * W, before the sum."""
    return np.sum(W.T @ W), 2 * W


# --- l1_penalty -----------------------------------------------------------------------------


@misconception("l1_penalty")
def absolute_value_forgotten(W):
    """Negative and positive weights cancel: sum the absolute values."""
    return np.sum(W), np.ones_like(W)


@misconception("l1_penalty")
def slope_is_one(W):
    """The slope of |w| is -1 for a negative weight: np.sign(W)."""
    return np.sum(np.abs(W)), np.ones_like(W)


@misconception("l1_penalty")
def slope_is_the_absolute_value(W):
    """The slope of |w| is its sign, not |w| itself."""
    return np.sum(np.abs(W)), np.abs(W)


@misconception("l1_penalty")
def slope_is_the_weight(W):
    """The slope of |w| is its sign, 1 or -1, however large the weight is."""
    return np.sum(np.abs(W)), W.copy()


@misconception("l1_penalty")
def slope_has_the_wrong_sign(W):
    """|w| grows away from 0: the slope has the sign of the weight."""
    return np.sum(np.abs(W)), -np.sign(W)


@misconception("l1_penalty")
def largest_column(W):
    """This is the matrix norm, the largest column; add up all absolute values."""
    return np.abs(W).sum(axis=0).max(), np.sign(W)


@misconception("l1_penalty")
def divides_by_zero(W):
    """W / |W| divides zero by zero where a weight is 0: use np.sign."""
    return np.sum(np.abs(W)), W / np.abs(W)


# --- elastic_net ----------------------------------------------------------------------------


def elastic(W, l1, l2, *, d1=None, d2=None):
    d1, d2 = l1 if d1 is None else d1, l2 if d2 is None else d2
    return (
        l1 * np.sum(np.abs(W)) + l2 * np.sum(W * W),
        d1 * np.sign(W) + 2 * d2 * W,
    )


@misconception("elastic_net")
def strengths_exchanged(W, alpha, beta):
    """alpha and beta are exchanged: alpha belongs to |W|, beta to W**2."""
    return elastic(W, beta, alpha)


@misconception("elastic_net")
def elastic_l2_gradient_halved(W, alpha, beta):
    """The derivative of beta * W**2 is 2 * beta * W: a factor 2 is missing."""
    return elastic(W, alpha, beta, d2=beta / 2)


@misconception("elastic_net")
def l1_gradient_forgotten(W, alpha, beta):
    """The L1 part has a gradient too: alpha * sign(W)."""
    return elastic(W, alpha, beta, d1=0.0)


@misconception("elastic_net")
def l2_gradient_forgotten(W, alpha, beta):
    """The L2 part has a gradient too: 2 * beta * W."""
    return elastic(W, alpha, beta, d2=0.0)


@misconception("elastic_net")
def strengths_forgotten(W, alpha, beta):
    """alpha and beta are not used: they weigh the two parts."""
    return elastic(W, 1.0, 1.0)


@misconception("elastic_net")
def mixture_of_one(W, alpha, beta):
    """The L2 part is weighed with 1 - alpha; here it has a strength of its own, beta."""
    return elastic(W, alpha, 1 - alpha)


@misconception("elastic_net")
def only_the_l2_gradient_has_the_sign(W, alpha, beta):
    """The gradient of the L1 part is alpha * sign(W); its sign is missing."""
    value, dW = elastic(W, alpha, beta)
    return value, dW - alpha * np.sign(W) + alpha


# --- total_loss -----------------------------------------------------------------------------


def total(W, X, y, lam, alpha, beta, *, data=1.0, loss=1.0, slope=1.0):
    """The right loss and gradient with factors before the data, R in the loss, and its gradient."""
    mean, dW = softmax_loss(W, X, y)
    penalty, dR = elastic(W, alpha, beta)
    return data * mean + loss * lam * penalty, data * dW + slope * lam * dR


@misconception("total_loss")
def sum_of_the_losses(W, X, y, lam, alpha, beta):
    """The data term is the mean of the L_i, as softmax_loss gives it: do not multiply by N."""
    return total(W, X, y, lam, alpha, beta, data=len(X))


@misconception("total_loss")
def averaged_twice(W, X, y, lam, alpha, beta):
    """softmax_loss gives the mean already: do not divide by N again."""
    return total(W, X, y, lam, alpha, beta, data=1 / len(X))


@misconception("total_loss")
def penalty_averaged(W, X, y, lam, alpha, beta):
    """Only the data term is a mean over the batch: R is not divided by N."""
    return total(W, X, y, lam, alpha, beta, loss=1 / len(X), slope=1 / len(X))


@misconception("total_loss")
def lam_forgotten(W, X, y, lam, alpha, beta):
    """lam is missing: it weighs the penalty against the data."""
    return total(W, X, y, 1.0, alpha, beta)


@misconception("total_loss")
def penalty_without_gradient(W, X, y, lam, alpha, beta):
    """The penalty is in the loss; its gradient lam * dR is missing in dW."""
    return total(W, X, y, lam, alpha, beta, slope=0.0)


@misconception("total_loss")
def lam_only_in_the_loss(W, X, y, lam, alpha, beta):
    """The gradient of the penalty is multiplied by lam, like the penalty."""
    return total(W, X, y, lam, alpha, beta, slope=1 / lam)


@misconception("total_loss")
def penalty_forgotten(W, X, y, lam, alpha, beta):
    """The penalty lam * R(W) and its gradient are missing."""
    return total(W, X, y, lam, alpha, beta, loss=0.0, slope=0.0)


@misconception("total_loss")
def penalty_subtracted(W, X, y, lam, alpha, beta):
    """The penalty is added to the loss: a large weight costs, it does not pay."""
    return total(W, X, y, lam, alpha, beta, loss=-1.0, slope=-1.0)


# --- sgd_step -------------------------------------------------------------------------------


@misconception("sgd_step")
def climbs(W, dW, learning_rate):
    """The step goes up: subtract the gradient."""
    return W + learning_rate * dW


@misconception("sgd_step")
def learning_rate_forgotten(W, dW, learning_rate):
    """The gradient is multiplied by the learning rate."""
    return W - dW


@misconception("sgd_step")
def returns_the_step(W, dW, learning_rate):
    """This is the step alone; return the weights after it."""
    return -learning_rate * dW


@misconception("sgd_step")
def divides_by_the_learning_rate(W, dW, learning_rate):
    """A larger learning rate makes a larger step: multiply by it."""
    return W - dW / learning_rate


@misconception("sgd_step")
def only_the_direction(W, dW, learning_rate):
    """The step is as long as the gradient: do not normalize it."""
    return W - learning_rate * dW / np.sqrt(np.sum(dW * dW))


@misconception("sgd_step")
def only_the_sign(W, dW, learning_rate):
    """The step is proportional to the gradient, not to its sign."""
    return W - learning_rate * np.sign(dW)


@misconception("sgd_step")
def shrinks_the_weights(W, dW, learning_rate):
    """The learning rate belongs to the gradient only, not to W - dW as a whole."""
    return learning_rate * (W - dW)


# --- sample_batch ---------------------------------------------------------------------------


@misconception("sample_batch")
def always_the_first(X, y, batch_size, seed):
    """These are always the first examples: draw them at random."""
    return X[:batch_size], y[:batch_size]


@misconception("sample_batch")
def labels_of_others(X, y, batch_size, seed):
    """X and y are drawn separately, so labels belong to other examples: use the same rows."""
    rng = np.random.default_rng(seed)
    return X[rng.integers(len(X), size=batch_size)], y[rng.integers(len(X), size=batch_size)]


@misconception("sample_batch")
def labels_of_the_first(X, y, batch_size, seed):
    """The rows are drawn, the labels are not: y must be indexed with the same rows."""
    rows = np.random.default_rng(seed).integers(len(X), size=batch_size)
    return X[rows], y[:batch_size]


@misconception("sample_batch")
def seed_ignored(X, y, batch_size, seed):
    """The seed is not used: every call draws the same batch."""
    rows = np.random.default_rng(0).integers(len(X), size=batch_size)
    return X[rows], y[rows]


@misconception("sample_batch")
def features_mixed(X, y, batch_size, seed):
    """Whole rows are drawn: do not draw every entry for itself."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(len(X), size=(batch_size, X.shape[1]))
    return np.take_along_axis(X, rows, axis=0), y[rows[:, 0]]


@misconception("sample_batch")
def all_of_them(X, y, batch_size, seed):
    """All examples are returned; a batch has batch_size of them."""
    order = np.random.default_rng(seed).permutation(len(X))
    return X[order], y[order]


# --- train ----------------------------------------------------------------------------------


def training(X, y, learning_rate, lam, num_steps, batch_size, seed, *, move=None, pick=None):
    """The right training, with the move of the weights or the choice of a batch changed."""
    W, history = np.zeros((X.shape[1], y.max() + 1)), np.zeros(num_steps)
    for t in range(num_steps):
        rows = np.random.default_rng(seed + t).integers(len(X), size=batch_size)
        batch = pick(t, rows) if pick else (X[rows], y[rows])
        loss, dW = softmax_loss(W, *batch)
        history[t] = loss + lam * np.sum(W * W)
        step = dW + 2 * lam * W
        W = move(W, step) if move else W - learning_rate * step
    return W, history


@misconception("train")
def trains_uphill(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """The loss climbs: step against the gradient."""
    settings = (learning_rate, lam, num_steps, batch_size, seed)
    return training(X, y, *settings, move=lambda W, step: W + learning_rate * step)


@misconception("train")
def never_updates(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """The weights never change: keep what the step gives, W = W - learning_rate * dW."""
    settings = (learning_rate, lam, num_steps, batch_size, seed)
    return training(X, y, *settings, move=lambda W, step: W)


@misconception("train")
def forgets_the_weights(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """Each step starts from nothing: the new weights are the old ones minus the step."""
    settings = (learning_rate, lam, num_steps, batch_size, seed)
    return training(X, y, *settings, move=lambda W, step: -learning_rate * step)


@misconception("train")
def trains_with_labels_of_others(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """The labels do not belong to the examples: index X and y with the same rows."""
    settings = (learning_rate, lam, num_steps, batch_size, seed)
    return training(X, y, *settings, pick=lambda t, rows: (X[rows], y[:batch_size]))


@misconception("train")
def one_step_only(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """Only the first step is taken: does the function return inside the loop?"""
    history = np.full(num_steps, np.log(y.max() + 1))
    return training(X, y, learning_rate, lam, 1, batch_size, seed)[0], history


@misconception("train")
def lam_missing_in_training(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """The penalty is not multiplied by lam, and outweighs the data."""
    return training(X, y, learning_rate, 1.0, num_steps, batch_size, seed)


@misconception("train")
def first_image_for_all(X, y, learning_rate, lam, num_steps, batch_size, seed):
    """Every step sees the same ten examples: draw a new batch in each."""
    settings = (learning_rate, lam, num_steps, batch_size, seed)
    return training(X, y, *settings, pick=lambda t, rows: (X[:10], y[:10]))
