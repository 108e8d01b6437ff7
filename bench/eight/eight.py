"""The eight checks as an instructor would write them for other tools: plain functions that assert.

The same cases, comparisons and kinks as in checks.py; no hints and no limits.
"""

import numpy as np

RTOL = 4e-6
rng = np.random.default_rng(0)


def hinge(W, X, y, reg, delta):
    """The reference: loss and gradient."""
    rows = np.arange(len(X))
    scores = X @ W
    margins = np.maximum(0, scores - scores[rows, y][:, None] + delta)
    margins[rows, y] = 0
    slopes = (margins > 0).astype(float)
    slopes[rows, y] = -slopes.sum(axis=1)
    return margins.sum() / len(X) + reg * np.sum(W * W), X.T @ slopes / len(X) + 2 * reg * W


def batch(N, D, C, reg, delta):
    y = rng.permutation(np.resize(np.arange(C), N))
    return rng.standard_normal((D, C)), rng.standard_normal((N, D)), y, reg, delta


def whole_numbers():
    W = rng.integers(-1, 2, (3, 4)).astype(float)
    return W, rng.integers(-1, 2, (8, 3)).astype(float), rng.integers(4, size=8), 0.25, 1.0


PLAIN = [batch(7, 5, 3, 0.37, 1.0), batch(11, 3, 6, 0.13, 1.0)]
MARGINS = [batch(9, 5, 4, 0.29, 0.7), batch(6, 4, 7, 0.17, 2.5)]
TIE = whole_numbers()


def close(got, want):
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape, f"shape {got.shape}, expected {want.shape}"
    rms = np.sqrt(np.mean(np.square(want)))
    error = np.max(np.abs(got - want) / (np.abs(want) + rms / 2 + 1e-13))
    assert error <= RTOL, f"wrong by a factor of {error:.1e}"


def initial_loss(svm_loss):
    """With all weights zero the loss is (C - 1) delta."""
    for W, X, y, reg, delta in PLAIN:
        loss, _ = svm_loss(np.zeros_like(W), X.copy(), y.copy(), reg, delta)
        close(loss, (W.shape[1] - 1) * delta)


def value(svm_loss):
    for W, X, y, reg, delta in PLAIN:
        loss, _ = svm_loss(W.copy(), X.copy(), y.copy(), reg, delta)
        close(loss, hinge(W, X, y, reg, delta)[0])


def gradient(svm_loss):
    """The reference's; on a kink any that lies between the slopes to the left and to the right."""
    for W, X, y, reg, delta in PLAIN:
        _, dW = svm_loss(W.copy(), X.copy(), y.copy(), reg, delta)
        close(dW, hinge(W, X, y, reg, delta)[1])
    W, X, y, reg, delta = TIE
    _, dW = svm_loss(W.copy(), X.copy(), y.copy(), reg, delta)
    loss, want = hinge(*TIE)
    if np.allclose(dW, want, rtol=RTOL):
        return
    for _ in range(8):
        v, h = rng.standard_normal(W.shape), 1e-6
        ahead, behind = (hinge(W + t * v, X, y, reg, delta)[0] for t in (h, -h))
        slopes = sorted([(ahead - loss) / h, (loss - behind) / h])
        assert slopes[0] - 1e-3 <= np.sum(dW * v) <= slopes[1] + 1e-3, "wrong on a kink"


def other_margins(svm_loss):
    for W, X, y, reg, delta in MARGINS:
        loss, dW = svm_loss(W.copy(), X.copy(), y.copy(), reg, delta)
        want = hinge(W, X, y, reg, delta)
        close(loss, want[0])
        close(dW, want[1])
