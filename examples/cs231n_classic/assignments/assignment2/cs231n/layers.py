"""Layers: each has a forward, which returns its output and a cache, and a backward.

Shapes: N examples, D inputs, M outputs, C channels or classes, F filters; images are (N, C, H, W).
"""

import numpy as np


def affine_forward(x, w, b):
    """The output of a fully connected layer.

    x (N, d_1, ..., d_k), each example with D = d_1 * ... * d_k numbers; w (D, M), b (M,).
    Returns (out, cache) with out (N, M).
    """
    # TODO: about 1 line.
    raise NotImplementedError("assignment2: affine_forward")


def affine_backward(dout, cache):
    """The gradients of a fully connected layer.

    dout (N, M), cache from affine_forward. Returns (dx, dw, db), shaped like x, w and b.
    """
    # TODO: about 2 lines.
    raise NotImplementedError("assignment2: affine_backward")


def relu_forward(x):
    """max(0, x), entry by entry. Returns (out, cache)."""
    # TODO: about 1 line.
    raise NotImplementedError("assignment2: relu_forward")


def relu_backward(dout, cache):
    """The gradient of a ReLU, dx with the shape of x. At 0 any slope from 0 to 1 is right."""
    # TODO: about 1 line.
    raise NotImplementedError("assignment2: relu_backward")


def svm_loss(x, y):
    """The mean hinge loss of scores, with a margin of 1, and its gradient.

    x (N, C), y (N,) integers from 0 to C-1. Returns (loss, dx).
    """
    # TODO: about 6 lines.
    raise NotImplementedError("assignment2: svm_loss")


def softmax_loss(x, y):
    """The mean cross-entropy of scores, and its gradient.

    x (N, C), y (N,) integers from 0 to C-1. Returns (loss, dx).
    """
    # TODO: about 7 lines.
    raise NotImplementedError("assignment2: softmax_loss")


def conv_forward_naive(x, w, b, conv_param):
    """The feature maps of a convolutional layer; loops are welcome.

    x (N, C, H, W), w (F, C, HH, WW), b (F,); conv_param: a dict with "stride", by how many pixels
    the window moves, and "pad", how many rows and columns of zeros are added on each side.
    Returns (out, cache) with out (N, F, Ho, Wo), Ho = 1 + (H + 2 * pad - HH) / stride.
    """
    # TODO: about 9 lines.
    raise NotImplementedError("assignment2: conv_forward_naive")


def conv_backward_naive(dout, cache):
    """The gradients of a convolutional layer; loops are welcome.

    dout (N, F, Ho, Wo), cache from conv_forward_naive. Returns (dx, dw, db).
    """
    # TODO: about 10 lines.
    raise NotImplementedError("assignment2: conv_backward_naive")


def max_pool_forward_naive(x, pool_param):
    """The largest pixel of each window; loops are welcome.

    x (N, C, H, W); pool_param: a dict with "pool_height" and "pool_width", the size of a window,
    and "stride", by how many pixels it moves.
    Returns (out, cache) with out (N, C, Ho, Wo), Ho = 1 + (H - pool_height) / stride.
    """
    # TODO: about 4 lines.
    raise NotImplementedError("assignment2: max_pool_forward_naive")


def max_pool_backward_naive(dout, cache):
    """The gradient of a max-pooling layer; loops are welcome.

    dout (N, C, Ho, Wo), cache from max_pool_forward_naive. Returns dx (N, C, H, W).
    """
    # TODO: about 8 lines.
    raise NotImplementedError("assignment2: max_pool_backward_naive")
