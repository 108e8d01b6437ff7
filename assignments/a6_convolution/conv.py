"""Convolution: the same small filter at every place of an image.

Shapes: N images of C channels, H rows and W columns, x (N, C, H, W). F filters of HH rows and WW
columns, each with a weight for every channel, w (F, C, HH, WW), and one bias, b (F,). The output
out (N, F, Ho, Wo) holds one feature map for each filter.
"""

import numpy as np


def conv_output_size(H, HH, stride, pad):
    """How many rows the output of a convolution has, or columns, with W and WW for H and HH.

    H: rows of the image. HH: rows of the filter. stride: how many rows the filter moves down from
    one place to the next. pad: how many rows of zeros are put above the image, and as many below.
    Returns an int. Raises ValueError where the filter does not fit: where rows are left over below
    its last place, or where it has more rows than the padded image.
    """
    # TODO: about 4 lines.
    raise NotImplementedError("a6_convolution: conv_output_size")


def conv_param_count(C, F, HH, WW, bias=True):
    """How many numbers a convolution learns: the weights of all filters, and their biases.

    bias: whether the filters have biases. Returns an int.
    """
    # TODO: about 1 line.
    raise NotImplementedError("a6_convolution: conv_param_count")


def conv_forward_naive(x, w, b, conv_param):
    """The feature maps of a batch of images.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with the integers "stride" and
    "pad", as in conv_output_size; both hold for rows and for columns. Sizes always fit.
    out[n, f, i, j] = b[f] + the sum over c, p, q of
    w[f, c, p, q] * padded[n, c, i * stride + p, j * stride + q],
    where padded is x with pad rows and columns of zeros on all four sides.
    Returns (out, cache): out (N, F, Ho, Wo), and whatever conv_backward_naive needs. x stays as it
    is.
    """
    # TODO: about 12 lines.
    raise NotImplementedError("a6_convolution: conv_forward_naive")


def conv_backward_naive(dout, cache):
    """The gradients of a convolution.

    dout (N, F, Ho, Wo): the upstream gradient. cache: what conv_forward_naive returned with out.
    Returns (dx, dw, db), shaped like x (N, C, H, W), w (F, C, HH, WW) and b (F,).
    """
    # TODO: about 14 lines.
    raise NotImplementedError("a6_convolution: conv_backward_naive")


def edge_filters():
    """Two filters for grey images, made by hand: they find edges.

    Returns w (2, 1, 3, 3). w[0] answers to a vertical edge, where dark is left and bright is right
    or the other way round, and w[1] to a horizontal one. Each gives 0 on an edge of the other kind,
    and where the image has the same grey everywhere.
    """
    # TODO: about 2 lines.
    raise NotImplementedError("a6_convolution: edge_filters")
