"""Right answers in many styles: none of them loses a point, whatever is remarked."""

from typing import Any

import numpy as np

from right_answers import RightAnswers, Variant

ar, f4 = np.arange, np.float32
right_a1 = RightAnswers("a1_linear_classifier")
right_a2 = RightAnswers("a2_svm")
right_a3 = RightAnswers("a3_softmax")
right_a4 = RightAnswers("a4_regularization")

SVM = ("svm_loss_naive", "svm_loss_vectorized")
SOFTMAX = ("softmax_loss_naive", "softmax_loss_vectorized")


# --- a1 -------------------------------------------------------------------------------------


@right_a1("linear_scores")
def einsum(X: Any, W: Any, b: Any) -> Any:
    return np.einsum("nd,dc->nc", X, W) + b[None]


@right_a1("linear_scores")
def single_precision(X: Any, W: Any, b: Any) -> Any:
    return X.astype(f4) @ W.astype(f4) + b.astype(f4)


@right_a1("linear_scores")
def from_the_lecture(X: Any, W: Any, b: Any) -> Any:
    return (W.T @ X.T + b[:, None]).T


@right_a1("linear_scores")
def with_the_bias_trick(X: Any, W: Any, b: Any) -> Any:
    return np.c_[X, np.ones(len(X))] @ np.r_[W, [b]]


@right_a1("bias_trick")
def padded(X: Any) -> Any:
    return np.pad(X, ((0, 0), (0, 1)), constant_values=1)


@right_a1("bias_trick")
def filled(X: Any) -> Any:
    extended = np.ones((X.shape[0], X.shape[1] + 1))
    extended[:, :-1] = X
    return extended


@right_a1("merge_bias")
def appended(W: Any, b: Any) -> Any:
    return np.append(W, b.reshape(1, -1), axis=0)


@right_a1("predict")
def as_a_list_of_integers(scores: Any) -> Any:
    return np.array([max(range(len(row)), key=lambda c: row[c]) for row in scores])


@right_a1("predict")
def small_integers(scores: Any) -> Any:
    return np.argmax(scores, 1).astype(np.int8)


@right_a1("predict")
def sorted_scores(scores: Any) -> Any:
    return scores.argsort(axis=1)[:, -1]


@right_a1("accuracy")
def counted(predicted: Any, y: Any) -> Any:
    return sum(int(p == t) for p, t in zip(predicted, y, strict=True)) / len(y)


@right_a1("accuracy")
def numpy_scalar(predicted: Any, y: Any) -> Any:
    return np.mean(predicted == y)


@right_a1("class_templates")
def one_by_one(W: Any, shape: Any) -> Any:
    images = []
    for w in W.T:
        low, high = w.min(), w.max()
        images.append((w.reshape(shape) - low) / (high - low) if high > low else np.zeros(shape))
    return np.array(images)


# --- a2 -------------------------------------------------------------------------------------


def margins(W: Any, X: Any, y: Any, delta: Any) -> Any:
    scores = X @ W
    m = scores - scores[ar(len(X)), y][:, None] + delta
    m[ar(len(X)), y] = 0
    return m


def hinge(W: Any, X: Any, y: Any, reg: Any, gates: Any, m: Any) -> Any:
    gates = gates.astype(float)
    gates[ar(len(X)), y] = 0
    gates[ar(len(X)), y] = -gates.sum(1)
    return np.maximum(m, 0).sum() / len(X) + reg * (W**2).sum(), X.T @ gates / len(X) + reg * 2 * W


@right_a2(*SVM)
def at_least_zero(W: Any, X: Any, y: Any, reg: float, delta: float = 1.0) -> Any:
    m = margins(W, X, y, delta)
    return hinge(W, X, y, reg, m >= 0, m)


@right_a2(*SVM)
def half_at_zero(W: Any, X: Any, y: Any, reg: float, delta: float = 1.0) -> Any:
    m = margins(W, X, y, delta)
    return hinge(W, X, y, reg, (np.sign(m) + 1) / 2, m)


