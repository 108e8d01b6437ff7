"""What students make of the backward of a convolution."""

import numpy as np
from bank.topics.conv import backward, conv, cropped, forward, padded


def changed(x, dout, /, **gradients):
    """The right gradients, with some replaced."""
    return {**backward(x, dout), **gradients}


def steps(x, *, stride=None, dil=None):
    """The corners of the windows, and the step inside a window."""
    return stride or x["stride"], dil or x["dil"]


def window(x, r, c, stride, dil):
    """What output position (r, c) sees of the padded input."""
    HH, WW = x["w"].shape[2:]
    top, left = r * stride, c * stride
    return (
        slice(None),
        slice(None),
        slice(top, top + dil * (HH - 1) + 1, dil),
        slice(left, left + dil * (WW - 1) + 1, dil),
    )


def positions(dout):
    return np.ndindex(dout.shape[2:])


def scattered(x, dout, *, w=None, assign=False, where=None, **steps_changed):
    """The gradient by the padded input, output position by output position."""
    w = x["w"] if w is None else w
    dxp = np.zeros_like(padded(x))
    for r, c in positions(dout) if where is None else where:
        seen = window(x, r, c, *steps(x, **steps_changed))
        share = np.einsum("nf,fcij->ncij", dout[:, :, r, c], w)
        dxp[seen] = share if assign else dxp[seen] + share
    return dxp


def gathered(x, dout, *, xp=None, assign=False, where=None, **steps_changed):
    """The gradient by the kernels, output position by output position."""
    xp = padded(x) if xp is None else xp
    dw = np.zeros_like(x["w"])
    for r, c in positions(dout) if where is None else where:
        seen = xp[window(x, r, c, *steps(x, **steps_changed))]
        if seen.shape[2:] == dw.shape[2:]:
            share = np.einsum("nf,ncij->fcij", dout[:, :, r, c], seen)
            dw = share if assign else dw + share
    return dw


def only(dout, *kept):
    """The upstream gradient with everything but the kept entries set to zero."""
    found = np.zeros_like(dout)
    found[kept] = dout[kept]
    return found


@conv.known("windows-overwritten")
def dx_assign(x, dout):
    """Windows overlap: accumulate into dx with +=, not with =."""
    return changed(x, dout, x=cropped(x, scattered(x, dout, assign=True)))


@conv.known("position-overwritten")
def dw_assign(x, dout):
    """dw must be accumulated over the positions: +=, not =."""
    return changed(x, dout, w=gathered(x, dout, assign=True))


@conv.known("dx-kernel-flipped", "flipped-kernel")
def dx_flip(x, dout):
    """The forward does not flip the kernel, so dx spreads w as it is."""
    flipped = x["w"][:, :, ::-1, ::-1]
    return changed(x, dout, x=cropped(x, scattered(x, dout, w=flipped)))


@conv.bug("flipped-kernel")
def dw_flip(x, dout):
    """dw is flipped in height and width."""
    return changed(x, dout, w=backward(x, dout)["w"][:, :, ::-1, ::-1])


@conv.bug("flipped-axis")
def dw_flip_h(x, dout):
    """dw is flipped along the height."""
    return changed(x, dout, w=backward(x, dout)["w"][:, :, ::-1])


@conv.bug("not-cropped", classes="pad")
def not_cropped(x, dout):
    """Cut the padding off dx."""
    return changed(x, dout, x=scattered(x, dout))


@conv.known("crop-offset", "shifted", classes="pad")
def crop_offset(x, dout):
    """Cut dx out at the offset pad, not at 0."""
    H, W = x["x"].shape[2:]
    return changed(x, dout, x=scattered(x, dout)[:, :, :H, :W])


@conv.bug("empty", classes="pad")
def crop_neg(x, dout):
    """`dx[:, :, pad:-pad, pad:-pad]` is empty where pad is 0."""
    p = x["pad"]
    return changed(x, dout, x=scattered(x, dout)[:, :, p:-p, p:-p])


@conv.known("pad-hardcoded", "shifted", classes="pad")
def pad_one(x, dout):
    """pad is a parameter: you cut dx out at the offset 1."""
    H, W = x["x"].shape[2:]
    return changed(x, dout, x=scattered(x, dout)[:, :, 1 : 1 + H, 1 : 1 + W])


@conv.known("unpadded-input", classes="pad")
def dw_unpadded(x, dout):
    """dw must use the input padded on both sides, as the forward does."""
    p = 2 * x["pad"]
    after = np.pad(x["x"], ((0, 0), (0, 0), (0, p), (0, p)))
    return changed(x, dout, w=gathered(x, dout, xp=after))


@conv.known("edge-padding", classes=("pad", "border"))
def dw_edgepad(x, dout):
    """The forward pads with zeros, the backward with the edge."""
    return changed(x, dout, w=gathered(x, dout, xp=padded(x, mode="edge")))


@conv.known("dx-stride-ignored", "stride=1", classes="stride")
def dx_stride(x, dout):
    """The stride is ignored in dx."""
    return changed(x, dout, x=cropped(x, scattered(x, dout, stride=1)))


@conv.known("dw-stride-ignored", "stride=1", classes="stride")
def dw_stride(x, dout):
    """The stride is ignored in dw."""
    return changed(x, dout, w=gathered(x, dout, stride=1))


@conv.known("dx-dilation-ignored", "dil=1", classes="dilation")
def dx_dil(x, dout):
    """The dilation is ignored in dx."""
    return changed(x, dout, x=cropped(x, scattered(x, dout, dil=1)))


