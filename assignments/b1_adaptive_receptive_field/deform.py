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
    # TODO: about 10 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: bilinear_sample_forward")


def bilinear_sample_backward(dout, cache):
    """The gradients of bilinear_sample_forward, also with respect to the positions.

    dout (N, C, P), cache: from bilinear_sample_forward. No position is a whole number.
    Returns (dx, dpy, dpx) in the shapes of x, py and px.
    """
    # TODO: about 16 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: bilinear_sample_backward")


def tap_positions(offset, kernel_size, conv_param):
    """Where the taps of a kernel stand, for each output in its own way.

    offset (N, 2 HH WW, Ho, Wo): the channel 2 (p WW + q) holds how many rows, and the next one how
    many columns, tap (p, q) is moved down and to the right; in pixels, not rounded.
    kernel_size: a tuple (HH, WW). conv_param: a dict with 'stride', 'pad' and 'dilation'. Without
    offsets the taps stand as in a dilated convolution; row 0 is the first row of the image, not of
    its padding.
    Returns (py, px), both (N, HH, WW, Ho, Wo): the row and the column of each tap.
    """
    # TODO: about 7 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: tap_positions")


def deform_conv_forward(x, offset, w, b, conv_param):
    """A convolution whose taps are moved by offsets.

    x (N, C, H, W), offset (N, 2 HH WW, Ho, Wo), w (F, C, HH, WW), b (F,), conv_param: a dict with
    'stride', 'pad' and 'dilation'. The taps stand at tap_positions, and take their values as
    bilinear_sample_forward does.
    Returns (out, cache): out (N, F, Ho, Wo), and what a backward pass would need, which is not
    asked for: None will do.
    """
    # TODO: about 4 lines.
    raise NotImplementedError("b1_adaptive_receptive_field: deform_conv_forward")