@right_a2(*SVM)
def averaged_one_by_one(W: Any, X: Any, y: Any, reg: float, delta: float = 1.0) -> Any:
    loss, dW = reg * np.sum(W * W), 2 * reg * W
    for x, label in zip(X[::-1], y[::-1], strict=True):
        s = x.dot(W)
        for j, score in enumerate(s):
            m = score - s[label] + delta
            if j != label and m > 0:
                loss += m / len(X)
                dW[:, j] += x / len(X)
                dW[:, label] -= x / len(X)
    return loss, dW


@right_a2(*SVM)
def svm_in_single_precision(W: Any, X: Any, y: Any, reg: float, delta: float = 1.0) -> Any:
    W, X = W.astype(f4), X.astype(f4)
    m = margins(W, X, y, f4(delta))
    loss, dW = hinge(W, X, y, f4(reg), m > 0, m)
    return loss, dW.astype(f4)


@right_a2(*SVM)
def fortran_order(W: Any, X: Any, y: Any, reg: float, delta: float = 1.0) -> Any:
    m = margins(W, X, y, delta)
    loss, dW = hinge(W, X, y, reg, m > 0, m)
    return np.array(loss), np.asfortranarray(dW)


@right_a2("hinge_per_example")
def per_example_in_a_list(scores: Any, y: Any, delta: float = 1.0) -> Any:
    return np.array(
        [
            sum(max(0, s[j] - s[label] + delta) for j in range(len(s)) if j != label)
            for s, label in zip(scores, y, strict=True)
        ]
    )


@right_a2("hinge_per_example")
def margin_subtracted(scores: Any, y: Any, delta: float = 1.0) -> Any:
    right_scores = np.take_along_axis(scores, y[:, None], axis=1)
    return np.clip(scores - right_scores + delta, 0, None).sum(1) - delta


# --- a3 -------------------------------------------------------------------------------------


@right_a3("softmax")
def logarithms_first(scores: Any) -> Any:
    return np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))


@right_a3("softmax")
def row_by_row(scores: Any) -> Any:
    return np.array([np.exp(s - max(s)) / sum(np.exp(s - max(s))) for s in scores])


@right_a3("softmax")
def softmax_in_single_precision(scores: Any) -> Any:
    powers = np.exp((scores - scores.max(1, keepdims=True)).astype(f4))
    return powers / powers.sum(1, keepdims=True)


def entropy_of(p: Any, y: Any) -> tuple[Any, Any]:
    rows, dscores = ar(len(y)), p.copy()
    dscores[rows, y] -= 1
    return -np.log(p[rows, y]).mean(), dscores / len(y)


@right_a3("cross_entropy")
def minus_log_p(scores: Any, y: Any) -> Any:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return entropy_of(powers / powers.sum(1, keepdims=True), y)


@right_a3("cross_entropy")
def one_hot(scores: Any, y: Any) -> Any:
    target = np.eye(scores.shape[1])[y]
    log_p = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return -(target * log_p).sum() / len(y), (np.exp(log_p) - target) / len(y)


@right_a3(*SOFTMAX)
def classifier_minus_log_p(W: Any, X: Any, y: Any, reg: float) -> Any:
    scores = X @ W
    powers = np.exp(scores - scores.max(axis=1)[:, np.newaxis])
    loss, dscores = entropy_of(powers / powers.sum(axis=1)[:, np.newaxis], y)
    return loss + reg * np.sum(W * W), X.T.dot(dscores) + 2 * reg * W


@right_a3(*SOFTMAX)
def classifier_one_by_one(W: Any, X: Any, y: Any, reg: float) -> Any:
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(X.shape[0]):
        s = X[i].dot(W)
        s = s - np.max(s)
        loss += -s[y[i]] + np.log(np.sum(np.exp(s)))
        p = np.exp(s) / np.sum(np.exp(s))
        for j in range(W.shape[1]):
            dW[:, j] += (p[j] - int(j == y[i])) * X[i]
    return loss / len(X) + reg * np.sum(W**2), dW / len(X) + reg * 2 * W


