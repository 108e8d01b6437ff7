"""Mistakes that students make with backpropagation. A docstring is the hint they get."""

import numpy as np
from given import cross_entropy
from graph import branches
from layers import affine_backward, affine_forward, relu_backward, relu_forward

from grader import misconception

# --- add ------------------------------------------------------------------------------------


@misconception("add_forward")
def subtracts(x, y):
    """The gate adds; here y is subtracted."""
    return x - y, (x, y)


@misconception("add_forward")
def adds_up_everything(x, y):
    """Every entry is a gate of its own: do not add up the whole array."""
    return np.sum(x + y), (x, y)


@misconception("add_backward")
def add_ignores_dout(dout, cache):
    """The slope of the gate is 1; by the chain rule it is multiplied by dout."""
    return np.ones_like(dout), np.ones_like(dout)


@misconception("add_backward")
def add_shares(dout, cache):
    """The gradient is not shared between the inputs: both of them get all of dout."""
    return dout / 2, dout / 2


@misconception("add_backward")
def add_like_mul(dout, cache):
    """This is the multiplication gate; the slope of x + y is 1, whatever x and y are."""
    x, y = cache
    return dout * y, dout * x


@misconception("add_backward")
def add_scales(dout, cache):
    """The input itself has no place in its gradient: the slope of x + y is 1."""
    x, y = cache
    return dout * x, dout * y


@misconception("add_backward")
def add_only_x(dout, cache):
    """y has a gradient too: the sum grows with y as fast as with x."""
    return dout, np.zeros_like(dout)


# --- mul ------------------------------------------------------------------------------------


@misconception("mul_forward")
def mul_adds(x, y):
    """The gate multiplies; here the inputs are added."""
    return x + y, (x, y)


@misconception("mul_forward")
def mul_sums_up(x, y):
    """Every entry is a gate of its own: multiply with *, which does not sum the products."""
    return np.sum(x * y), (x, y)


@misconception("mul_backward")
def mul_not_exchanged(dout, cache):
    """Exchange the inputs: the slope of x * y along x is y, and along y it is x."""
    x, y = cache
    return dout * x, dout * y


@misconception("mul_backward")
def mul_ignores_dout(dout, cache):
    """The slopes are right; by the chain rule they are multiplied by dout."""
    x, y = cache
    return y, x


@misconception("mul_backward")
def mul_passes_on(dout, cache):
    """dout passes an add gate unchanged; here it is multiplied by the other input."""
    return dout, dout.copy()


@misconception("mul_backward")
def mul_by_the_output(dout, cache):
    """dout is multiplied by the other input only, not by the product of both."""
    x, y = cache
    return dout * x * y, dout * x * y


@misconception("mul_backward")
def mul_by_the_sum(dout, cache):
    """Where only x changes, x * y changes by y times as much: the slope along x is y alone."""
    x, y = cache
    return dout * (x + y), dout * (x + y)


# --- max ------------------------------------------------------------------------------------


@misconception("max_forward")
def minimum(x, y):
    """This is the smaller of the two."""
    return np.minimum(x, y), (x, y)


@misconception("max_forward")
def maximum_of_all(x, y):
    """Every entry is a gate of its own: np.maximum compares entry by entry, np.max does not."""
    return np.max([x, y]), (x, y)


@misconception("max_backward")
def max_to_the_smaller(dout, cache):
    """dout goes to the input that was the larger one; here the smaller one gets it."""
    x, y = cache
    return dout * (x < y), dout * (x >= y)


@misconception("max_backward")
def max_to_both(dout, cache):
    """dout goes to the larger input only: a small change of the other does not change the max."""
    return dout, dout.copy()


@misconception("max_backward")
def max_ignores_dout(dout, cache):
    """It is known who won; what the winner gets is dout."""
    x, y = cache
    return 1.0 * (x >= y), 1.0 * (x < y)


@misconception("max_backward")
def max_times_its_value(dout, cache):
    """The slope along the larger input is 1, not its value."""
    x, y = cache
    return dout * x * (x >= y), dout * y * (x < y)


@misconception("max_backward")
def max_shares(dout, cache):
    """Only where both are equal may they share dout; else the larger input gets all of it."""
    return dout / 2, dout / 2


@misconception("max_backward")
def max_decides_once(dout, cache):
    """Every entry has its own winner: do not decide for the whole array at once."""
    x, y = cache
    return (dout, np.zeros_like(dout)) if np.sum(x) > np.sum(y) else (np.zeros_like(dout), dout)


