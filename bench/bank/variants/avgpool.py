"""What students make of the backward of average-pooling."""

import numpy as np
from bank.topics.pools import avgpool, mean_backward, mean_forward, out_size, spread


def shared(x, dout, *, assign=False, stride=None, pixels=slice(None)):
    """The gradient position by position."""
    dx, s = np.zeros_like(x["x"]), stride or x["stride"]
    for r, c in np.ndindex(*out_size(x)):
        rows = slice(r * s, r * s + x["ph"])
        columns = slice(c * s, c * s + x["pw"])
        share = dout[:, :, r, c][:, :, None, None] / (x["ph"] * x["pw"])
        window = dx[:, :, rows, columns][:, :, pixels, pixels]
        window[...] = share if assign else window + share
    return dx


@avgpool.bug("all*ph*pw")
def no_area(x, dout):
    """Each pixel gets its share only: divide by the area of the window."""
    return mean_backward(x, dout) * (x["ph"] * x["pw"])


@avgpool.bug("all*1/(ph*pw)")
def area_twice(x, dout):
    """The area divides dout twice."""
    return mean_backward(x, dout) / (x["ph"] * x["pw"])


@avgpool.bug("all*pw/ph", classes="square")
def ph_sq(x, dout):
    """The area is height times width, not height squared."""
    return mean_backward(x, dout) * x["pw"] / x["ph"]


@avgpool.bug("area-from-stride", classes="stride")
def stride_sq(x, dout):
    """The area is that of the window, not the stride squared."""
    return mean_backward(x, dout) * (x["ph"] * x["pw"]) / x["stride"] ** 2


@avgpool.known("windows-overwritten", classes="stride")
def assign(x, dout):
    """Windows overlap: accumulate into dx with +=, not with =."""
    return shared(x, dout, assign=True)


@avgpool.known("stride-ignored", classes="stride")
def stride_one(x, dout):
    """The stride is ignored."""
    return shared(x, dout, stride=1)


@avgpool.known("one-pixel-only")
def corner_only(x, dout):
    """Only the first pixel of each window gets its share."""
    return shared(x, dout, pixels=slice(1))


@avgpool.bug("all*1/N")
def mean(x, dout):
    """Do not average over the images."""
    return mean_backward(x, dout) / len(dout)


@avgpool.bug("dout=1")
def no_dout(x, dout):
    """Each pixel gets a share of dout, not of 1."""
    return mean_backward(x, np.ones_like(dout))


@avgpool.bug("all*-1")
def sign(x, dout):
    """The sign is turned."""
    return -mean_backward(x, dout)


@avgpool.bug("row-last-skipped", classes="border")
def last_row(x, dout):
    """The last row of the output is skipped."""
    cut = dout.copy()
    cut[:, :, -1] = 0
    return mean_backward(x, cut)


@avgpool.bug("column-last-skipped", classes="border")
def last_column(x, dout):
    """The last column of the output is skipped."""
    cut = dout.copy()
    cut[..., -1] = 0
    return mean_backward(x, cut)


@avgpool.bug("all*1.0001", classes="tiny")
def tiny(x, dout):
    """The gradient is too large by a factor 1.0001."""
    return mean_backward(x, dout) * 1.0001


@avgpool.right
def by_position(x, dout):
    """A loop over the output positions."""
    return shared(x, dout)


@avgpool.right
def einsum(x, dout):
    """The shares as an outer product with a window of equal weights."""
    weights = np.full((x["ph"], x["pw"]), 1 / (x["ph"] * x["pw"]))
    shares = np.einsum("nchw,ij->ijnchw", dout, weights)
    return spread(x, shares.reshape(-1, *dout.shape))


@avgpool.right
def f32(x, dout):
    """Single precision inside."""
    return mean_backward({**x, "x": x["x"].astype("f4")}, dout.astype("f4"))


@avgpool.right(forward=lambda x: mean_forward({**x, "x": x["x"].astype("f4")}))
def f32_forward(x, dout):
    """Single precision in the forward too."""
    return mean_backward({**x, "x": x["x"].astype("f4")}, dout.astype("f4"))
