"""What students make of the backward of ReLU."""

import numpy as np
from bank.topics.relu import backward, relu


@relu.known("mask-dout")
def mask_dout(x, dout):
    """The gate is on the input of the forward, not on dout."""
    return dout * (dout > 0)


@relu.known("mask-inverted")
def mask_neg(x, dout):
    """The mask is inverted."""
    return dout * (x["x"] <= 0)


@relu.known("mask-none", "is-dout")
def no_mask(x, dout):
    """The gradient is zero where the input was negative."""
    return dout.copy()


@relu.bug("dout=1")
def no_dout(x, dout):
    """Multiply by dout."""
    return (x["x"] > 0).astype(float)


@relu.known("value-not-indicator")
def value(x, dout):
    """The derivative is 1 where the input is positive, not its value."""
    return dout * np.maximum(0, x["x"])


@relu.known("leaky")
def leaky(x, dout):
    """This is leaky ReLU."""
    return dout * np.where(x["x"] > 0, 1, 0.01)


@relu.known("threshold")
def gt1(x, dout):
    """The threshold is 0, not 1."""
    return dout * (x["x"] > 1)


@relu.bug("clipped-above", classes="large")
def upper(x, dout):
    """ReLU is not clipped above."""
    return dout * ((x["x"] > 0) & (x["x"] < 2))


@relu.bug("in-place", classes="in-place")
def mutates(x, dout):
    """Right values, but dout is changed in place: another branch that uses it is corrupted."""
    dout[x["x"] <= 0] = 0
    return dout


@relu.bug("outside-subdifferential", classes="tie-only")
def tie_two(x, dout):
    """At 0 any value from 0 to dout is right: yours is outside."""
    return dout * (x["x"] > 0) + 2 * dout * (x["x"] == 0)


@relu.bug("all*-1")
def sign(x, dout):
    """The sign is turned."""
    return -backward(x, dout)


@relu.bug("one-entry", classes="one-entry")
def one_coord(x, dout):
    """Exactly one entry is wrong."""
    dx = backward(x, dout)
    dx.flat[np.argmax(np.abs(dx))] *= 0.5
    return dx


@relu.right
def ge(x, dout):
    """The derivative at 0 is 1."""
    return dout * (x["x"] >= 0)


@relu.right
def half(x, dout):
    """The derivative at 0 is 1/2."""
    return dout * np.where(x["x"] > 0, 1.0, np.where(x["x"] == 0, 0.5, 0.0))


@relu.right
def where(x, dout):
    """By np.where."""
    return np.where(x["x"] > 0, dout, 0)


@relu.right
def copied(x, dout):
    """A copy, with zeros put in."""
    dx = dout.copy()
    dx[x["x"] <= 0] = 0
    return dx


@relu.right
def from_sign(x, dout):
    """(sign + 1) / 2, which is 1/2 at 0, in single precision."""
    return (dout * (np.sign(x["x"]) + 1) / 2).astype("f4")
