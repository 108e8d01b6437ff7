"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np

from grader import terms

LOSS_WORDS = {"data": "the data term", "penalty": "the penalty"}


def linear_terms(data_loss, data_slope, W, reg):
    return {
        "loss": {"data": data_loss, "penalty": reg * np.sum(W * W)},
        "dW": {"data": data_slope, "penalty": 2 * reg * W},
    }


@terms("svm_loss_naive", "svm_loss_vectorized", words=LOSS_WORDS)
def hinge_terms(W, X, y, reg):
    scores, right = X @ W, np.eye(W.shape[1])[y]
    margins = np.maximum(0, scores - (scores * right).sum(1, keepdims=True) + 1) * (1 - right)
    violated = (margins > 0).astype(float)
    slopes = violated - right * violated.sum(1, keepdims=True)
    return linear_terms(margins.sum() / len(X), X.T @ slopes / len(X), W, reg)


@terms("softmax_loss_naive", "softmax_loss_vectorized", words=LOSS_WORDS)
def cross_entropy_terms(W, X, y, reg):
    scores = X @ W
    scores = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    right = np.eye(W.shape[1])[y]
    losses = np.log(np.exp(scores).sum(axis=1)) - (scores * right).sum(axis=1)
    return linear_terms(losses.mean(), X.T @ (p - right) / len(X), W, reg)


STEP_WORDS = {"start": "where it started", "steps": "the sum of the steps"}


@terms("linear_classifier_train", words=STEP_WORDS)
def steps(W, slope, X, y, learning_rate, num_iters, batch_size):
    return {"W_trained": {"start": W, "steps": -learning_rate * num_iters * slope}}


@terms("two_layer_net_train", words=STEP_WORDS)
def net_steps(params, slopes, X, y, learning_rate, num_iters, batch_size):
    return {
        name: {"start": params[name], "steps": -learning_rate * num_iters * slopes[name]}
        for name in params
    }
