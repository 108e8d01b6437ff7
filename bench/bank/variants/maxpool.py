"""What students make of the backward of max-pooling."""

import numpy as np
from bank.topics.pools import max_backward, max_forward, maxpool, out_size, spread, stacked


def windows(x, *, stride=None):
    """The corners of the windows, by output position."""
    s = stride or x["stride"]
    return [(r, c, r * s, c * s) for r, c in np.ndindex(*out_size(x))]


def routed(x, dout, mask, *, assign=False, stride=None):
    """The gradient position by position; mask(window) says which pixels get how much of dout."""
    dx = np.zeros_like(x["x"])
    for r, c, top, left in windows(x, stride=stride):
        place = (slice(None), slice(None), slice(top, top + x["ph"]), slice(left, left + x["pw"]))
        share = mask(x["x"][place]) * dout[:, :, r, c][:, :, None, None]
        dx[place] = share if assign else dx[place] + share
    return dx


def largest(window):
    """The first of the largest pixels, as in the reference."""
    flat = window.reshape(*window.shape[:2], -1)
    first = np.arange(flat.shape[2]) == flat.argmax(2, keepdims=True)
    return first.reshape(window.shape)


@maxpool.known("routed-to-all-ties", "outside-subdifferential", classes="tie-only")
def ties_all(x, dout):
    """Where several pixels are largest, all of them got the whole of dout."""
    return routed(x, dout, lambda window: window == window.max((2, 3), keepdims=True))


@maxpool.known("windows-overwritten", classes="stride")
def assign(x, dout):
    """Windows overlap: accumulate into dx with +=, not with =."""
    return routed(x, dout, largest, assign=True)


@maxpool.known("winners-overwritten", "windows-overwritten", classes="stride")
def assign_max(x, dout):
    """A pixel may win in several windows: add what each of them sends."""
    dx = np.zeros_like(x["x"])
    for r, c, top, left in windows(x):
        window = x["x"][:, :, top : top + x["ph"], left : left + x["pw"]]
        n, k, i, j = np.nonzero(largest(window))
        dx[n, k, top + i, left + j] = dout[n, k, r, c]
    return dx


@maxpool.known("stride-hardcoded", classes="stride")
def stride_pool(x, dout):
    """The stride is a parameter; here the windows stand side by side."""
    dx = np.zeros_like(x["x"])
    H, W = x["x"].shape[2:]
    for r, c in np.ndindex(*out_size(x)):
        top, left = r * x["ph"], c * x["pw"]
        window = x["x"][:, :, top : top + x["ph"], left : left + x["pw"]]
        if top < H and left < W:
            share = largest(window) * dout[:, :, r, c][:, :, None, None]
            dx[:, :, top : top + x["ph"], left : left + x["pw"]] += share
    return dx


@maxpool.known("window-axes-swapped", classes="square")
def argmax_dims(x, dout):
    """The place of the maximum is read with height and width exchanged."""
    dx = np.zeros_like(x["x"])
    H, W = x["x"].shape[2:]
    for r, c, top, left in windows(x):
        window = x["x"][:, :, top : top + x["ph"], left : left + x["pw"]]
        flat = window.reshape(*window.shape[:2], -1).argmax(2)
        i, j = np.unravel_index(flat, (x["pw"], x["ph"]))
        for n, k in np.ndindex(flat.shape):
            dx[n, k, min(top + i[n, k], H - 1), min(left + j[n, k], W - 1)] += dout[n, k, r, c]
    return dx


@maxpool.bug("largest-of-all-channels")
def global_max(x, dout):
    """Each channel has a maximum of its own; this takes the largest over all of them."""
    return routed(x, dout, lambda window: window == window.max((1, 2, 3), keepdims=True))


@maxpool.known("min-not-max")
def smallest(x, dout):
    """The gradient goes to the largest pixel of a window, not to the smallest."""
    return routed(x, dout, lambda window: largest(-window))


