"""Mistakes in the homework of assignment1, and two conventions that are both right.

The penalty is reg * sum(W * W) in some years, and has 1/2 before it in others. So every mistake is
made in two ways, which have one name: `put` adds them to this module, where the grader finds them.
A docstring is the hint that students get.
"""

import numpy as np
from cs231n.classifiers.linear_classifier import LinearClassifier
from cs231n.classifiers.neural_net import TwoLayerNet

from grader import convention, misconception

SVM = ("svm_loss_naive", "svm_loss_vectorized")
SOFTMAX = ("softmax_loss_naive", "softmax_loss_vectorized")
NET = ("TwoLayerNet",)
WHOLE, HALF = 1.0, 0.5


def put(replaces, mistake, answer):
    """Adds a misconception: a function or a class, with the name and the hint of the mistake."""
    answer.__name__, answer.__doc__ = mistake.__name__, mistake.__doc__
    globals()[f"mistake {len(globals())}"] = misconception(*replaces)(answer)


# --- right answers, with one thing changed --------------------------------------------------


def hinge(W, X, y, *, margin=1.0, slopes=None):
    """The hinge loss without a penalty, and its gradient.

    slopes: the gradient of the summed loss to the scores, made of the margins (N, C), a mask of the
    violated ones, and the right classes one-hot.
    """
    scores, right = X @ W, np.eye(W.shape[1])[y]
    margins = np.maximum(0, scores - (scores * right).sum(1, keepdims=True) + margin) * (1 - right)
    violated = (margins > 0).astype(float)
    dscores = violated - right * violated.sum(1, keepdims=True)
    if slopes:
        dscores = slopes(margins, violated, right)
    return margins.sum() / len(X), X.T @ dscores / len(X)


def shifted(scores):
    return scores - scores.max(axis=1, keepdims=True)


def totals(powers):
    return powers.sum(axis=1, keepdims=True)


def softmax(
    scores, y, *, shift=shifted, total=totals, label=1.0, extra=0.0, log_first=True, tiny=0.0
):
    """The cross-entropy and the gradient to the scores.

    shift: from the scores to those in exp. total: from the powers to what divides them. label: what
    the gradient has less at the right class. extra: how often it has its probability there once
    more. log_first: whether the loss is made of the log of the
    total, or of that of the probability plus a tiny number.
    """
    right = np.eye(scores.shape[1])[y]
    scores = shift(scores)
    powers = np.exp(scores)
    p = powers / total(powers)
    if log_first:
        losses = np.log(total(powers) * np.ones_like(p))[right > 0] - scores[right > 0]
    else:
        losses = -np.log(p[right > 0] + tiny)
    return losses.mean(), (p + extra * p * right - label * right) / len(y)


def cross_entropy(W, X, y, **changes):
    """The cross-entropy of a linear classifier without a penalty, and its gradient."""
    loss, dscores = softmax(X @ W, y, **changes)
    return loss, X.T @ dscores


def network(params, X, y, *, inner=True, outer=False, gate=False, mask=None, share=1.0, **changes):
    """The scores of the network, and where there is a y its loss and gradients without a penalty.

    inner, outer: whether there is a ReLU after the first and after the second layer. gate: whether
    the second one stops gradients. mask: from the gradient to the hidden layer and that layer to
    the gradient before its ReLU. share: of the gradients of the biases.
    """
    hidden = X @ params["W1"] + params["b1"]
    hidden = np.maximum(0, hidden) if inner else hidden
    scores = hidden @ params["W2"] + params["b2"]
    scores = np.maximum(0, scores) if outer else scores
    if y is None:
        return scores, None, None
    loss, dscores = softmax(scores, y, **changes)
    dscores = dscores * (scores > 0) if gate else dscores
    dhidden = dscores @ params["W2"].T
    if mask:
        dhidden = mask(dhidden, hidden)
    elif inner:
        dhidden = dhidden * (hidden > 0)
    return (
        scores,
        loss,
        {
            "W1": X.T @ dhidden,
            "b1": share * dhidden.sum(axis=0),
            "W2": hidden.T @ dscores,
            "b2": share * dscores.sum(axis=0),
        },
    )


