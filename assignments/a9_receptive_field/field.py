"""Receptive fields: which pixels an output can see.

A network is a list of its layers, (k, stride, dilation) each, from the image upwards: k x k taps
that are `dilation` apart. A pooling layer of 2 x 2 with stride 2 is (2, 2, 1). No layer pads.
"""

import numpy as np


def receptive_field(layers):
    """How far one output sees, and how far apart the fields of two neighbours are.

    layers: a list of (k, stride, dilation). Returns (size, jump), integers in pixels of the image:
    size from the first pixel that the output sees to the last along one axis, both included, and
    jump from the field of an output to that of the next.
    """
    # TODO: about 5 lines.
    raise NotImplementedError("a9_receptive_field: receptive_field")


def receptive_field_map(layers, n):
    """By how many paths each pixel of an n x n image reaches the output in the middle.

    layers: a list of (k, stride, dilation). The network has o x o outputs; the one in the middle is
    [o // 2, o // 2]. Put a 1 there and zeros elsewhere, and propagate that back to the image as
    gradients are, through layers whose weights are all 1.
    Returns an array (n, n).
    """
    # TODO: about 13 lines.
    raise NotImplementedError("a9_receptive_field: receptive_field_map")


def untouched(paths):
    """How many pixels a receptive field leaves out between those that it touches.

    paths (H, W): a map of numbers of paths, as receptive_field_map gives. The field is the smallest
    rectangle with every pixel that has a path; those without one in it are left out.
    Returns an integer.
    """
    # TODO: about 3 lines.
    raise NotImplementedError("a9_receptive_field: untouched")
