"""Gates of a computational graph, and a graph in which variables feed several branches.

Every gate is a pair of functions. `forward` returns the output and a cache: whatever `backward`
needs, in any form you like. `backward` gets dout, the gradient of the loss with respect to the
output, and that cache, and returns the gradients with respect to the inputs. All arrays of a gate
have one shape, and each entry is a gate of its own.
"""

import numpy as np


def add_forward(x, y):
    """The sum x + y of two arrays of one shape. Returns (out, cache)."""
    # TODO: about 1 line.
    raise NotImplementedError("a5_backprop: add_forward")


def add_backward(dout, cache):
    """The gradients (dx, dy) of the add gate."""
    # TODO: about 1 line.
    raise NotImplementedError("a5_backprop: add_backward")


def mul_forward(x, y):
    """The product x * y, entry by entry, of two arrays of one shape. Returns (out, cache)."""
    # TODO: about 1 line.
    raise NotImplementedError("a5_backprop: mul_forward")


def mul_backward(dout, cache):
    """The gradients (dx, dy) of the multiplication gate."""
    # TODO: about 2 lines.
    raise NotImplementedError("a5_backprop: mul_backward")


def max_forward(x, y):
    """The larger of x and y, entry by entry, of two arrays of one shape. Returns (out, cache)."""
    # TODO: about 1 line.
    raise NotImplementedError("a5_backprop: max_forward")


def max_backward(dout, cache):
    """The gradients (dx, dy) of the max gate.

    Where x and y are equal they share dout in any way you like, as long as the shares add up to it.
    """
    # TODO: about 2 lines.
    raise NotImplementedError("a5_backprop: max_backward")


def branches(x, y, z):
    """The value of a graph and its gradients, where x and y feed several gates.

    q = x + y,  m = max(y, z),  f = q * m + x * y

    x, y, z: arrays of one shape; each entry is a graph of its own. Returns (f, dx, dy, dz), all of
    that shape: dx holds the derivative of f with respect to x for every entry. Where y and z are
    equal any subgradient is right.
    """
    # TODO: about 3 lines.
    raise NotImplementedError("a5_backprop: branches")