@misconception("max_backward")
def ties_to_both(dout, cache):
    """Where x equals y both get all of dout, twice as much as there is: let one of them win."""
    x, y = cache
    return dout * (x >= y), dout * (y >= x)


@misconception("max_backward")
def ties_to_nobody(dout, cache):
    """Where x equals y nobody gets dout, and it is lost: let one of them win."""
    x, y = cache
    return dout * (x > y), dout * (y > x)


# --- branches -------------------------------------------------------------------------------


def graph(x, y, z):
    """What the gates have: q, m, and where y wins."""
    return x + y, np.maximum(y, z), y >= z


@misconception("branches")
def overwritten(x, y, z):
    """x and y feed several gates: add what comes back from each of them, with += in place of =."""
    f, _, _, dz = branches(x, y, z)
    _, m, _ = graph(x, y, z)
    return f, m, m, dz


@misconception("branches")
def overwritten_by_the_product(x, y, z):
    """x and y feed several gates: what comes back from x * y is added, it replaces nothing."""
    f, _, _, dz = branches(x, y, z)
    return f, y, x, dz


@misconception("branches")
def branches_multiplied(x, y, z):
    """Gradients are multiplied along a branch; those of several branches are added."""
    f, _, _, dz = branches(x, y, z)
    q, m, wins = graph(x, y, z)
    return f, m * y, m * (q * wins) * x, dz


@misconception("branches")
def branches_averaged(x, y, z):
    """The gradients of several branches are added up, not averaged."""
    f, dx, dy, dz = branches(x, y, z)
    return f, dx / 2, dy / 3, dz


@misconception("branches")
def y_without_the_max(x, y, z):
    """y feeds the max gate too: that branch is missing in dy."""
    f, dx, _, dz = branches(x, y, z)
    return f, dx, np.maximum(y, z) + x, dz


@misconception("branches")
def max_without_upstream(x, y, z):
    """What the max gate passes on is the gradient that arrives at it, q, and not 1."""
    f, dx, _, _ = branches(x, y, z)
    _, m, wins = graph(x, y, z)
    return f, dx, m + wins + x, 1.0 * ~wins


@misconception("branches")
def branch_to_the_smaller(x, y, z):
    """The max gate passes its gradient to the larger of y and z; here the smaller one gets it."""
    f, dx, _, _ = branches(x, y, z)
    q, m, wins = graph(x, y, z)
    return f, dx, m + q * ~wins + x, q * wins


@misconception("branches")
def branch_to_both(x, y, z):
    """The max gate passes its gradient to the larger of y and z only, not to both."""
    f, dx, _, _ = branches(x, y, z)
    q, m, _ = graph(x, y, z)
    return f, dx, m + q + x, q


@misconception("branches")
def factors_not_exchanged(x, y, z):
    """At a multiplication gate each input gets the *other* one times what arrives."""
    q, m, wins = graph(x, y, z)
    return q * m + x * y, q + x, q + m * wins + y, m * ~wins


@misconception("branches")
def minimum_in_the_graph(x, y, z):
    """m is the larger of y and z; here it is the smaller one."""
    q, m, wins = x + y, np.minimum(y, z), y < z
    return q * m + x * y, m + y, m + q * wins + x, q * ~wins


@misconception("branches")
def brackets_forgotten(x, y, z):
    """q is x + y as a whole: x + y * m is something else."""
    _, m, wins = graph(x, y, z)
    return x + y * m + x * y, 1 + y, m + y * wins + x, y * ~wins


# --- affine ---------------------------------------------------------------------------------


def flat(x):
    return x.reshape(len(x), -1)


@misconception("affine_forward")
def bias_forgotten(x, w, b):
    """The bias b is not added."""
    return flat(x) @ w, (x, w, b)


@misconception("affine_forward")
def not_flattened(x, w, b):
    """x may have more than two dimensions: flatten each example to a row first."""
    return x @ w + b, (x, w, b)


@misconception("affine_forward")
def flattened_column_first(x, w, b):
    """Flatten each example in the order in which reshape reads it, without order='F'."""
    return x.reshape(len(x), -1, order="F") @ w + b, (x, w, b)


@misconception("affine_forward")
def examples_mixed(x, w, b):
    """reshape(D, N).T mixes the examples: reshape to N rows, one for each of them."""
    return x.reshape(-1, len(x)).T @ w + b, (x, w, b)


