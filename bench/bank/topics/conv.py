"""Convolution as networks have it (cross-correlation), with stride, padding and dilation."""

import numpy as np
from bank.registry import Topic

from grader import Case, Layer


def out_size(x):
    """Height and width of the output."""
    return [
        (n + 2 * x["pad"] - x["dil"] * (k - 1) - 1) // x["stride"] + 1
        for n, k in zip(x["x"].shape[2:], x["w"].shape[2:], strict=True)
    ]


def padded(x, **how):
    pad = (x["pad"], x["pad"])
    return np.pad(x["x"], ((0, 0), (0, 0), pad, pad), **how)


def cropped(x, dxp):
    p, (H, W) = x["pad"], x["x"].shape[2:]
    return dxp[:, :, p : p + H, p : p + W]


def seen_by(x, i, j, Ho, Wo):
    """The pixels of the padded input that entry (i, j) of the kernel sees."""
    s, d = x["stride"], x["dil"]
    rows = slice(i * d, i * d + s * (Ho - 1) + 1, s)
    columns = slice(j * d, j * d + s * (Wo - 1) + 1, s)
    return slice(None), slice(None), rows, columns


def forward(x):
    w, (Ho, Wo) = x["w"], out_size(x)
    xp = padded(x)
    out = np.zeros((len(xp), len(w), Ho, Wo), np.result_type(xp, w)) + x["b"][:, None, None]
    for i, j in np.ndindex(w.shape[2:]):
        out = out + np.einsum("nchw,fc->nfhw", xp[seen_by(x, i, j, Ho, Wo)], w[:, :, i, j])
    return out


def backward(x, dout):
    w, (Ho, Wo) = x["w"], dout.shape[2:]
    xp = padded(x)
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i, j in np.ndindex(w.shape[2:]):
        seen = seen_by(x, i, j, Ho, Wo)
        dxp[seen] += np.einsum("nfhw,fc->nchw", dout, w[:, :, i, j])
        dw[:, :, i, j] = np.einsum("nchw,nfhw->fc", xp[seen], dout)
    return {"x": cropped(x, dxp), "w": dw, "b": dout.sum((0, 2, 3))}


def normal(images, kernels, stride, pad, dil):
    def draw(rng):
        return {
            "x": rng.standard_normal(images),
            "w": rng.standard_normal(kernels),
            "b": rng.standard_normal(kernels[0]),
            "stride": stride,
            "pad": pad,
            "dil": dil,
        }

    return draw


def terms(x, dout):
    return {f"d{name}": {"all": value} for name, value in backward(x, dout).items()}


conv = Topic(
    problem=Layer(
        "conv",
        inputs=[
            Case("stride 2, pad 1", normal((2, 3, 7, 6), (4, 3, 3, 2), 2, 1, 1)),
            Case("pad 2, dilation 2", normal((3, 2, 8, 7), (3, 2, 2, 3), 1, 2, 2)),
            Case("stride 3, no padding", normal((4, 2, 6, 9), (2, 2, 3, 3), 3, 0, 1)),
        ],
        wrt=["x", "w", "b"],
        shapes={"x": "N C H W", "w": "F C HH WW", "b": "F", "out": "N F Ho Wo"},
        checks=[],
    ),
    forward=forward,
    backward=backward,
    notebook=[Case("stride 1, pad 1", normal((4, 3, 5, 5), (2, 3, 3, 3), 1, 1, 1))],
    terms=terms,
)
