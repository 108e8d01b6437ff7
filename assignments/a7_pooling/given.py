"""What this assignment brings along: the convolution of a6_convolution."""

import numpy as np


def conv_forward_naive(x, w, b, conv_param):
    """The feature maps of a batch of images, and a cache.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with "stride" and "pad". Rows and
    columns that are left over are in no window. Returns (out, cache) with out (N, F, Ho, Wo).
    """
    stride, pad = conv_param["stride"], conv_param["pad"]
    (N, C, H, W), (F, depth, HH, WW) = x.shape, w.shape
    if depth != C:
        raise ValueError(f"w is made for {depth} channels, the images have {C}")
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((N, F, (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + HH, left : left + WW]
            out[:, :, i, j] = window.reshape(N, -1) @ w.reshape(F, -1).T + b
    return out, (x, w, b, conv_param)


def pooled_by_convolution(strided_conv_as_pool, x, k):
    """What the convolution of your strided_conv_as_pool makes of the images x (N, C, H, W)."""
    w, b, conv_param = strided_conv_as_pool(x.shape[1], k)
    return conv_forward_naive(x, w, b, conv_param)[0]
