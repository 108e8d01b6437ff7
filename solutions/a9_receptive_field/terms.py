"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np
from dilation import dilated_conv_forward

from grader import parts, terms


def sum_over_taps(x, w, conv_param):
    return dilated_conv_forward(x, w, np.zeros(len(w)), conv_param)[0]


@terms("dilated_conv", words={"taps": "the sum over the taps", "bias": "the bias"})
def conv_terms(x, w, b, conv_param, dout):
    taps = sum_over_taps(x, w, conv_param)
    return {"out": {"taps": taps, "bias": np.zeros_like(taps) + b[:, None, None]}}


@parts("dilated_conv")
def conv_parts(x, w, b, conv_param, dout):
    """What each image, filter, channel and tap adds to the output."""

    def alone(a, axes):
        for place in np.ndindex(*(a.shape[axis] for axis in axes)):
            kept = np.zeros_like(a)
            index = [slice(None)] * a.ndim
            for axis, i in zip(axes, place, strict=True):
                index[axis] = i
            kept[tuple(index)] = a[tuple(index)]
            yield kept

    out, _ = dilated_conv_forward(x, w, b, conv_param)
    return {
        "out": {
            "example": np.stack([*alone(out, [0])]),
            "filter": np.stack([*alone(out, [1])]),
            "channel": np.stack([sum_over_taps(x, v, conv_param) for v in alone(w, [1])]),
            "tap": np.stack([sum_over_taps(x, v, conv_param) for v in alone(w, [2, 3])]),
        }
    }