def squares(W):
    return np.sum(W * W)


def with_penalty(data, of_loss, of_slope, *, size=squares):
    """A loss of a linear classifier; the factors before the penalty are functions of N."""

    def answer(W, X, y, reg):
        (loss, dW), N = data(W, X, y), len(X)
        return loss + of_loss(N) * reg * size(W), dW + of_slope(N) * 2 * reg * W

    return answer


EVERY, WEIGHTS, FIRST = ("W1", "b1", "W2", "b2"), ("W1", "W2"), ("W1",)


def net_with_penalty(found, of_loss, of_slope, *, in_loss=WEIGHTS, in_slope=WEIGHTS, size=squares):
    """A network whose scores, loss and gradients without a penalty are `found(params, X, y)`."""

    class Net(TwoLayerNet):
        def loss(self, X, y=None, reg=0.0):
            (scores, loss, grads), N = found(self.params, X, y), len(X)
            if y is None:
                return scores
            loss += sum(of_loss(N) * reg * size(self.params[p]) for p in in_loss)
            for p in in_slope:
                grads[p] = grads[p] + of_slope(N) * 2 * reg * self.params[p]
            return loss, grads

    return Net


def constant(factor):
    return lambda N: factor


# --- the two conventions --------------------------------------------------------------------

WITH_HALF = "your penalty is 1/2 reg * sum(W * W): right, as it is without the 1/2"
WITHOUT_HALF = "your penalty is reg * sum(W * W): right, as it is with a 1/2 before it"
half = constant(HALF)


def put_convention(replaces, answer):
    answer.__doc__ = WITH_HALF
    globals()[f"convention {replaces[0]}"] = convention(*replaces, otherwise=WITHOUT_HALF)(answer)


put_convention(SVM, with_penalty(hinge, half, half))
put_convention(SOFTMAX, with_penalty(cross_entropy, half, half))
put_convention(NET, net_with_penalty(network, half, half))


def in_both(replaces, penalized):
    """Marks the loss without a penalty, and its gradients, as a mistake with each penalty."""

    def mark(data):
        for kind in (WHOLE, HALF):
            put(replaces, data, penalized(data, constant(kind), constant(kind)))
        return data

    return mark


in_svm, in_softmax = in_both(SVM, with_penalty), in_both(SOFTMAX, with_penalty)
in_net = in_both(NET, net_with_penalty)


def in_linear_losses(mistake):
    """Marks a mistake that both linear losses may have; it gets the right loss first."""
    for mark, data in ((in_svm, hinge), (in_softmax, cross_entropy)):

        def answer(W, X, y, data=data):
            return mistake(data, W, X, y)

        answer.__name__, answer.__doc__ = mistake.__name__, mistake.__doc__
        mark(answer)
    return mistake


def in_penalties(*kinds):
    """Marks a mistake in the penalty: from N to the factors in the loss and in the gradient."""

    def mark(factors):
        for kind in kinds:
            parts = [lambda N, kind=kind, i=i: kind * factors(N)[i] for i in (0, 1)]
            put(SVM, factors, with_penalty(hinge, *parts))
            put(SOFTMAX, factors, with_penalty(cross_entropy, *parts))
            put(NET, factors, net_with_penalty(network, *parts))
        return factors

    return mark


# --- the penalty ----------------------------------------------------------------------------


@in_penalties(WHOLE)
def penalty_forgotten(N):
    """The penalty is missing, in the loss and in the gradient: nothing depends on reg."""
    return 0, 0


@in_penalties(WHOLE, HALF)
def penalty_missing_in_the_loss(N):
    """The gradient has the penalty, the loss has not: add reg times the sum of squares to it."""
    return 0, 1


@in_penalties(WHOLE, HALF)
def gradient_of_the_penalty_missing(N):
    """The loss has the penalty, the gradient has not: what is the derivative of W * W?"""
    return 1, 0


@in_penalties(WHOLE)
def gradient_of_the_penalty_halved(N):
    """Loss and gradient differ by a factor 2: without a 1/2 in the loss the gradient is 2 reg W."""
    return 1, 0.5


