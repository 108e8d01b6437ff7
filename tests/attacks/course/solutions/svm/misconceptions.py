import numpy as np
from linear_svm import softmax_loss_vectorized, svm_loss_vectorized

from grader import misconception


@misconception("svm_loss_vectorized")
def svm_penalty_forgotten(W, X, y, reg):
    """The regularization term is missing."""
    return svm_loss_vectorized(W, X, y, 0.0)


@misconception("softmax_loss_vectorized")
def softmax_penalty_forgotten(W, X, y, reg):
    """The regularization term is missing."""
    return softmax_loss_vectorized(W, X, y, 0.0)


@misconception("svm_loss_vectorized")
def svm_sum_not_mean(W, X, y, reg):
    """The sum over the examples is not divided by N."""
    return _scaled(svm_loss_vectorized, len(X), W, X, y, reg)


@misconception("softmax_loss_vectorized")
def logarithm_to_base_2(W, X, y, reg):
    """The logarithm is the natural one."""
    return _scaled(softmax_loss_vectorized, 1 / np.log(2), W, X, y, reg)


def svm_loop(W, X, y, reg):
    """Right, but with a loop over the examples."""
    return _loop(svm_loss_vectorized, W, X, y, reg)


def softmax_loop(W, X, y, reg):
    """Right, but with a loop over the examples."""
    return _loop(softmax_loss_vectorized, W, X, y, reg)


def _scaled(function, factor, W, X, y, reg):
    loss, dW = function(W, X, y, 0.0)
    return factor * loss + reg * np.sum(W * W), factor * dW + 2 * reg * W


def _loop(function, W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for x, label in zip(X, y, strict=True):
        one, its = function(W, x[None], label[None], 0.0)
        loss += one
        dW += its
    return loss / len(X) + reg * np.sum(W * W), dW / len(X) + 2 * reg * W
