"""Layers: each has a forward, which returns its output and a cache, and a backward.

Shapes: N examples, D inputs, M outputs, C channels or classes, F filters; images are (N, C, H, W).
"""

import numpy as np


def affine_forward(x, w, b):
    """The output of a fully connected layer.

    x (N, d_1, ..., d_k), each example with D = d_1 * ... * d_k numbers; w (D, M), b (M,).
    Returns (out, cache) with out (N, M).
    """
    # BEGIN SOLUTION
    return x.reshape(len(x), -1) @ w + b, (x, w, b)
    # END SOLUTION


def affine_backward(dout, cache):
    """The gradients of a fully connected layer.

    dout (N, M), cache from affine_forward. Returns (dx, dw, db), shaped like x, w and b.
    """
    # BEGIN SOLUTION
    x, w, _ = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)
    # END SOLUTION


def relu_forward(x):
    """max(0, x), entry by entry. Returns (out, cache)."""
    # BEGIN SOLUTION
    return np.maximum(0, x), x
    # END SOLUTION


def relu_backward(dout, cache):
    """The gradient of a ReLU, dx with the shape of x. At 0 any slope from 0 to 1 is right."""
    # BEGIN SOLUTION
    return dout * (cache > 0)
    # END SOLUTION


def svm_loss(x, y):
    """The mean hinge loss of scores, with a margin of 1, and its gradient.

    x (N, C), y (N,) integers from 0 to C-1. Returns (loss, dx).
    """
    # BEGIN SOLUTION
    rows = np.arange(len(x))
    margins = np.maximum(0, x - x[rows, y][:, None] + 1)
    margins[rows, y] = 0
    dx = (margins > 0).astype(float)
    dx[rows, y] = -dx.sum(axis=1)
    return margins.sum() / len(x), dx / len(x)
    # END SOLUTION


def softmax_loss(x, y):
    """The mean cross-entropy of scores, and its gradient.

    x (N, C), y (N,) integers from 0 to C-1. Returns (loss, dx).
    """
    # BEGIN SOLUTION
    rows = np.arange(len(x))
    shifted = x - x.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    totals = powers.sum(axis=1)
    dx = powers / totals[:, None]
    dx[rows, y] -= 1
    return np.mean(np.log(totals) - shifted[rows, y]), dx / len(x)
    # END SOLUTION


def conv_forward_naive(x, w, b, conv_param):
    """The feature maps of a convolutional layer; loops are welcome.

    x (N, C, H, W), w (F, C, HH, WW), b (F,); conv_param: a dict with "stride", by how many pixels
    the window moves, and "pad", how many rows and columns of zeros are added on each side.
    Returns (out, cache) with out (N, F, Ho, Wo), Ho = 1 + (H + 2 * pad - HH) / stride.
    """
    # BEGIN SOLUTION
    stride, pad = conv_param["stride"], conv_param["pad"]
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    Ho, Wo = 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((N, F, Ho, Wo)) + b[:, None, None]
    for i, j in np.ndindex(HH, WW):
        pixels = padded[:, :, i : i + stride * Ho : stride, j : j + stride * Wo : stride]
        out += np.einsum("nchw,fc->nfhw", pixels, w[:, :, i, j])
    return out, (x, w, b, conv_param)
    # END SOLUTION


def conv_backward_naive(dout, cache):
    """The gradients of a convolutional layer; loops are welcome.

    dout (N, F, Ho, Wo), cache from conv_forward_naive. Returns (dx, dw, db).
    """
    # BEGIN SOLUTION
    x, w, _, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    (H, W), (HH, WW), (Ho, Wo) = x.shape[2:], w.shape[2:], dout.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(HH, WW):
        rows, columns = slice(i, i + stride * Ho, stride), slice(j, j + stride * Wo, stride)
        dw[:, :, i, j] = np.einsum("nfhw,nchw->fc", dout, padded[:, :, rows, columns])
        dpadded[:, :, rows, columns] += np.einsum("nfhw,fc->nchw", dout, w[:, :, i, j])
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))
    # END SOLUTION


def max_pool_forward_naive(x, pool_param):
    """The largest pixel of each window; loops are welcome.

    x (N, C, H, W); pool_param: a dict with "pool_height" and "pool_width", the size of a window,
    and "stride", by how many pixels it moves.
    Returns (out, cache) with out (N, C, Ho, Wo), Ho = 1 + (H - pool_height) / stride.
    """
    # BEGIN SOLUTION
    height, width = pool_param["pool_height"], pool_param["pool_width"]
    windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(2, 3))
    stride = pool_param["stride"]
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5)), (x, pool_param)
    # END SOLUTION


def max_pool_backward_naive(dout, cache):
    """The gradient of a max-pooling layer; loops are welcome.

    dout (N, C, Ho, Wo), cache from max_pool_forward_naive. Returns dx (N, C, H, W).
    """
    # BEGIN SOLUTION
    x, pool_param = cache
    height, width = pool_param["pool_height"], pool_param["pool_width"]
    stride, dx = pool_param["stride"], np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        place = np.s_[:, :, i * stride : i * stride + height, j * stride : j * stride + width]
        largest = x[place] == x[place].max(axis=(2, 3), keepdims=True)
        dx[place] += largest * dout[:, :, i, j, None, None]
    return dx
    # END SOLUTION