@in_penalties(WHOLE)
def penalty_halved(N):
    """Loss and gradient differ by a factor 2: with a 1/2 in the loss the gradient is reg W."""
    return 0.5, 1


@in_penalties(WHOLE, HALF)
def penalty_averaged(N):
    """Only the data term is a mean over the batch: the penalty is not divided by N."""
    return 1 / N, 1 / N


@in_penalties(WHOLE, HALF)
def penalty_averaged_in_the_loss(N):
    """The penalty in the loss is divided by N: add it after you took the mean."""
    return 1 / N, 1


@in_penalties(WHOLE, HALF)
def gradient_of_the_penalty_averaged(N):
    """The gradient of the penalty is divided by N: add it after you took the mean."""
    return 1, 1 / N


@in_penalties(WHOLE)
def penalty_added_twice(N):
    """The penalty is added twice to the loss, and the first is divided by N with the data."""
    return 1 / N + 0.5, 0.5


def in_the_divisor(data, factor):
    """`loss /= N + penalty`, and the same for the gradient."""

    def answer(W, X, y, reg):
        (loss, dW), N = data(W, X, y), len(X)
        return (
            N * loss / (N + factor * reg * np.sum(W * W)),
            N * dW / (N + factor * 2 * reg * W),
        )

    return answer


def penalty_in_the_divisor():
    """loss /= N + penalty divides by both: divide by N first, then add on a line of its own."""


for kind in (WHOLE, HALF):
    put(SVM, penalty_in_the_divisor, in_the_divisor(hinge, kind))
    put(SOFTMAX, penalty_in_the_divisor, in_the_divisor(cross_entropy, kind))


def sums_of_products():
    """The penalty adds up products of different weights: square each, W * W is not W.dot(W.T)."""


for kind in (WHOLE, HALF):
    for size in (lambda W: np.sum(W @ W.T), lambda W: np.sum(W.T @ W)):
        factor = constant(kind)
        put(SVM, sums_of_products, with_penalty(hinge, factor, factor, size=size))
        put(SOFTMAX, sums_of_products, with_penalty(cross_entropy, factor, factor, size=size))
        put(NET, sums_of_products, net_with_penalty(network, factor, factor, size=size))


# --- both linear losses ---------------------------------------------------------------------


@in_linear_losses
def sum_not_mean(data, W, X, y):
    """The sum over the examples is not divided by N: the loss is a mean over the batch."""
    loss, dW = data(W, X, y)
    return loss * len(X), dW * len(X)


@in_linear_losses
def loss_not_averaged(data, W, X, y):
    """The gradient is divided by N, the loss is not."""
    loss, dW = data(W, X, y)
    return loss * len(X), dW


@in_linear_losses
def gradient_not_averaged(data, W, X, y):
    """The loss is divided by N, the gradient is not."""
    loss, dW = data(W, X, y)
    return loss, dW * len(X)


@in_linear_losses
def loss_for_each_feature(data, W, X, y):
    """The loss is D times too large: does a loop over the features add it up again and again?"""
    loss, dW = data(W, X, y)
    return loss * X.shape[1], dW


@in_linear_losses
def uphill(data, W, X, y):
    """The gradient has the wrong sign."""
    loss, dW = data(W, X, y)
    return loss, -dW


@in_linear_losses
def classes_of_the_labels(data, W, X, y):
    """Count the classes by the columns of W: the largest label of a batch may be a smaller one."""
    return some_classes(data, W, X, y, y.max() + 1)


@in_linear_losses
def always_ten_classes(data, W, X, y):
    """There are as many classes as W has columns, not always 10."""
    return some_classes(data, W, X, y, 10)


def some_classes(data, W, X, y, C):
    """The answer of a loop over the first C classes; IndexError where there are less."""
    known = np.maximum(y, 0) < C
    if W.shape[1] < C or not known.all():
        raise IndexError(C)
    loss, dW = data(W[:, :C], X, y)
    return loss, np.pad(dW, ((0, 0), (0, W.shape[1] - C)))


# --- linear_svm.py --------------------------------------------------------------------------


def itself_violated(margins, violated, right):
    """The slopes where the right class is one of the violated ones."""
    return violated - right * (violated.sum(1, keepdims=True) + 1)