@maxpool.known("average-not-max", "all-pixels+all*1/(ph*pw)")
def average(x, dout):
    """This is the backward of average-pooling."""
    area = x["ph"] * x["pw"]
    return spread(x, [dout / area] * area)


@maxpool.known("all-pixels", "average-not-max+all*ph*pw")
def everywhere(x, dout):
    """Only the largest pixel of a window gets the gradient, here all of them do."""
    return routed(x, dout, np.ones_like)


@maxpool.known("value-not-indicator")
def values(x, dout):
    """The largest pixel gets dout, not dout times its value."""
    return routed(x, dout, lambda window: largest(window) * window)


@maxpool.bug("dout=1")
def no_dout(x, dout):
    """The largest pixel gets dout, not 1."""
    return max_backward(x, np.ones_like(dout))


@maxpool.bug("all*1/(ph*pw)")
def area(x, dout):
    """The largest pixel gets all of dout: do not divide by the area."""
    return max_backward(x, dout) / (x["ph"] * x["pw"])


@maxpool.bug("all*1/N")
def mean(x, dout):
    """Do not average over the images."""
    return max_backward(x, dout) / len(dout)


@maxpool.bug("row-last-skipped", classes="border")
def last_row(x, dout):
    """The last row of the output is skipped."""
    cut = dout.copy()
    cut[:, :, -1] = 0
    return max_backward(x, cut)


@maxpool.bug("example-first-only")
def first_image(x, dout):
    """Only the first image gets a gradient."""
    cut = np.zeros_like(dout)
    cut[0] = dout[0]
    return max_backward(x, cut)


@maxpool.bug("channel-first-only")
def first_channel(x, dout):
    """Only the first channel gets a gradient."""
    cut = np.zeros_like(dout)
    cut[:, 0] = dout[:, 0]
    return max_backward(x, cut)


@maxpool.known("square-only", classes="square")
def square(x, dout):
    """You loop over rows as far as there are columns: right only for a square output."""
    n = min(dout.shape[2:])
    cut = np.zeros_like(dout)
    cut[:, :, :n, :n] = dout[:, :, :n, :n]
    return max_backward(x, cut)


@maxpool.bug("one-entry", classes="one-entry")
def one_coord(x, dout):
    """Exactly one entry is wrong."""
    dx = max_backward(x, dout)
    dx.flat[np.argmax(np.abs(dx))] *= 2
    return dx


@maxpool.right
def last_of_ties(x, dout):
    """The last of several largest pixels."""
    return routed(x, dout, lambda window: largest(window[:, :, ::-1, ::-1])[:, :, ::-1, ::-1])


@maxpool.right
def shared(x, dout):
    """The largest pixels of a window share the gradient."""

    def mask(window):
        ties = window == window.max((2, 3), keepdims=True)
        return ties / ties.sum((2, 3), keepdims=True)

    return routed(x, dout, mask)


@maxpool.right
def loops(x, dout):
    """Window by window, with unravel_index."""
    dx = np.zeros_like(x["x"])
    for n, k in np.ndindex(dout.shape[:2]):
        for r, c, top, left in windows(x):
            window = x["x"][n, k, top : top + x["ph"], left : left + x["pw"]]
            i, j = np.unravel_index(window.argmax(), window.shape)
            dx[n, k, top + i, left + j] += dout[n, k, r, c]
    return dx


@maxpool.right
def f32(x, dout):
    """Single precision inside."""
    return max_backward({**x, "x": x["x"].astype("f4")}, dout.astype("f4"))


@maxpool.right(forward=lambda x: max_forward({**x, "x": x["x"].astype("f4")}))
def f32_forward(x, dout):
    """Single precision in the forward too."""
    winners = stacked({**x, "x": x["x"].astype("f4")}).argmax(0)
    return spread(x, [dout * (winners == q) for q in range(x["ph"] * x["pw"])]).astype("f4")
