"""Equal maxima share the gradient: windows are looked at once more on the way back."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def windows(x, pool_param):
    size = (pool_param["pool_height"], pool_param["pool_width"])
    step = pool_param["stride"]
    return sliding_window_view(x, size, axis=(2, 3))[:, :, ::step, ::step]


def max_pool_forward_fast(x, pool_param):
    return windows(x, pool_param).max(axis=(4, 5)), (x, pool_param)


def max_pool_backward_fast(dout, cache):
    x, pool_param = cache
    found = windows(x, pool_param)
    highest = found == found.max(axis=(4, 5), keepdims=True)
    share = highest * (dout / highest.sum(axis=(4, 5)))[..., None, None]
    step, (down, across) = pool_param["stride"], dout.shape[2:]
    dx = np.zeros(x.shape)
    for i in range(pool_param["pool_height"]):
        for j in range(pool_param["pool_width"]):
            rows = slice(i, i + step * down, step)
            dx[:, :, rows, j : j + step * across : step] += share[..., i, j]
    return dx
