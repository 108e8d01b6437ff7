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
    # TODO: about 8 lines.
    raise NotImplementedError("a7_pooling: max_pool_forward_naive")


def max_pool_backward_naive(dout, cache):
    """The gradient of max-pooling, or a subgradient.

    dout (N, C, Ho, Wo): the upstream gradient. cache: what max_pool_forward_naive returned with
    out. Returns dx (N, C, H, W). Where several pixels of a window are the largest, any of them may
    get the gradient, or each a share; all shares of a window add up to its dout.
    """
    # TODO: about 12 lines.
    raise NotImplementedError("a7_pooling: max_pool_backward_naive")


def avg_pool_forward_naive(x, pool_param):
    """The mean of each window.

    x (N, C, H, W), pool_param: see above. The windows are those of max-pooling.
    Returns (out, cache): out (N, C, Ho, Wo), and whatever avg_pool_backward_naive needs.
    """
    # TODO: about 8 lines.
    raise NotImplementedError("a7_pooling: avg_pool_forward_naive")


def avg_pool_backward_naive(dout, cache):
    """The gradient of average-pooling.

    dout (N, C, Ho, Wo): the upstream gradient. cache: what avg_pool_forward_naive returned with
    out. Returns dx (N, C, H, W).
    """
    # TODO: about 9 lines.
    raise NotImplementedError("a7_pooling: avg_pool_backward_naive")


def strided_conv_as_pool(C, k):
    """A convolution that does the same as average-pooling with windows of k x k, side by side.

    C: channels of the images. k: rows and columns of a window, and the stride.
    Returns (w, b, conv_param), for given.conv_forward_naive: w (C, C, k, k), b (C,), and conv_param
    a dict with the integers "stride" and "pad".
    """
    # TODO: about 4 lines.
    raise NotImplementedError("a7_pooling: strided_conv_as_pool")