@in_svm
def counts_the_right_class(W, X, y):
    """The right class counts against itself, in loss and gradient: leave j = y[i] out."""
    loss, dW = hinge(W, X, y, slopes=itself_violated)
    return loss + 1, dW


@in_svm
def right_class_in_the_loss(W, X, y):
    """The loss is 1 too large: the sum includes j = y[i], whose margin is always 1."""
    loss, dW = hinge(W, X, y)
    return loss + 1, dW


@in_svm
def right_class_in_the_gradient(W, X, y):
    """The gradient counts the right class as violated: set its margin to 0 before you count."""
    return hinge(W, X, y, slopes=itself_violated)


@in_svm
def right_class_forgotten(W, X, y):
    """Every violated margin also moves the right class: column y[i] gets -x for each of them."""
    return hinge(W, X, y, slopes=lambda margins, violated, right: violated)


@in_svm
def right_class_once(W, X, y):
    """The right class gets -x once for every violated margin, not once per example."""
    return hinge(W, X, y, slopes=lambda m, v, right: v - right * v.any(1, keepdims=True))


@in_svm
def margin_missing(W, X, y):
    """A right class that leads by less than 1 costs something too: the margin lacks the + 1."""
    return hinge(W, X, y, margin=0.0)


@in_svm
def no_gate(W, X, y):
    """The gradient counts every wrong class; only those with a positive margin contribute."""
    return hinge(W, X, y, slopes=lambda m, v, right: 1 - right.shape[1] * right)


@in_svm
def margin_not_indicator(W, X, y):
    """The gradient is weighted with the margin; its derivative is 1 where it is positive."""
    return hinge(W, X, y, slopes=lambda m, v, right: m - right * m.sum(1, keepdims=True))


@in_svm
def margins_as_the_gradient(W, X, y):
    """The gradient counts violated margins, here it adds them up; and column y[i] loses as many."""
    return hinge(W, X, y, slopes=lambda margins, violated, right: margins)


# --- softmax.py -----------------------------------------------------------------------------


def of_the_batch(powers):
    return powers.sum()


def of_each_class(powers):
    return powers.sum(axis=0, keepdims=True)


def largest_of_the_batch(scores):
    return scores - scores.max()


def as_they_are(scores):
    return scores


@in_softmax
def normalizer_of_the_batch(W, X, y):
    """Each example has a normalizer of its own: sum over its classes, axis=1, not over all."""
    return cross_entropy(W, X, y, total=of_the_batch)


@in_softmax
def normalized_over_examples(W, X, y):
    """The probabilities of one example add up to 1: sum over its classes, axis=1, not axis=0."""
    return cross_entropy(W, X, y, total=of_each_class)


@in_softmax
def label_not_subtracted(W, X, y):
    """The gradient is made of the probabilities; that of the right class is less by 1."""
    return cross_entropy(W, X, y, label=0.0)


@in_softmax
def only_the_right_class(W, X, y):
    """Only column y[i] gets a gradient: the wrong classes have one too, their probability."""
    loss, dscores = softmax(X @ W, y)
    return loss, X.T @ (dscores * np.eye(W.shape[1])[y])


@in_softmax
def right_class_twice(W, X, y):
    """Column y[i] gets its probability twice: p - 1, and p once more as one of all classes."""
    return cross_entropy(W, X, y, extra=1.0)


@in_softmax
def minus_forgotten(W, X, y):
    """The log of a probability is negative: the loss is minus that."""
    loss, dW = cross_entropy(W, X, y)
    return -loss, dW


@in_softmax
def log_forgotten(W, X, y):
    """The loss is minus the log of the right class's probability; here the log is missing."""
    powers = np.exp(shifted(X @ W))
    p = powers[np.arange(len(X)), y] / powers.sum(axis=1)
    return -p.mean(), cross_entropy(W, X, y)[1]


