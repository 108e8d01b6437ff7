"""The hinge loss and the softmax loss."""

import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    # TODO: about 7 lines.
    raise NotImplementedError("svm: svm_loss_vectorized")


def softmax_loss_vectorized(W, X, y, reg):
    # TODO: about 7 lines.
    raise NotImplementedError("svm: softmax_loss_vectorized")
