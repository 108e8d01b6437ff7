"""Convolution and max pooling without a loop over images, filters or pixels.

Shapes: N images of C channels, H rows and W columns, x (N, C, H, W); F filters of HH x WW pixels,
w (F, C, HH, WW). A window moves by `stride` over the image with `pad` zeros on all four sides, and
has Ho = (H + 2 * pad - HH) // stride + 1 places from top to bottom, and Wo from left to right. Rows
and columns that are left over behind the last window are in none.
"""

import numpy as np


def im2col(x, HH, WW, stride, pad):
    """The windows of all images as the rows of one matrix.

    x (N, C, H, W). Returns cols (N * Ho * Wo, C * HH * WW): the windows image by image, in each
    image from left to right and then down; a window is flattened like a filter w[f], channel by
    channel and row by row.
    """
    # TODO: about 4 lines.
    raise NotImplementedError("a8_convnet: im2col")


def col2im(cols, x_shape, HH, WW, stride, pad):
    """The backward of im2col: every entry of cols is added to the pixel that it was read from.

    cols (N * Ho * Wo, C * HH * WW), x_shape: the tuple (N, C, H, W).
    Returns x (N, C, H, W), without the padding: each pixel is the sum over all windows that see it.
    """
    # TODO: about 9 lines.
    raise NotImplementedError("a8_convnet: col2im")


def conv_forward_fast(x, w, b, conv_param):
    """The same as conv_forward_naive, as one matrix product.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with "stride" and "pad".
    Returns (out, cache): out (N, F, Ho, Wo), and what conv_backward_fast needs.
    """
    # TODO: about 6 lines.
    raise NotImplementedError("a8_convnet: conv_forward_fast")


def conv_backward_fast(dout, cache):
    """The same as conv_backward_naive, as matrix products.

    dout (N, F, Ho, Wo), cache from conv_forward_fast.
    Returns (dx, dw, db), shaped like x, w and b.
    """
    # TODO: about 5 lines.
    raise NotImplementedError("a8_convnet: conv_backward_fast")


def max_pool_forward_fast(x, pool_param):
    """The same as max_pool_forward_naive, without a loop over images, channels or pixels.

    x (N, C, H, W), pool_param: a dict with "pool_height", "pool_width" and "stride".
    Windows may overlap or leave gaps. There is no padding.
    Returns (out, cache): out (N, C, Ho, Wo), and what max_pool_backward_fast needs.
    """
    # TODO: about 6 lines.
    raise NotImplementedError("a8_convnet: max_pool_forward_fast")


def max_pool_backward_fast(dout, cache):
    """The same as max_pool_backward_naive, without a loop over images, channels or pixels.

    dout (N, C, Ho, Wo), cache from max_pool_forward_fast. Returns dx, shaped like x.
    """
    # TODO: about 6 lines.
    raise NotImplementedError("a8_convnet: max_pool_backward_fast")
