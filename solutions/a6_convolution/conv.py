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
    # BEGIN SOLUTION
    room = H + 2 * pad - HH
    if room < 0 or room % stride:
        raise ValueError(f"{HH} rows do not fit {H} with stride {stride} and pad {pad}")
    return room // stride + 1
    # END SOLUTION


def conv_param_count(C, F, HH, WW, bias=True):
    """How many numbers a convolution learns: the weights of all filters, and their biases.

    bias: whether the filters have biases. Returns an int.
    """
    # BEGIN SOLUTION
    return F * (C * HH * WW + bool(bias))
    # END SOLUTION


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
    # BEGIN SOLUTION
    stride, pad = conv_param["stride"], conv_param["pad"]
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    Ho, Wo = conv_output_size(H, HH, stride, pad), conv_output_size(W, WW, stride, pad)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    weights = w.reshape(F, -1).T
    out = np.zeros((N, F, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + HH, left : left + WW]
            out[:, :, i, j] = window.reshape(N, -1) @ weights + b
    return out, (x, w, b, conv_param)
    # END SOLUTION


def conv_backward_naive(dout, cache):
    """The gradients of a convolution.

    dout (N, F, Ho, Wo): the upstream gradient. cache: what conv_forward_naive returned with out.
    Returns (dx, dw, db), shaped like x (N, C, H, W), w (F, C, HH, WW) and b (F,).
    """
    # BEGIN SOLUTION
    x, w, _, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + HH, left : left + WW]
            upstream = dout[:, :, i, j]
            dw += (upstream.T @ window.reshape(N, -1)).reshape(w.shape)
            share = (upstream @ w.reshape(F, -1)).reshape(N, C, HH, WW)
            dpadded[:, :, top : top + HH, left : left + WW] += share
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))
    # END SOLUTION


def edge_filters():
    """Two filters for grey images, made by hand: they find edges.

    Returns w (2, 1, 3, 3). w[0] answers to a vertical edge, where dark is left and bright is right
    or the other way round, and w[1] to a horizontal one. Each gives 0 on an edge of the other kind,
    and where the image has the same grey everywhere.
    """
    # BEGIN SOLUTION
    vertical = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    return np.stack([vertical, vertical.T])[:, None]
    # END SOLUTION