@misconception("affine_forward")
def w_transposed(x, w, b):
    """w (D, M) has one output in each column: do not transpose it."""
    return flat(x) @ w.reshape(w.shape[::-1]).T + b, (x, w, b)


@misconception("affine_backward")
def dx_stays_flat(dout, cache):
    """dx must have the shape of x: undo the flattening."""
    _, w, _ = cache
    _, dw, db = affine_backward(dout, cache)
    return dout @ w.T, dw, db


@misconception("affine_backward")
def dx_without_transpose(dout, cache):
    """dx is dout times w.T: dout @ w only fits where w is square, and is wrong there."""
    x, w, _ = cache
    _, dw, db = affine_backward(dout, cache)
    return (dout @ w).reshape(x.shape), dw, db


@misconception("affine_backward")
def dx_without_dout(dout, cache):
    """dx lacks dout: the layer is not the end of the network."""
    dx, _, _ = affine_backward(np.ones_like(dout), cache)
    _, dw, db = affine_backward(dout, cache)
    return dx, dw, db


@misconception("affine_backward")
def dw_transposed(dout, cache):
    """dw must have the shape of w, (D, M): it is x.T @ dout, and here it is transposed."""
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw.T, db


@misconception("affine_backward")
def dw_averaged(dout, cache):
    """Add up the examples in dw: if the loss is a mean, dout already has the 1/N in it."""
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw / len(dout), db


@misconception("affine_backward")
def dw_of_the_last_example(dout, cache):
    """All examples share w: add up what each of them gives, here the last one overwrites."""
    dx, _, db = affine_backward(dout, cache)
    return dx, np.outer(flat(cache[0])[-1], dout[-1]), db


@misconception("affine_backward")
def db_averaged(dout, cache):
    """db is the sum of dout over the examples, not their mean: dout has the 1/N in it."""
    dx, dw, _ = affine_backward(dout, cache)
    return dx, dw, dout.mean(axis=0)


@misconception("affine_backward")
def db_keeps_a_dimension(dout, cache):
    """db must have the shape of b, (M,): leave out keepdims."""
    dx, dw, _ = affine_backward(dout, cache)
    return dx, dw, dout.sum(axis=0, keepdims=True)


@misconception("affine_backward")
def db_not_summed(dout, cache):
    """All examples share b: sum dout over them."""
    dx, dw, _ = affine_backward(dout, cache)
    return dx, dw, dout.copy()


@misconception("affine_backward")
def db_summed_over_outputs(dout, cache):
    """This sums over the outputs; the examples are axis 0."""
    dx, dw, _ = affine_backward(dout, cache)
    return dx, dw, dout.sum(axis=1)


@misconception("affine_backward")
def db_counts_examples(dout, cache):
    """db lacks dout: the slope along b is 1 for every example, times its dout."""
    dx, dw, db = affine_backward(dout, cache)
    return dx, dw, np.full_like(db, len(dout))


# --- relu -----------------------------------------------------------------------------------


@misconception("relu_forward")
def absolute_value(x):
    """Negative entries become 0, they do not change their sign."""
    return np.abs(x), x


@misconception("relu_forward")
def negative_part(x):
    """This is what ReLU takes away: keep the positive entries, not the negative ones."""
    return np.minimum(0, x), x


@misconception("relu_forward")
def leaky(x):
    """This is the leaky ReLU; the plain one is 0 for every negative entry."""
    return np.where(x > 0, x, 0.01 * x), x


@misconception("relu_forward")
def largest_of_all(x):
    """np.max gives one number for the whole array; np.maximum works entry by entry."""
    return np.max(x), x


@misconception("relu_backward")
def gate_missing(dout, cache):
    """Where the input was negative the output is 0 whatever happens: nothing passes back there."""
    return dout.copy()


@misconception("relu_backward")
def gate_on_dout(dout, cache):
    """The sign of the *input* decides what passes, not the sign of dout."""
    return dout * (dout > 0)


@misconception("relu_backward")
def gate_inverted(dout, cache):
    """The gate is the wrong way round: dout passes where the input was positive."""
    return dout * (cache <= 0)


@misconception("relu_backward")
def relu_ignores_dout(dout, cache):
    """This is the slope of ReLU alone; by the chain rule it is multiplied by dout."""
    return 1.0 * (cache > 0)


@misconception("relu_backward")
def gate_is_the_value(dout, cache):
    """The slope of a positive entry is 1, not its value."""
    return dout * np.maximum(0, cache)


