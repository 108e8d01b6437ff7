"""Pooling: smaller feature maps, one number for each window.

Shapes: N images of C channels, H rows and W columns, x (N, C, H, W). The output out (N, C, Ho, Wo)
has as many channels: each is pooled by itself. pool_param is a dict with the integers
"pool_height", "pool_width" and "stride". There is no padding, and only whole windows count: rows
and columns that are left over behind the last one are in no window.
"""

import numpy as np


def max_pool_forward_naive(x, pool_param):
    """The largest pixel of each window.

    x (N, C, H, W), pool_param: see above. The window of out[n, c, i, j] has pool_height rows and
    pool_width columns, and its corner is x[n, c, i * stride, j * stride].
    Returns (out, cache): out (N, C, Ho, Wo), and whatever max_pool_backward_naive needs.
    """
    # BEGIN SOLUTION
    HH, WW, stride = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - HH) // stride + 1, (W - WW) // stride + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top : top + HH, left : left + WW].max(axis=(2, 3))
    return out, (x, pool_param)
    # END SOLUTION


def max_pool_backward_naive(dout, cache):
    """The gradient of max-pooling, or a subgradient.

    dout (N, C, Ho, Wo): the upstream gradient. cache: what max_pool_forward_naive returned with
    out. Returns dx (N, C, H, W). Where several pixels of a window are the largest, any of them may
    get the gradient, or each a share; all shares of a window add up to its dout.
    """
    # BEGIN SOLUTION
    x, pool_param = cache
    HH, WW, stride = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    N, C = x.shape[:2]
    images, channels = np.arange(N)[:, None], np.arange(C)
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            window = x[:, :, top : top + HH, left : left + WW]
            p, q = np.unravel_index(window.reshape(N, C, -1).argmax(axis=2), (HH, WW))
            dx[images, channels, top + p, left + q] += dout[:, :, i, j]
    return dx
    # END SOLUTION


def avg_pool_forward_naive(x, pool_param):
    """The mean of each window.

    x (N, C, H, W), pool_param: see above. The windows are those of max-pooling.
    Returns (out, cache): out (N, C, Ho, Wo), and whatever avg_pool_backward_naive needs.
    """
    # BEGIN SOLUTION
    HH, WW, stride = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - HH) // stride + 1, (W - WW) // stride + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top : top + HH, left : left + WW].mean(axis=(2, 3))
    return out, (x.shape, pool_param)
    # END SOLUTION


def avg_pool_backward_naive(dout, cache):
    """The gradient of average-pooling.

    dout (N, C, Ho, Wo): the upstream gradient. cache: what avg_pool_forward_naive returned with
    out. Returns dx (N, C, H, W).
    """
    # BEGIN SOLUTION
    shape, pool_param = cache
    HH, WW, stride = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    dx = np.zeros(shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            share = dout[:, :, i, j] / (HH * WW)
            dx[:, :, top : top + HH, left : left + WW] += share[:, :, None, None]
    return dx
    # END SOLUTION


def strided_conv_as_pool(C, k):
    """A convolution that does the same as average-pooling with windows of k x k, side by side.

    C: channels of the images. k: rows and columns of a window, and the stride.
    Returns (w, b, conv_param), for given.conv_forward_naive: w (C, C, k, k), b (C,), and conv_param
    a dict with the integers "stride" and "pad".
    """
    # BEGIN SOLUTION
    w = np.zeros((C, C, k, k))
    for c in range(C):
        w[c, c] = 1 / k**2
    return w, np.zeros(C), {"stride": k, "pad": 0}
    # END SOLUTION