for tiny in (1e-12, 1e-10, 1e-8):

    @in_softmax
    def tiny_number_in_the_log(W, X, y, tiny=tiny):
        """A number added to p keeps its log finite, and wrong: p may be smaller than that."""
        return cross_entropy(W, X, y, log_first=False, tiny=tiny)

    @in_net
    def net_tiny_number_in_the_log(params, X, y, tiny=tiny):
        """A number added to p keeps its log finite, and wrong: p may be smaller than that."""
        return network(params, X, y, log_first=False, tiny=tiny)


for log_first in (False, True):

    @in_softmax
    def no_shift(W, X, y, log_first=log_first):
        """exp overflows: subtract each row's maximum first, that changes no probability."""
        return cross_entropy(W, X, y, shift=as_they_are, log_first=log_first)

    @in_softmax
    def shift_of_the_batch(W, X, y, log_first=log_first):
        """Each row has a maximum of its own: below the largest of the batch whole rows become 0."""
        return cross_entropy(W, X, y, shift=largest_of_the_batch, log_first=log_first)

    @in_net
    def net_no_shift(params, X, y, log_first=log_first):
        """exp overflows: subtract each row's maximum first, that changes no probability."""
        return network(params, X, y, shift=as_they_are, log_first=log_first)

    @in_net
    def net_shift_of_the_batch(params, X, y, log_first=log_first):
        """Each row has a maximum of its own: below the largest of the batch whole rows become 0."""
        return network(params, X, y, shift=largest_of_the_batch, log_first=log_first)


# --- neural_net.py: scores and loss ---------------------------------------------------------


for gate in (False, True):

    @in_net
    def relu_on_the_scores(params, X, y, gate=gate):
        """The scores are those of the second layer as they are: there is no ReLU after it."""
        return network(params, X, y, outer=True, gate=gate)

    @in_net
    def hidden_relu_missing(params, X, y, gate=gate):
        """The ReLU between the layers is missing: two affine layers in a row are only one."""
        mask = (lambda dhidden, hidden: dhidden * (hidden > 0)) if gate else None
        return network(params, X, y, inner=False, mask=mask)


@in_net
def relu_mask_missing(params, X, y):
    """The gradient must stop where the ReLU gave 0: multiply it by hidden > 0."""
    return network(params, X, y, mask=lambda dhidden, hidden: dhidden)


@in_net
def relu_mask_of_the_gradient(params, X, y):
    """The ReLU stops the gradient where its input was negative, not where the gradient is."""
    return network(params, X, y, mask=lambda dhidden, hidden: np.maximum(0, dhidden))


@in_net
def bias_gradients_averaged(params, X, y):
    """Every example has its share in the gradient of a bias: sum over them, with no further N."""
    return network(params, X, y, share=1 / len(X))


@in_net
def second_bias_forgotten(params, X, y):
    """The scores lack b2."""
    return network({**params, "b2": 0 * params["b2"]}, X, y)


@in_net
def net_sum_not_mean(params, X, y):
    """The sum over the examples is not divided by N: the loss is a mean over the batch."""
    scores, loss, grads = network(params, X, y)
    if y is None:
        return scores, None, None
    return scores, loss * len(X), {name: len(X) * grad for name, grad in grads.items()}


@in_net
def net_gradients_not_averaged(params, X, y):
    """The loss is divided by N, the gradients are not."""
    scores, loss, grads = network(params, X, y)
    return scores, loss, grads and {name: len(X) * grad for name, grad in grads.items()}


@in_net
def net_label_not_subtracted(params, X, y):
    """The gradient to the scores is the probabilities, less 1 at the right class."""
    return network(params, X, y, label=0.0)


@in_net
def net_normalizer_of_the_batch(params, X, y):
    """Each example has a normalizer of its own: sum over its classes, axis=1, not over all."""
    return network(params, X, y, total=of_the_batch)


# --- neural_net.py: the penalty -------------------------------------------------------------


def in_parameters(**parameters):
    """Marks a mistake in which parameters have a penalty, in the loss and in the gradient."""

    def mark(hint):
        for kind in (WHOLE, HALF):
            factor = constant(kind)
            put(NET, hint, net_with_penalty(network, factor, factor, **parameters))
        return hint

    return mark


@in_parameters(in_loss=FIRST)
def penalty_in_the_loss_skips_layer_2():
    """The loss has a penalty on W1 only: W2 has one too."""