@misconception("relu_backward")
def relu_of_dout(dout, cache):
    """The gate alone decides what passes: a negative dout passes too, do not apply ReLU to it."""
    return np.maximum(0, dout) * (cache > 0)


@misconception("relu_backward")
def gate_by_division(dout, cache):
    """out / x is the slope except at x = 0, where it is 0 / 0: compare with 0 instead."""
    return dout * np.maximum(0, cache) / cache


# --- TwoLayerNet ----------------------------------------------------------------------------


class Net:
    """The right network, in pieces that can be changed one by one."""

    in_loss = in_gradient = ("W1", "W2")
    """The parameters that have a penalty."""

    def __init__(self, input_dim, hidden_dim, num_classes, weight_scale=1e-3, reg=0.0, seed=0):
        self.reg = reg
        rng = np.random.default_rng(seed)
        self.params = {
            "W1": self.weights(rng, weight_scale, (input_dim, hidden_dim)),
            "b1": self.biases(rng, weight_scale, hidden_dim),
            "W2": self.weights(rng, weight_scale, (hidden_dim, num_classes)),
            "b2": self.biases(rng, weight_scale, num_classes),
        }

    def weights(self, rng, scale, shape):
        return scale * rng.standard_normal(shape)

    def biases(self, rng, scale, size):
        return np.zeros(size)

    def sums(self, X, W1, b1):
        return X @ W1 + b1

    def activation(self, sums):
        return np.maximum(0, sums)

    def scores(self, hidden, W2, b2):
        return hidden @ W2 + b2

    def without_labels(self, scores):
        return scores

    def data(self, scores, y):
        """The data loss and its gradient by the scores."""
        return cross_entropy(scores, y)

    def gate(self, sums, dhidden):
        return sums > 0

    def backward(self, X, sums, hidden, dscores):
        """The gradients of the data loss."""
        dhidden = dscores @ self.params["W2"].T
        dsums = dhidden * self.gate(sums, dhidden)
        return {
            "W1": X.T @ dsums,
            "b1": dsums.sum(0),
            "W2": hidden.T @ dscores,
            "b2": dscores.sum(0),
        }

    def strength(self, X):
        """The strength of the penalty, in the loss and in the gradient."""
        return self.reg, self.reg

    def loss(self, X, y=None):
        p = self.params
        sums = self.sums(X, p["W1"], p["b1"])
        hidden = self.activation(sums)
        scores = self.scores(hidden, p["W2"], p["b2"])
        if y is None:
            return self.without_labels(scores)
        data, dscores = self.data(scores, y)
        grads = self.backward(X, sums, hidden, dscores)
        in_loss, in_gradient = self.strength(X)
        penalty = sum(np.sum(p[name] ** 2) for name in self.in_loss)
        for name in self.in_gradient:
            grads[name] = grads[name] + 2 * in_gradient * p[name]
        return data + in_loss * penalty, grads


@misconception("TwoLayerNet")
class ReluOnTheScores(Net):
    """The scores get a ReLU: leave it out, they may be negative. Only the hidden layer has one."""

    def scores(self, hidden, W2, b2):
        return np.maximum(0, hidden @ W2 + b2)

    def data(self, scores, y):
        data, dscores = cross_entropy(scores, y)
        return data, dscores * (scores > 0)


@misconception("TwoLayerNet")
class HiddenReluMissing(Net):
    """The hidden layer lacks its ReLU: two affine layers in a row are only one."""

    def activation(self, sums):
        return sums

    def gate(self, sums, dhidden):
        return 1.0


@misconception("TwoLayerNet")
class FirstBiasForgotten(Net):
    """b1 is not added before the ReLU."""

    def sums(self, X, W1, b1):
        return X @ W1


@misconception("TwoLayerNet")
class LastBiasForgotten(Net):
    """b2 is not added to the scores."""

    def scores(self, hidden, W2, b2):
        return hidden @ W2


@misconception("TwoLayerNet")
class GateMissing(Net):
    """The backward pass lacks the ReLU: nothing passes where the hidden layer was off."""

    def gate(self, sums, dhidden):
        return 1.0


@misconception("TwoLayerNet")
class GateOnTheGradient(Net):
    """What went into the ReLU decides what passes back, not the sign of the gradient."""

    def gate(self, sums, dhidden):
        return dhidden > 0


