"""What students make of the affine backward."""

import numpy as np
from bank.topics.affine import affine, backward, flat, forward


def changed(x, dout, /, **gradients):
    """The right gradients, with some replaced."""
    return {**backward(x, dout), **gradients}


@affine.known("w-not-transposed", classes="square")
def dx_noT(x, dout):
    """The gradient by x is dout @ w.T: without .T it runs only for a square w."""
    return changed(x, dout, x=(dout @ x["w"]).reshape(x["x"].shape))


@affine.bug("not-reshaped", classes="shape")
def dx_flat(x, dout):
    """Reshape dx to the shape of x."""
    return changed(x, dout, x=dout @ x["w"].T)


@affine.bug("fortran-order")
def dx_fortran(x, dout):
    """The reshape of dx must read the numbers in the order in which x was flattened."""
    return changed(x, dout, x=(dout @ x["w"].T).reshape(x["x"].shape, order="F"))


@affine.bug("all*1/N")
def dx_N(x, dout):
    """Do not average dx: dout already has the mean in it."""
    return changed(x, dout, x=backward(x, dout)["x"] / len(dout))


@affine.bug("all*-1")
def dx_sign(x, dout):
    """The sign of dx is turned."""
    return changed(x, dout, x=-backward(x, dout)["x"])


@affine.bug("dout=1")
def dx_no_dout(x, dout):
    """dout is ignored in dx: multiply by it, the layer is not the end of the network."""
    return changed(x, dout, x=backward(x, np.ones_like(dout))["x"])


@affine.bug("dout=1")
def dw_no_dout(x, dout):
    """dout is ignored in dw."""
    return changed(x, dout, w=backward(x, np.ones_like(dout))["w"])


@affine.bug("dout=1")
def db_counts(x, dout):
    """The gradient by b is the sum of dout over the examples, not their number."""
    return changed(x, dout, b=np.full(x["b"].shape, float(len(dout))))


@affine.bug("transpose", classes="shape")
def dw_T(x, dout):
    """dw must have the shape of w: yours is transposed."""
    return changed(x, dout, w=dout.T @ flat(x))


@affine.bug("reshape-not-transpose")
def dw_reshape(x, dout):
    """You reshaped dw in place of transposing it."""
    return changed(x, dout, w=(dout.T @ flat(x)).reshape(x["w"].shape))


@affine.bug("all*1/N")
def dw_N(x, dout):
    """Do not average dw: dout already has the mean in it."""
    return changed(x, dout, w=backward(x, dout)["w"] / len(dout))


@affine.bug("example-overwritten")
def dw_overwritten(x, dout):
    """Each example overwrites dw: accumulate."""
    return changed(x, dout, w=np.outer(flat(x)[-1], dout[-1]))


@affine.bug("example-last-skipped", classes="one-example")
def dw_skip_last(x, dout):
    """The loop for dw stops one example early."""
    return changed(x, dout, w=flat(x)[:-1].T @ dout[:-1])


@affine.bug("all*0")
def dw_zeros(x, dout):
    """The gradient by w is still zero."""
    return changed(x, dout, w=np.zeros(x["w"].shape))


@affine.bug("all*N")
def dw_times_N(x, dout):
    """dw is N times too large."""
    return changed(x, dout, w=backward(x, dout)["w"] * len(dout))


@affine.bug("all*1/N")
def db_mean(x, dout):
    """The gradient by b is the sum over the examples, not their mean."""
    return changed(x, dout, b=dout.mean(0))


@affine.bug("extra-dimension", classes="shape")
def db_keepdims(x, dout):
    """The gradient by b has the shape (M,): drop keepdims."""
    return changed(x, dout, b=dout.sum(0, keepdims=True))


@affine.bug("example-first-only")
def db_first(x, dout):
    """Only the first example counts in db."""
    return changed(x, dout, b=dout[0].copy())


@affine.known("wrong-axis", classes="square")
def db_axis1(x, dout):
    """Sum db over the examples, axis 0."""
    return changed(x, dout, b=dout.sum(1))


@affine.bug("not-summed", classes="shape")
def db_dout(x, dout):
    """The gradient by b is dout summed over the examples."""
    return changed(x, dout, b=dout.copy())


@affine.bug("all*1.0001", classes="tiny")
def tiny(x, dout):
    """dx is too large by a factor 1.0001."""
    return changed(x, dout, x=backward(x, dout)["x"] * 1.0001)


@affine.bug("one-entry", classes="one-entry")
def one_coord(x, dout):
    """Exactly one entry of dw is wrong."""
    dw = backward(x, dout)["w"]
    dw[0, -1] += 1
    return changed(x, dout, w=dw)


@affine.bug(
    "all*2",
    classes="consistent",
    forward=lambda x: forward({**x, "b": 2 * x["b"]}),
)
def consistent_bias_twice(x, dout):
    """The gradient is right for your forward; the forward adds b twice."""
    return changed(x, dout, b=2 * dout.sum(0))


@affine.right
def loops(x, dout):
    """Example by example."""
    dx, dw, db = np.zeros(x["x"].shape), np.zeros(x["w"].shape), np.zeros(x["b"].shape)
    for i, row in enumerate(flat(x)):
        dx[i] = (x["w"] @ dout[i]).reshape(x["x"].shape[1:])
        dw += np.outer(row, dout[i])
        db += dout[i]
    return {"x": dx, "w": dw, "b": db}


@affine.right
def einsum(x, dout):
    """By einsum, with db as a product with ones."""
    return {
        "x": np.einsum("nm,dm->nd", dout, x["w"]).reshape(x["x"].shape),
        "w": np.einsum("nd,nm->dm", flat(x), dout),
        "b": np.ones(len(dout)) @ dout,
    }


def single(x):
    return {name: value.astype("f4") for name, value in x.items()}


@affine.right
def f32(x, dout):
    """Single precision inside."""
    return backward(single(x), dout.astype("f4"))


@affine.right(forward=lambda x: forward(single(x)))
def f32_forward(x, dout):
    """Single precision in the forward too."""
    return backward(single(x), dout.astype("f4"))