@in_parameters(in_slope=FIRST)
def penalty_in_the_gradient_skips_layer_2():
    """The penalty has a gradient for W1 only: dW2 gets one too."""


@in_parameters(in_loss=FIRST, in_slope=FIRST)
def penalty_skips_layer_2():
    """Only W1 has a penalty: W2 has one too, in the loss and in its gradient."""


@in_parameters(in_slope=EVERY)
def penalty_in_the_gradient_of_the_biases():
    """Biases have no penalty: leave reg out of db1 and db2."""


@in_parameters(in_loss=EVERY, in_slope=EVERY)
def penalty_on_the_biases():
    """Biases have no penalty: leave them out, in the loss and in the gradients."""


# --- linear_classifier.py -------------------------------------------------------------------


class Trained(LinearClassifier):
    """Trains rightly, with one thing changed in a subclass."""

    def train(self, X, y, learning_rate=0.1, reg=0.0, num_iters=1, batch_size=1, verbose=False):
        history = []
        for step in range(num_iters):
            X_batch, y_batch = self.batch(X, y, batch_size, step)
            loss, dW = self.loss(X_batch, y_batch, reg)
            self.W, before = self.W - self.rate(learning_rate) * dW, self.W
            self.note(history, loss, step)
            if self.ends(before):
                return history
        return history

    def batch(self, X, y, batch_size, step):
        rows = np.random.choice(len(X), batch_size)
        return X[rows], y[rows]

    def rate(self, learning_rate):
        return learning_rate

    def note(self, history, loss, step):
        history.append(loss)

    def ends(self, before):
        return False


in_classifier = misconception("LinearClassifier")


@in_classifier
class PredictOverExamples(Trained):
    """argmax runs over the examples here: each row of scores has one prediction, so axis=1."""

    def predict(self, X):
        return (X @ self.W).argmax(axis=0)


@in_classifier
class PredictTheScore(Trained):
    """This is the highest score itself; its class is the place where it stands: np.argmax."""

    def predict(self, X):
        return (X @ self.W).max(axis=1)


@in_classifier
class PredictTheLowest(Trained):
    """The class with the lowest score is predicted: take the highest."""

    def predict(self, X):
        return (X @ self.W).argmin(axis=1)


@in_classifier
class NeverPredicts(Trained):
    """Every prediction is 0: y_pred is never filled."""

    def predict(self, X):
        return np.zeros(len(X), int)


@in_classifier
class StepsUphill(Trained):
    """The step goes uphill: subtract learning_rate times the gradient."""

    def rate(self, learning_rate):
        return -learning_rate


@in_classifier
class NeverSteps(Trained):
    """self.W never changes: subtract learning_rate times the gradient in every step."""

    def rate(self, learning_rate):
        return 0.0


@in_classifier
class StepsWithoutRate(Trained):
    """The step lacks the learning rate."""

    def rate(self, learning_rate):
        return 1.0


@in_classifier
class StepsForgotten(Trained):
    """Each step starts from the first weights again: keep what the last one gave."""

    def train(self, X, y, learning_rate=0.1, reg=0.0, num_iters=1, batch_size=1, verbose=False):
        first, history = self.W, []
        while len(history) < num_iters:
            loss, dW = self.loss(*self.batch(X, y, batch_size, len(history)), reg)
            history.append(loss)
            self.W = first - learning_rate * dW
        return history


@in_classifier
class ReturnsInTheLoop(Trained):
    """Only one step is taken: does train return inside its loop?"""

    def ends(self, before):
        return True


@in_classifier
class HistoryNeverFilled(Trained):
    """The history stays empty: append the loss in every step."""

    def note(self, history, loss, step):
        pass


@in_classifier
class HistoryOfEveryOtherStep(Trained):
    """The history has one loss for each step: append in every turn of the loop."""

    def note(self, history, loss, step):
        if step % 2 == 0:
            history.append(loss)


@in_classifier
class HistoryTwice(Trained):
    """Every loss is in the history twice: append once in a step."""

    def note(self, history, loss, step):
        history += [loss, loss]


