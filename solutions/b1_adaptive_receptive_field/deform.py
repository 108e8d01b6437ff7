"""Deformable convolution: a kernel whose taps may stand anywhere, also between pixels.

Shapes: N images, C channels, F filters. x (N, C, H, W); a position (py, px) is a row and a column,
x[n, c, i, j] stands at (i, j), and outside of the image everything is 0.
"""

import numpy as np


def bilinear_sample_forward(x, py, px):
    """The values of images at positions between their pixels.

    x (N, C, H, W), py and px (N, P): rows and columns of P points in each image, not rounded.
    The value of a point is the sum over the four pixels (i, j) around it of
    (1 - |py - i|) * (1 - |px - j|) * x[n, c, i, j]; pixels outside of the image are 0.
    Returns (out, cache): out (N, C, P), and whatever bilinear_sample_backward needs.
    """
    # BEGIN SOLUTION
    H, W = x.shape[2:]
    images = np.arange(len(x))[:, None]
    above, left = np.floor(py).astype(int), np.floor(px).astype(int)
    out = np.zeros((*py.shape, x.shape[1]))
    for i in (above, above + 1):
        for j in (left, left + 1):
            weight = (1 - np.abs(py - i)) * (1 - np.abs(px - j))
            weight = weight * ((i >= 0) & (i < H) & (j >= 0) & (j < W))
            out += weight[:, :, None] * x[images, :, i.clip(0, H - 1), j.clip(0, W - 1)]
    return out.transpose(0, 2, 1), (x, py, px)
    # END SOLUTION


def bilinear_sample_backward(dout, cache):
    """The gradients of bilinear_sample_forward, also with respect to the positions.

    dout (N, C, P), cache: from bilinear_sample_forward. No position is a whole number.
    Returns (dx, dpy, dpx) in the shapes of x, py and px.
    """
    # BEGIN SOLUTION
    x, py, px = cache
    H, W = x.shape[2:]
    images = np.arange(len(x))[:, None]
    above, left = np.floor(py).astype(int), np.floor(px).astype(int)
    dx, dpy, dpx = np.zeros(x.shape), np.zeros(py.shape), np.zeros(px.shape)
    dvalue = dout.transpose(0, 2, 1)
    for i, down in ((above, -1), (above + 1, 1)):
        for j, right in ((left, -1), (left + 1, 1)):
            inside = (i >= 0) & (i < H) & (j >= 0) & (j < W)
            place = (images, slice(None), i.clip(0, H - 1), j.clip(0, W - 1))
            near_y, near_x = 1 - np.abs(py - i), 1 - np.abs(px - j)
            np.add.at(dx, place, (near_y * near_x * inside)[:, :, None] * dvalue)
            slope = np.sum(dvalue * x[place], axis=2) * inside
            dpy += down * near_x * slope
            dpx += right * near_y * slope
    return dx, dpy, dpx
    # END SOLUTION


def tap_positions(offset, kernel_size, conv_param):
    """Where the taps of a kernel stand, for each output in its own way.

    offset (N, 2 HH WW, Ho, Wo): the channel 2 (p WW + q) holds how many rows, and the next one how
    many columns, tap (p, q) is moved down and to the right; in pixels, not rounded.
    kernel_size: a tuple (HH, WW). conv_param: a dict with 'stride', 'pad' and 'dilation'. Without
    offsets the taps stand as in a dilated convolution; row 0 is the first row of the image, not of
    its padding.
    Returns (py, px), both (N, HH, WW, Ho, Wo): the row and the column of each tap.
    """
    # BEGIN SOLUTION
    stride, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    (HH, WW), (N, _, rows, columns) = kernel_size, offset.shape
    moved = offset.reshape(N, HH, WW, 2, rows, columns)
    p, q, n, m = np.ogrid[:HH, :WW, :rows, :columns]
    py = stride * n + d * p - pad + moved[:, :, :, 0]
    px = stride * m + d * q - pad + moved[:, :, :, 1]
    return py, px
    # END SOLUTION


def deform_conv_forward(x, offset, w, b, conv_param):
    """A convolution whose taps are moved by offsets.

    x (N, C, H, W), offset (N, 2 HH WW, Ho, Wo), w (F, C, HH, WW), b (F,), conv_param: a dict with
    'stride', 'pad' and 'dilation'. The taps stand at tap_positions, and take their values as
    bilinear_sample_forward does.
    Returns (out, cache): out (N, F, Ho, Wo), and what a backward pass would need, which is not
    asked for: None will do.
    """
    # BEGIN SOLUTION
    py, px = tap_positions(offset, w.shape[2:], conv_param)
    taps, _ = bilinear_sample_forward(x, py.reshape(len(x), -1), px.reshape(len(x), -1))
    taps = taps.reshape(*x.shape[:2], *py.shape[1:])
    return np.einsum("ncpqhw,fcpq->nfhw", taps, w) + b[:, None, None], None
    # END SOLUTION
