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
    # BEGIN SOLUTION
    F, C, HH, WW = w.shape
    stuffed = np.zeros((F, C, dilation * (HH - 1) + 1, dilation * (WW - 1) + 1))
    stuffed[:, :, ::dilation, ::dilation] = w
    return stuffed
    # END SOLUTION


def dilated_output_size(size, k, stride, pad, dilation):
    """How many outputs a dilated kernel has along one axis.

    size: of the image along this axis, k: taps of the kernel, pad: zeros on each side.
    Returns an integer. Pixels that are left over behind the last window are in none.
    """
    # BEGIN SOLUTION
    reach = dilation * (k - 1) + 1
    return (size + 2 * pad - reach) // stride + 1
    # END SOLUTION


def same_padding(k, dilation):
    """The padding on each side with which a convolution of stride 1 keeps the size of its input.

    k: taps of the kernel along one axis. k and dilation are such that there is one.
    Returns an integer.
    """
    # BEGIN SOLUTION
    return dilation * (k - 1) // 2
    # END SOLUTION


def dilated_conv_forward(x, w, b, conv_param):
    """The dilated convolution of a batch of images, without flipping the kernel.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param: a dict with 'stride', 'pad' (zeros on each
    side of height and width) and 'dilation', all integers. With stride 1 and pad 0 it is
    out[i, f, n, m] = b[f] + sum over c, p, q of w[f, c, p, q] * x[i, c, n + d p, m + d q]
    for dilation d.
    Returns (out, cache): out (N, F, Ho, Wo), and whatever dilated_conv_backward needs.
    """
    # BEGIN SOLUTION
    stride, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    (F, _, HH, WW), (N, _, H, W) = w.shape, padded.shape
    rows = (H - d * (HH - 1) - 1) // stride + 1
    columns = (W - d * (WW - 1) - 1) // stride + 1
    out = np.zeros((N, F, rows, columns)) + b[:, None, None]
    for p in range(HH):
        for q in range(WW):
            down = slice(d * p, d * p + stride * rows, stride)
            across = slice(d * q, d * q + stride * columns, stride)
            out += np.einsum("nchw,fc->nfhw", padded[:, :, down, across], w[:, :, p, q])
    return out, (x, w, b, conv_param)
    # END SOLUTION


def dilated_conv_backward(dout, cache):
    """The gradients of dilated_conv_forward.

    dout (N, F, Ho, Wo), cache: from dilated_conv_forward.
    Returns (dx, dw, db) in the shapes of x, w and b.
    """
    # BEGIN SOLUTION
    x, w, _, conv_param = cache
    stride, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    rows, columns = dout.shape[2:]
    for p in range(w.shape[2]):
        for q in range(w.shape[3]):
            down = slice(d * p, d * p + stride * rows, stride)
            across = slice(d * q, d * q + stride * columns, stride)
            dw[:, :, p, q] = np.einsum("nfhw,nchw->fc", dout, padded[:, :, down, across])
            dpadded[:, :, down, across] += np.einsum("nfhw,fc->nchw", dout, w[:, :, p, q])
    H, W = x.shape[2:]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))
    # END SOLUTION
