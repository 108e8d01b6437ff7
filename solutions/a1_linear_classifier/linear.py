"""A linear classifier: scores, the bias trick, predictions, accuracy, and templates as images.

Shapes: N examples, D features, C classes. X (N, D) holds one example in each row. W (D, C) holds
one class in each column: column c of W is what the lecture calls row c, the template of class c.
"""

import numpy as np


def linear_scores(X, W, b):
    """The score of every class for every example.

    X (N, D), W (D, C), b (C,).
    Returns scores (N, C): scores[i, c] is the product of example i with template c, plus b[c].
    """
    # BEGIN SOLUTION
    return X @ W + b
    # END SOLUTION


def bias_trick(X):
    """The examples with one more feature that is always 1, as the last column.

    X (N, D). Returns an array (N, D + 1).
    """
    # BEGIN SOLUTION
    return np.hstack([X, np.ones((len(X), 1))])
    # END SOLUTION


def merge_bias(W, b):
    """Weights and bias in one matrix, so that bias_trick(X) @ merge_bias(W, b) are the scores.

    W (D, C), b (C,). Returns an array (D + 1, C).
    """
    # BEGIN SOLUTION
    return np.vstack([W, b])
    # END SOLUTION


def predict(scores):
    """The class with the highest score, for every example.

    scores (N, C). Returns integers (N,) from 0 to C - 1.
    """
    # BEGIN SOLUTION
    return scores.argmax(axis=1)
    # END SOLUTION


def accuracy(predicted, y):
    """The share of examples whose predicted class is right, from 0 to 1.

    predicted (N,), y (N,): integers.
    """
    # BEGIN SOLUTION
    return float(np.mean(predicted == y))
    # END SOLUTION


def class_templates(W, shape):
    """The template of every class as an image that can be shown.

    W (D, C), shape = (height, width) with height * width = D.
    Returns images (C, height, width). Each is stretched for itself, so that its smallest weight
    becomes 0 and its largest 1; an image whose weights are all equal becomes 0 everywhere.
    """
    # BEGIN SOLUTION
    images = W.T.reshape(-1, *shape)
    low = images.min(axis=(1, 2), keepdims=True)
    span = images.max(axis=(1, 2), keepdims=True) - low
    return (images - low) / np.where(span > 0, span, 1)
    # END SOLUTION
