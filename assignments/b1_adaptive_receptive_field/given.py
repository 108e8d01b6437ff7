"""What this assignment brings along: the dilated convolution of a9_receptive_field."""

import numpy as np


def dilated_conv_forward(x, w, b, conv_param):
    """The dilated convolution of a batch of images, without flipping the kernel.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with 'stride', 'pad' and
    'dilation'; dilation 1 is the ordinary convolution.
    Returns (out, cache): out (N, F, Ho, Wo), and what a backward pass would need.
    """
    stride, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    reach = [d * (k - 1) + 1 for k in w.shape[2:]]
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::d, ::d]
    out = np.einsum("nchwij,fcij->nfhw", windows, w, optimize=True) + b[:, None, None]
    return out, (x, w, b, conv_param)
