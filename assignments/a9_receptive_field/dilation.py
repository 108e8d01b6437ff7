"""Dilated convolution: a kernel with gaps between its taps, which sees farther for the same price.

Shapes: N images, C channels, F filters. x (N, C, H, W), w (F, C, HH, WW), b (F,), and the output
(N, F, Ho, Wo). `dilation` is the step from one tap of the kernel to the next: 1 is the ordinary
convolution.
"""

import numpy as np


def dilate_kernel(w, dilation):
    """The kernels with zeros between their taps, so that taps are `dilation` pixels apart.

    w (F, C, HH, WW). Returns an array (F, C, tall, wide) that begins and ends with a tap, without
    zeros around: tall and wide are the number of pixels that the dilated kernel reaches over.
    """
    # TODO: about 4 lines.
    raise NotImplementedError("a9_receptive_field: dilate_kernel")


def dilated_output_size(size, k, stride, pad, dilation):
    """How many outputs a dilated kernel has along one axis.

    size: of the image along this axis, k: taps of the kernel, pad: zeros on each side.
    Returns an integer. Pixels that are left over behind the last window are in none.
    """
    # TODO: about 2 lines.
    raise NotImplementedError("a9_receptive_field: dilated_output_size")


def same_padding(k, dilation):
    """The padding on each side with which a convolution of stride 1 keeps the size of its input.

    k: taps of the kernel along one axis. k and dilation are such that there is one.
    Returns an integer.
    """
    # TODO: about 1 line.
    raise NotImplementedError("a9_receptive_field: same_padding")


def dilated_conv_forward(x, w, b, conv_param):
    """The dilated convolution of a batch of images, without flipping the kernel.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with 'stride', 'pad' (zeros on each
    side of height and width) and 'dilation', all integers. With stride 1 and pad 0 it is
    out[i, f, n, m] = b[f] + sum over c, p, q of w[f, c, p, q] * x[i, c, n + d p, m + d q]
    for dilation d.
    Returns (out, cache): out (N, F, Ho, Wo), and whatever dilated_conv_backward needs.
    """
    # TODO: about 12 lines.
    raise NotImplementedError("a9_receptive_field: dilated_conv_forward")


def dilated_conv_backward(dout, cache):
    """The gradients of dilated_conv_forward.

    dout (N, F, Ho, Wo), cache: from dilated_conv_forward.
    Returns (dx, dw, db) in the shapes of x, w and b.
    """
    # TODO: about 13 lines.
    raise NotImplementedError("a9_receptive_field: dilated_conv_backward")