@conv.known("dw-dilation-ignored", "dil=1", classes="dilation")
def dw_dil(x, dout):
    """The dilation is ignored in dw."""
    return changed(x, dout, w=gathered(x, dout, dil=1))


@conv.bug("row-last-skipped", classes="border")
def last_row(x, dout):
    """The last row of the output is skipped."""
    kept = backward(x, only(dout, slice(None), slice(None), slice(-1)))
    return changed(x, dout, x=kept["x"], w=kept["w"])


@conv.known("corner-skipped", "position-last-skipped", classes="border")
def corner(x, dout):
    """The last position of the output is skipped."""
    cut = dout.copy()
    cut[:, :, -1, -1] = 0
    kept = backward(x, cut)
    return changed(x, dout, x=kept["x"], w=kept["w"])


@conv.known("padding-windows-skipped", classes=("border", "pad"))
def border_dx(x, dout):
    """Windows that touch the padding contribute to dx too."""
    first = -(-x["pad"] // x["stride"])
    kept = only(dout, slice(None), slice(None), slice(first, None), slice(first, None))
    return changed(x, dout, x=backward(x, kept)["x"])


@conv.known("square-only", classes="square")
def square(x, dout):
    """You loop over rows as far as there are columns: right only for a square output."""
    n = min(dout.shape[2:])
    where = list(np.ndindex(n, n))
    dx, dw = scattered(x, dout, where=where), gathered(x, dout, where=where)
    return changed(x, dout, x=cropped(x, dx), w=dw)


@conv.known("kernel-transposed", classes="square")
def kT(x, dout):
    """Height and width of the kernel are exchanged in dx."""
    turned = np.swapaxes(x["w"], 2, 3)
    return changed(x, dout, x=cropped(x, scattered(x, dout, w=turned)))


@conv.bug("example-first-only")
def first_n(x, dout):
    """Only the first image contributes."""
    return backward(x, only(dout, 0))


@conv.bug("filter-last-skipped", classes="one-class")
def last_filter(x, dout):
    """The last filter is skipped in dx."""
    return changed(x, dout, x=backward(x, only(dout, slice(None), slice(-1)))["x"])


@conv.bug("all*1/N")
def db_mean(x, dout):
    """db is the sum, not the mean, over N."""
    return changed(x, dout, b=dout.sum((0, 2, 3)) / len(dout))


@conv.known("positions-not-summed", "position-first-only")
def db_noHW(x, dout):
    """Sum dout over all positions."""
    return changed(x, dout, b=dout[:, :, 0, 0].sum(0))


@conv.bug("all*1/(Ho*N*Wo)")
def db_meanall(x, dout):
    """db is the sum over N, H and W, not the mean."""
    return changed(x, dout, b=dout.mean((0, 2, 3)))


@conv.bug("all*1/N")
def dw_N(x, dout):
    """Do not average dw."""
    return changed(x, dout, w=backward(x, dout)["w"] / len(dout))


@conv.bug("all*1/N")
def dx_N(x, dout):
    """Do not average dx."""
    return changed(x, dout, x=backward(x, dout)["x"] / len(dout))


@conv.known("channels-mixed")
def channels(x, dout):
    """Each channel uses its own slice of the kernel."""
    mixed = np.repeat(x["w"].sum(1, keepdims=True), x["w"].shape[1], axis=1)
    return changed(x, dout, x=cropped(x, scattered(x, dout, w=mixed)))


@conv.bug("all*1.0001", classes="tiny")
def tiny(x, dout):
    """dx is too large by a factor 1.0001."""
    return changed(x, dout, x=backward(x, dout)["x"] * 1.0001)


@conv.bug("one-entry", classes="one-entry")
def one_coord(x, dout):
    """Exactly one entry of dx is wrong."""
    dx = backward(x, dout)["x"].copy()
    dx[0, 0, 1, 1] += 1
    return changed(x, dout, x=dx)


@conv.known(
    "flipped-kernel",
    "dx-kernel-flipped",
    classes="consistent",
    forward=lambda x: forward({**x, "w": x["w"][:, :, ::-1, ::-1]}),
)
def consistent_flip(x, dout):
    """The gradient is right for your forward; but a network's convolution does not flip w."""
    found = backward({**x, "w": x["w"][:, :, ::-1, ::-1]}, dout)
    return {**found, "w": found["w"][:, :, ::-1, ::-1]}


@conv.right
def by_position(x, dout):
    """A loop over the output positions."""
    dx = cropped(x, scattered(x, dout))
    return changed(x, dout, x=dx, w=gathered(x, dout))


def single(x):
    return {k: v.astype("f4") if isinstance(v, np.ndarray) else v for k, v in x.items()}


@conv.right
def f32(x, dout):
    """Single precision inside."""
    return backward(single(x), dout.astype("f4"))


@conv.right
def rev(x, dout):
    """The batch in another order."""
    found = backward({**x, "x": x["x"][::-1]}, dout[::-1])
    return {"x": found["x"][::-1], "w": found["w"], "b": dout.sum(3).sum(2).sum(0)}


@conv.right
def image_by_image(x, dout):
    """One image at a time, dw summed."""
    each = [backward({**x, "x": x["x"][i : i + 1]}, dout[i : i + 1]) for i in range(len(dout))]
    return {
        "x": np.concatenate([e["x"] for e in each]),
        "w": sum(e["w"] for e in each),
        "b": sum(e["b"] for e in each),
    }


@conv.right(forward=lambda x: forward(single(x)))
def f32_forward(x, dout):
    """Single precision in the forward too."""
    return backward(single(x), dout.astype("f4"))
