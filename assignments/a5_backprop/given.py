"""What this assignment brings along: the loss of a3_softmax, and what is done with your code.

Read it, and use it in a notebook; a copy that you change is not used for grading.
"""

import numpy as np


def cross_entropy(scores, y):
    """The mean cross-entropy of a batch of scores, and its gradient, as in a3_softmax.

    scores (N, C), y (N,) integers from 0 to C-1. Returns (loss, dscores) with dscores (N, C).
    """
    if y is None:
        raise ValueError("y is None: without labels there is no loss, return the scores before")
    rows = np.arange(len(scores))
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = np.exp(log_p)
    dscores[rows, y] -= 1
    return -log_p[rows, y].mean(), dscores / len(scores)


def max_on_ties(max_forward, max_backward, x, y, dout):
    """dx + dy of a max gate: all that it passes on."""
    _, cache = max_forward(x, y)
    dx, dy = max_backward(dout, cache)
    return dx + dy


def scores_without_labels(TwoLayerNet, X, W1, b1, W2, b2):
    """What a network with these parameters gives where it is asked without labels."""
    net = TwoLayerNet(input_dim=len(W1), hidden_dim=len(W2), num_classes=len(b2))
    net.params.update(W1=W1, b1=b1, W2=W2, b2=b2)
    return net.loss(X)


def initial_weights(TwoLayerNet, input_dim, hidden_dim, num_classes, weight_scale, seed):
    """The parameters (W1, b1, W2, b2) of a new network."""
    net = TwoLayerNet(input_dim, hidden_dim, num_classes, weight_scale=weight_scale, seed=seed)
    return tuple(net.params[name] for name in ("W1", "b1", "W2", "b2"))


def overfit(
    TwoLayerNet, X, y, hidden_dim, num_classes, weight_scale, learning_rate, num_steps, seed
):
    """The parameters (W1, b1, W2, b2) of a network after gradient descent on one small batch."""
    net = TwoLayerNet(X.shape[1], hidden_dim, num_classes, weight_scale=weight_scale, seed=seed)
    for _ in range(num_steps):
        _, grads = net.loss(X, y)
        for name in net.params:
            net.params[name] = net.params[name] - learning_rate * grads[name]
    return tuple(net.params[name] for name in ("W1", "b1", "W2", "b2"))