@right_a3(*SOFTMAX)
def classifier_in_single_precision(W: Any, X: Any, y: Any, reg: float) -> Any:
    W4, X4 = W.astype(f4), X.astype(f4)
    scores = X4 @ W4
    scores -= scores.max(1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    dscores = np.exp(log_p)
    dscores[ar(len(X)), y] -= 1
    loss = -log_p[ar(len(X)), y].mean() + f4(reg) * (W4 * W4).sum()
    return loss, X4.T @ dscores / f4(len(X)) + f4(2 * reg) * W4


@right_a3(*SOFTMAX)
def classifier_half_in_single_precision(W: Any, X: Any, y: Any, reg: float) -> Any:
    loss, dW = classifier_in_single_precision(W, X, y, 0.0)
    return float(loss) + reg * np.sum(W * W), dW + 2 * reg * W


# --- a4 -------------------------------------------------------------------------------------


@right_a4("l2_penalty")
def norm_squared(W: Any) -> Any:
    return np.linalg.norm(W) ** 2, W + W


@right_a4("l2_penalty")
def dot_product(W: Any) -> Any:
    return W.ravel() @ W.ravel(), 2 * W.copy()


@right_a4("l1_penalty")
def plus_one_at_zero(W: Any) -> Any:
    return np.linalg.norm(W.ravel(), 1), np.where(W >= 0, 1.0, -1.0)


@right_a4("l1_penalty")
def minus_one_at_zero(W: Any) -> Any:
    return np.abs(W).sum(), np.where(W > 0, 1, -1)


@right_a4("l1_penalty")
def a_little_at_zero(W: Any) -> Any:
    return np.abs(W).sum(), np.where(W == 0, 0.25, np.sign(W))


@right_a4("elastic_net")
def with_any_subgradient(W: Any, alpha: float, beta: float) -> Any:
    slope = np.where(W > 0, 1.0, -1.0)
    return alpha * np.abs(W).sum() + beta * (W**2).sum(), alpha * slope + beta * 2 * W


@right_a4("total_loss")
def total_with_any_subgradient(
    W: Any, X: Any, y: Any, lam: float, alpha: float, beta: float
) -> Any:
    loss, dscores = minus_log_p(X @ W, y)
    slope = np.where(W >= 0, 1.0, -1.0)
    penalty = alpha * np.abs(W).sum() + beta * (W**2).sum()
    return loss + lam * penalty, X.T @ dscores + lam * alpha * slope + 2 * lam * beta * W


@right_a4("sgd_step")
def step_added(W: Any, dW: Any, learning_rate: float) -> Any:
    return W + -learning_rate * dW


@right_a4("sample_batch")
def by_choice(X: Any, y: Any, batch_size: int, seed: int) -> Any:
    rows = np.random.default_rng(seed).choice(len(X), batch_size, replace=False)
    return X[rows], y[rows]


@right_a4("train")
def trained_otherwise(X: Any, y: Any, *settings: Any) -> Any:
    """Other batches than the reference's: its own generator, used on and on."""
    learning_rate, lam, num_steps, batch_size, seed = settings
    rng = np.random.default_rng(seed)
    W, history = np.zeros((X.shape[1], 10)), []
    for _ in range(num_steps):
        rows = rng.choice(len(X), batch_size)
        loss, dscores = minus_log_p(X[rows] @ W, y[rows])
        history.append(loss + lam * np.sum(W * W))
        W = W - learning_rate * (X[rows].T @ dscores + 2 * lam * W)
    return W, history


@right_a1.parametrize
def test_a_right_answer_to_a1_loses_no_point(function: str, variant: Variant) -> None:
    assert right_a1.lost(function, variant) == {}


@right_a2.parametrize
def test_a_right_answer_to_a2_loses_no_point(function: str, variant: Variant) -> None:
    assert right_a2.lost(function, variant) == {}


@right_a3.parametrize
def test_a_right_answer_to_a3_loses_no_point(function: str, variant: Variant) -> None:
    assert right_a3.lost(function, variant) == {}


@right_a4.parametrize
def test_a_right_answer_to_a4_loses_no_point(function: str, variant: Variant) -> None:
    assert right_a4.lost(function, variant) == {}