@in_classifier
class HistoryOfTheLastLoss(Trained):
    """The history holds the last loss only: append to it, do not begin a new one in each step."""

    def note(self, history, loss, step):
        history[:] = [loss]


@in_classifier
class HistoryAfterTheStep(Trained):
    """The losses are those after the steps: append what the loss was before W changed."""

    def note(self, history, loss, step):
        history.append(self.loss(None, None, 0.0)[0])


@in_classifier
class BatchSizeIgnored(Trained):
    """Every step sees all examples: draw batch_size of them."""

    def batch(self, X, y, batch_size, step):
        return X, y


@in_classifier
class SameBatch(Trained):
    """Every step sees the same batch: draw a new one inside the loop."""

    def batch(self, X, y, batch_size, step):
        return X[:batch_size], y[:batch_size]


@in_classifier
class LabelsOfOthers(Trained):
    """The labels belong to other examples: index X and y with the same rows."""

    def batch(self, X, y, batch_size, step):
        X_rows, y_rows = (np.random.choice(len(X), batch_size) for _ in range(2))
        return X[X_rows], y[y_rows]


@in_classifier
class LabelsOfTheFirst(Trained):
    """The rows of X are drawn, the labels are always the first ones: index y with these rows."""

    def batch(self, X, y, batch_size, step):
        return X[np.random.choice(len(X), batch_size)], y[:batch_size]


# --- neural_net.py: training and prediction -------------------------------------------------


class TrainedNet(TwoLayerNet):
    """Trains rightly, with one thing changed in a subclass."""

    updated = EVERY
    sign = 1.0
    stops = False

    def train(self, X, y, X_val, y_val, learning_rate, num_iters, batch_size, **more):
        history = []
        first = dict(self.params)
        for _ in range(num_iters):
            rows = np.random.choice(len(X), batch_size)
            loss, grads = self.loss(X[rows], y[rows], 0.0)
            history.append(loss)
            for name in self.updated:
                start = self.start(name, first)
                self.params[name] = start - self.sign * learning_rate * grads[name]
            if self.stops:
                break
        return {"loss_history": self.kept(history)}

    def start(self, name, first):
        return self.params[name]

    def kept(self, history):
        return history


in_trained_net = misconception("TwoLayerNet")


@in_trained_net
class NetNeverSteps(TrainedNet):
    """The parameters never change: subtract learning_rate times its gradient from each."""

    updated = ()


@in_trained_net
class BiasesNeverStep(TrainedNet):
    """The biases never change: update b1 and b2 as well."""

    updated = WEIGHTS


@in_trained_net
class SecondBiasNeverSteps(TrainedNet):
    """b2 never changes: update all four parameters."""

    updated = ("W1", "b1", "W2")


@in_trained_net
class SecondLayerNeverSteps(TrainedNet):
    """W2 and b2 never change: update all four parameters."""

    updated = ("W1", "b1")


@in_trained_net
class NetStepsUphill(TrainedNet):
    """The step goes uphill: subtract learning_rate times the gradient."""

    sign = -1.0


@in_trained_net
class NetStepsForgotten(TrainedNet):
    """Each step starts from the first parameters again: keep what the last one gave."""

    def start(self, name, first):
        return first[name]


@in_trained_net
class NetReturnsInTheLoop(TrainedNet):
    """Only one step is taken: does train return inside its loop?"""

    stops = True


@in_trained_net
class NetHistoryOfTheLastLoss(TrainedNet):
    """The history has one loss for each step; here is the last one only."""

    def kept(self, history):
        return history[-1:]


@in_trained_net
class NetHistoryNeverFilled(TrainedNet):
    """loss_history stays empty: append the loss in every step."""

    def kept(self, history):
        return []


@in_trained_net
class NetPredictsOverExamples(TrainedNet):
    """argmax runs over the examples here: each row of scores has one prediction, so axis=1."""

    def predict(self, X):
        return self.loss(X).argmax(axis=0)


@in_trained_net
class NetPredictsTheScore(TrainedNet):
    """This is the highest score itself; its class is the place where it stands: np.argmax."""

    def predict(self, X):
        return self.loss(X).max(axis=1)