@misconception("TwoLayerNet")
class GateInverted(Net):
    """The gate is the wrong way round: the gradient passes where the hidden layer was on."""

    def gate(self, sums, dhidden):
        return sums <= 0


@misconception("TwoLayerNet")
class GateIsTheValue(Net):
    """The slope of the ReLU is 1 where it is on, not the hidden value."""

    def gate(self, sums, dhidden):
        return np.maximum(0, sums)


@misconception("TwoLayerNet")
class BiasBeforeTheGate(Net):
    """The gradient of b1 also goes through the ReLU: sum over the examples after the gate."""

    def backward(self, X, sums, hidden, dscores):
        grads = super().backward(X, sums, hidden, dscores)
        return {**grads, "b1": (dscores @ self.params["W2"].T).sum(0)}


@misconception("TwoLayerNet")
class LastLayerBeforeTheRelu(Net):
    """W2 is multiplied with what comes out of the ReLU, so its gradient needs that."""

    def backward(self, X, sums, hidden, dscores):
        return {**super().backward(X, sums, hidden, dscores), "W2": sums.T @ dscores}


@misconception("TwoLayerNet")
class FirstWeightsTransposed(Net):
    """The gradient of W1 must have its shape, (D, M): it is transposed."""

    def backward(self, X, sums, hidden, dscores):
        grads = super().backward(X, sums, hidden, dscores)
        return {**grads, "W1": grads["W1"].T}


@misconception("TwoLayerNet")
class LastWeightsAlreadyMoved(Net):
    """W2 changed before it was used for W1: compute all gradients first, change nothing."""

    def backward(self, X, sums, hidden, dscores):
        grads = super().backward(X, sums, hidden, dscores)
        dhidden = dscores @ (self.params["W2"] - grads["W2"]).T
        dsums = dhidden * self.gate(sums, dhidden)
        return {**grads, "W1": X.T @ dsums, "b1": dsums.sum(0)}


@misconception("TwoLayerNet")
class AveragedTwice(Net):
    """The gradient of cross_entropy has the 1/N of the mean in it: do not divide again."""

    def data(self, scores, y):
        data, dscores = cross_entropy(scores, y)
        return data, dscores / len(scores)


@misconception("TwoLayerNet")
class BiasesAveraged(Net):
    """The gradients of the biases are sums over the examples, not means."""

    def backward(self, X, sums, hidden, dscores):
        grads = super().backward(X, sums, hidden, dscores)
        return {**grads, "b1": grads["b1"] / len(X), "b2": grads["b2"] / len(X)}


@misconception("TwoLayerNet")
class ClassesCountedInTheLabels(Net):
    """The labels of a batch need not have every class: take the number of classes from W2."""

    def data(self, scores, y):
        data, dscores = cross_entropy(scores, y)
        p = len(y) * dscores + np.eye(scores.shape[1])[y]
        return data, (p - np.eye(y.max() + 1)[y]) / len(y)


# --- TwoLayerNet: the penalty ---------------------------------------------------------------


@misconception("TwoLayerNet")
class PenaltyForgotten(Net):
    """The penalty is missing in the loss and in the gradients."""

    def strength(self, X):
        return 0.0, 0.0


@misconception("TwoLayerNet")
class PenaltyMissingInTheLoss(Net):
    """The gradients have the penalty, the loss lacks reg * (sum(W1**2) + sum(W2**2))."""

    def strength(self, X):
        return 0.0, self.reg


@misconception("TwoLayerNet")
class PenaltyMissingInTheGradient(Net):
    """The loss has the penalty, the gradients of W1 and W2 lack its derivative."""

    def strength(self, X):
        return self.reg, 0.0


@misconception("TwoLayerNet")
class PenaltyHalved(Net):
    """Here is no 1/2 before the sum of squares, so its derivative has a factor 2."""

    def strength(self, X):
        return self.reg / 2, self.reg / 2


@misconception("TwoLayerNet")
class PenaltyHalvedInTheLoss(Net):
    """The gradients are right, but the loss has a 1/2 before the sum of squares."""

    def strength(self, X):
        return self.reg / 2, self.reg


@misconception("TwoLayerNet")
class PenaltyHalvedInTheGradient(Net):
    """The derivative of reg * W**2 is 2 * reg * W: the factor 2 is missing in the gradients."""

    def strength(self, X):
        return self.reg, self.reg / 2


