"""Layers of a network: a forward and a backward function each, with a cache between them.

Shapes: N examples in the first dimension of every array that holds a batch, D inputs of a layer and
M outputs. dout is the gradient of the loss with respect to the layer's output and has its shape.
"""

import numpy as np


def affine_forward(x, w, b):
    """The output of a fully connected layer.

    x (N, d1, ..., dk) with d1 * ... * dk = D: each example is flattened to a row of D numbers, in
    the order in which reshape reads them. w (D, M), b (M,).
    Returns (out, cache): out (N, M), and whatever affine_backward needs.
    """
    # TODO: about 1 line.
    raise NotImplementedError("a5_backprop: affine_forward")


def affine_backward(dout, cache):
    """The gradients of a fully connected layer.

    dout (N, M), cache from affine_forward.
    Returns (dx, dw, db), shaped like x (N, d1, ..., dk), w (D, M) and b (M,).
    """
    # TODO: about 3 lines.
    raise NotImplementedError("a5_backprop: affine_backward")


def relu_forward(x):
    """max(0, x) for every entry of an array of any shape.

    Returns (out, cache): out shaped like x, and whatever relu_backward needs.
    """
    # TODO: about 1 line.
    raise NotImplementedError("a5_backprop: relu_forward")


def relu_backward(dout, cache):
    """The gradient dx of relu_forward. Where x is exactly 0, any slope from 0 to 1 is right."""
    # TODO: about 1 line.
    raise NotImplementedError("a5_backprop: relu_backward")
