"""What this assignment brings along: the ordinary convolution of a6_convolution."""

import numpy as np


def conv_forward_naive(x, w, b, conv_param):
    """The ordinary convolution of a batch of images, without flipping the kernel.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with 'stride' and 'pad'.
    Returns (out, cache): out (N, F, Ho, Wo), and what conv_backward_naive needs.
    """
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    out = np.einsum("nchwij,fcij->nfhw", windows, w, optimize=True) + b[:, None, None]
    return out, (x, w, b, conv_param)


def conv_backward_naive(dout, cache):
    """The gradients of conv_forward_naive.

    dout (N, F, Ho, Wo). Returns (dx, dw, db) in the shapes of x, w and b.
    """
    x, w, _, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    height, width = (stride * (size - 1) + 1 for size in dout.shape[2:])
    for i in range(w.shape[2]):
        for j in range(w.shape[3]):
            place = np.s_[:, :, i : i + height : stride, j : j + width : stride]
            dw[:, :, i, j] = np.einsum("nfhw,nchw->fc", dout, padded[place], optimize=True)
            dpadded[place] += np.einsum("nfhw,fc->nchw", dout, w[:, :, i, j], optimize=True)
    H, W = x.shape[2:]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))