@misconception("TwoLayerNet")
class PenaltyAveraged(Net):
    """The penalty is not divided by N: only the data loss is a mean over the examples."""

    def strength(self, X):
        return self.reg / len(X), self.reg / len(X)


@misconception("TwoLayerNet")
class PenaltyAveragedInTheLoss(Net):
    """The loss divides the penalty by N: only the data loss is a mean over the examples."""

    def strength(self, X):
        return self.reg / len(X), self.reg


@misconception("TwoLayerNet")
class PenaltyAveragedInTheGradient(Net):
    """The gradients divide the penalty by N: only the data loss is a mean over the examples."""

    def strength(self, X):
        return self.reg, self.reg / len(X)


@misconception("TwoLayerNet")
class PenaltyWithoutStrength(Net):
    """The penalty is not multiplied by reg."""

    def strength(self, X):
        return 1.0, 1.0


@misconception("TwoLayerNet")
class PenaltySkipsTheLastLayer(Net):
    """W2 has a penalty too, in the loss and in its gradient."""

    in_loss = in_gradient = ("W1",)


@misconception("TwoLayerNet")
class LossSkipsTheLastLayer(Net):
    """The penalty of W2 is in its gradient, but missing in the loss."""

    in_loss = ("W1",)


@misconception("TwoLayerNet")
class GradientSkipsTheLastLayer(Net):
    """The penalty of W2 is in the loss, but missing in its gradient."""

    in_gradient = ("W1",)


@misconception("TwoLayerNet")
class BiasesRegularized(Net):
    """The biases have no penalty: only W1 and W2 do."""

    in_loss = in_gradient = ("W1", "b1", "W2", "b2")


@misconception("TwoLayerNet")
class BiasesRegularizedInTheGradient(Net):
    """The gradients of the biases have a penalty that the loss, rightly, does not have."""

    in_gradient = ("W1", "b1", "W2", "b2")


# --- TwoLayerNet: scores and initialization -------------------------------------------------


@misconception("TwoLayerNet")
class NumberWithoutLabels(Net):
    """Where y is None the scores are asked for: return them before the loss is computed."""

    def without_labels(self, scores):
        return 0.0


@misconception("TwoLayerNet")
class ProbabilitiesWithoutLabels(Net):
    """Where y is None the scores themselves are asked for, not their softmax."""

    def without_labels(self, scores):
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


@misconception("TwoLayerNet")
class LabelsWithoutLabels(Net):
    """Where y is None the scores of all classes are asked for, not the best class."""

    def without_labels(self, scores):
        return scores.argmax(axis=1)


@misconception("TwoLayerNet")
class ZeroWeights(Net):
    """With zero weights all hidden units stay alike and learn nothing: draw them at random."""

    def weights(self, rng, scale, shape):
        return np.zeros(shape)


@misconception("TwoLayerNet")
class EqualWeights(Net):
    """With equal weights all hidden units stay alike for ever: draw them at random."""

    def weights(self, rng, scale, shape):
        return np.full(shape, scale)


@misconception("TwoLayerNet")
class ScaleForgotten(Net):
    """The weights are not multiplied by weight_scale."""

    def weights(self, rng, scale, shape):
        return rng.standard_normal(shape)


@misconception("TwoLayerNet")
class ScaleIsTheVariance(Net):
    """weight_scale is the standard deviation, not the variance: do not take its root."""

    def weights(self, rng, scale, shape):
        return np.sqrt(scale) * rng.standard_normal(shape)


@misconception("TwoLayerNet")
class PositiveWeights(Net):
    """rng.random gives numbers from 0 to 1; rng.standard_normal has mean 0 and deviation 1."""

    def weights(self, rng, scale, shape):
        return scale * rng.random(shape)


@misconception("TwoLayerNet")
class RandomBiases(Net):
    """The biases start at zero, only the weights at random."""

    def biases(self, rng, scale, size):
        return scale * rng.standard_normal(size)


@misconception("TwoLayerNet")
class SeedIgnored(Net):
    """The seed is not used: every network starts with the same weights."""

    def weights(self, rng, scale, shape):
        return scale * np.random.default_rng(0).standard_normal(shape)


@misconception("TwoLayerNet")
class TenClasses(Net):
    """num_classes is a parameter; here there are always ten classes."""

    def __init__(self, input_dim, hidden_dim, num_classes, weight_scale=1e-3, reg=0.0, seed=0):
        super().__init__(input_dim, hidden_dim, 10, weight_scale, reg, seed)
