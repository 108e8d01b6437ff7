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
    # BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (HH, WW), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, x.shape[1] * HH * WW)
    # END SOLUTION


def col2im(cols, x_shape, HH, WW, stride, pad):
    """The backward of im2col: every entry of cols is added to the pixel that it was read from.

    cols (N * Ho * Wo, C * HH * WW), x_shape: the tuple (N, C, H, W).
    Returns x (N, C, H, W), without the padding: each pixel is the sum over all windows that see it.
    """
    # BEGIN SOLUTION
    N, C, H, W = x_shape
    Ho, Wo = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    windows = cols.reshape(N, Ho, Wo, C, HH, WW).transpose(0, 3, 4, 5, 1, 2)
    padded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i in range(HH):
        for j in range(WW):
            seen = padded[:, :, i : i + stride * Ho : stride, j : j + stride * Wo : stride]
            seen += windows[:, :, i, j]
    return padded[:, :, pad : pad + H, pad : pad + W]
    # END SOLUTION


def conv_forward_fast(x, w, b, conv_param):
    """The same as conv_forward_naive, as one matrix product.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with "stride" and "pad".
    Returns (out, cache): out (N, F, Ho, Wo), and what conv_backward_fast needs.
    """
    # BEGIN SOLUTION
    F, _, HH, WW = w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    cols = im2col(x, HH, WW, stride, pad)
    Ho = (x.shape[2] + 2 * pad - HH) // stride + 1
    out = (cols @ w.reshape(F, -1).T + b).reshape(len(x), Ho, -1, F)
    return out.transpose(0, 3, 1, 2), (x.shape, w, cols, stride, pad)
    # END SOLUTION


def conv_backward_fast(dout, cache):
    """The same as conv_backward_naive, as matrix products.

    dout (N, F, Ho, Wo), cache from conv_forward_fast.
    Returns (dx, dw, db), shaped like x, w and b.
    """
    # BEGIN SOLUTION
    x_shape, w, cols, stride, pad = cache
    F, _, HH, WW = w.shape
    flat = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dx = col2im(flat @ w.reshape(F, -1), x_shape, HH, WW, stride, pad)
    return dx, (flat.T @ cols).reshape(w.shape), flat.sum(axis=0)
    # END SOLUTION


def max_pool_forward_fast(x, pool_param):
    """The same as max_pool_forward_naive, without a loop over images, channels or pixels.

    x (N, C, H, W), pool_param: a dict with "pool_height", "pool_width" and "stride".
    Windows may overlap or leave gaps. There is no padding.
    Returns (out, cache): out (N, C, Ho, Wo), and what max_pool_backward_fast needs.
    """
    # BEGIN SOLUTION
    height, width, stride = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    N, C, H, W = x.shape
    cols = im2col(x.reshape(N * C, 1, H, W), height, width, stride, 0)
    largest = cols.argmax(axis=1)
    out = cols[np.arange(len(cols)), largest].reshape(N, C, (H - height) // stride + 1, -1)
    return out, (x, largest, pool_param)
    # END SOLUTION


def max_pool_backward_fast(dout, cache):
    """The same as max_pool_backward_naive, without a loop over images, channels or pixels.

    dout (N, C, Ho, Wo), cache from max_pool_forward_fast. Returns dx, shaped like x.
    """
    # BEGIN SOLUTION
    x, largest, pool_param = cache
    N, C, H, W = x.shape
    height, width, stride = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    dcols = np.zeros((dout.size, height * width))
    dcols[np.arange(dout.size), largest] = dout.ravel()
    return col2im(dcols, (N * C, 1, H, W), height, width, stride, 0).reshape(N, C, H, W)
    # END SOLUTION
