"""What students make of the elastic net."""

import numpy as np
from bank.topics.reg import gradient, reg


def of_l1(x):
    return x["l1"] * np.sign(x["W"])


def of_l2(x):
    return 2 * x["l2"] * x["W"]


@reg.bug("l1*0")
def no_l1(x):
    """The gradient of the L1 term is missing."""
    return of_l2(x)


@reg.bug("l2*0")
def no_l2(x):
    """The gradient of the L2 term is missing."""
    return of_l1(x)


@reg.bug("l2*1/2")
def l2_half(x):
    """The derivative of W^2 is 2 W: the factor 2 is missing."""
    return of_l1(x) + of_l2(x) / 2


@reg.bug("l1*2")
def l1_double(x):
    """The L1 gradient has no factor 2."""
    return 2 * of_l1(x) + of_l2(x)


@reg.known("abs-not-sign")
def l1_abs(x):
    """The derivative of |W| is sign(W), not |W|."""
    return x["l1"] * np.abs(x["W"]) + of_l2(x)


@reg.known("sign-missing", "l1*0+constant-added")
def l1_const(x):
    """The derivative of |W| is sign(W): you forgot the sign."""
    return x["l1"] + of_l2(x)


@reg.bug("l1*-1")
def l1_neg(x):
    """The L1 gradient has the wrong sign."""
    return of_l2(x) - of_l1(x)


@reg.known("W-not-sign")
def l1_W(x):
    """The derivative of |W| is sign(W): this is the L2 gradient with the strength of L1."""
    return x["l1"] * x["W"] + of_l2(x)


@reg.known("swapped-strengths", "l1*l2/l1+l2*l1/l2", classes="param")
def swap(x):
    """You exchanged the two strengths."""
    return x["l2"] * np.sign(x["W"]) + 2 * x["l1"] * x["W"]


@reg.bug("l2*1/l2")
def no_lambda2(x):
    """The strength of L2 is missing."""
    return of_l1(x) + 2 * x["W"] * (x["l2"] != 0)


@reg.known("norm-not-squared")
def norm(x):
    """This is the gradient of the norm of W, not of its square."""
    return of_l1(x) + x["l2"] * x["W"] / np.sqrt((x["W"] ** 2).sum())


@reg.bug("all*-1")
def all_neg(x):
    """The sign of the whole gradient is turned."""
    return -gradient(x)


@reg.bug("outside-subdifferential", classes="tie-only")
def l1_at0_2(x):
    """At W = 0 any value from -l1 to l1 is right: yours is outside."""
    return np.where(x["W"] == 0, 2 * x["l1"], of_l1(x)) + of_l2(x)


@reg.bug("row-last-skipped", classes="border")
def skip_bias_row(x):
    """The last row counts in the penalty, but its gradient is missing."""
    dW = gradient(x)
    dW[-1] = 0
    return dW


@reg.right
def where(x):
    """The sign by np.where."""
    sign = np.where(x["W"] > 0, 1.0, np.where(x["W"] < 0, -1.0, 0.0))
    return x["l1"] * sign + x["l2"] * 2 * x["W"]


@reg.right
def ge(x):
    """The sign of 0 is +1: a subgradient."""
    return x["l1"] * np.where(x["W"] >= 0, 1.0, -1.0) + of_l2(x)


@reg.right
def le(x):
    """The sign of 0 is -1: a subgradient."""
    return x["l1"] * np.where(x["W"] > 0, 1.0, -1.0) + of_l2(x)


@reg.right
def f32(x):
    """A result in single precision."""
    return gradient(x).astype("f4")
