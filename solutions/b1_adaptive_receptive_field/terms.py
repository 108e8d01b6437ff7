"""How the answers add up: diagnosis reads a mistake off the factor before a term."""

import numpy as np
from deform import deform_conv_forward
from selective import attention_backward, mix_backward, selective_forward

from grader import terms


@terms("mix", words={"u1": "what u1 gives", "u2": "what u2 gives"})
def mix_terms(u1, u2, a, dout):
    weights = a[:, :, :, None, None]
    return {"out": {"u1": weights[:, 0] * u1, "u2": weights[:, 1] * u2}}


@terms(
    "selective",
    words={
        "mixture": "what comes back through the mixture",
        "attention": "what comes back through the attention",
    },
)
def selective_terms(u1, u2, wz, bz, wa, ba, dout):
    _, (attention, mixed) = selective_forward(u1, u2, wz, bz, wa, ba)
    du1, du2, da = mix_backward(dout, mixed)
    ds = attention_backward(da, attention)[0]
    pooled = ds[:, :, None, None] / dout[0, 0].size + np.zeros_like(dout)
    return {
        "du1": {"mixture": du1, "attention": pooled},
        "du2": {"mixture": du2, "attention": pooled},
    }


@terms(
    "bilinear_sample",
    words={
        "above-left": "the pixel above and to the left",
        "above-right": "the pixel above and to the right",
        "below-left": "the pixel below and to the left",
        "below-right": "the pixel below and to the right",
        "above": "the row above",
        "below": "the row below",
        "left": "the column to the left",
        "right": "the column to the right",
    },
)
def sample_terms(x, py, px, dout):
    H, W = x.shape[2:]
    images = np.arange(len(x))[:, None]
    rows = {"above": np.floor(py).astype(int), "below": np.floor(py).astype(int) + 1}
    columns = {"left": np.floor(px).astype(int), "right": np.floor(px).astype(int) + 1}
    out = {}
    dpy, dpx = dict.fromkeys(rows, 0.0), dict.fromkeys(columns, 0.0)
    for row, i in rows.items():
        for column, j in columns.items():
            inside = (i >= 0) & (i < H) & (j >= 0) & (j < W)
            pixel = x[images, :, i.clip(0, H - 1), j.clip(0, W - 1)] * inside[:, :, None]
            near_y, near_x = 1 - np.abs(py - i), 1 - np.abs(px - j)
            out[f"{row}-{column}"] = ((near_y * near_x)[:, :, None] * pixel).transpose(0, 2, 1)
            slope = np.sum(dout.transpose(0, 2, 1) * pixel, axis=2)
            dpy[row] = dpy[row] + (1 if row == "below" else -1) * near_x * slope
            dpx[column] = dpx[column] + (1 if column == "right" else -1) * near_y * slope
    return {"out": out, "dpy": dpy, "dpx": dpx}


@terms("deform_conv", words={"taps": "the sum over the taps", "bias": "the bias"})
def deform_terms(x, offset, w, b, conv_param):
    taps, _ = deform_conv_forward(x, offset, w, np.zeros_like(b), conv_param)
    return {"out": {"taps": taps, "bias": np.zeros_like(taps) + b[:, None, None]}}


@terms(
    "tap_positions",
    words={
        "window": "the step from window to window",
        "tap": "the step from tap to tap",
        "pad": "the padding",
        "offset": "the offset",
    },
)
def position_terms(offset, kernel_size, conv_param):
    (HH, WW), (N, _, rows, columns) = kernel_size, offset.shape
    stride, pad, d = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    p, q, n, m = np.ogrid[:HH, :WW, :rows, :columns]
    moved = offset.reshape(N, HH, WW, 2, rows, columns)
    found = {}
    for axis, (output, tap, window) in enumerate((("py", p, n), ("px", q, m))):
        nothing = np.zeros((N, HH, WW, rows, columns))
        found[output] = {
            "window": nothing + stride * window,
            "tap": nothing + d * tap,
            "pad": nothing - pad,
            "offset": moved[:, :, :, axis],
        }
    return found
