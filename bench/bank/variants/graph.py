"""What students make of backpropagation through branches."""

import numpy as np
from bank.topics.graph import backward, forward, graph, nodes, paths


def changed(x, dout, /, **gradients):
    """The right gradients, with some replaced."""
    return {**backward(x, dout), **gradients}


def without(x, dout, name, *lost):
    """The right gradients, without some paths to one input."""
    found = paths(x, dout)[f"d{name}"]
    kept = [value for path, value in found.items() if path.split("/")[1] not in lost]
    return changed(x, dout, **{name: sum(kept)})


@graph.bug("x->out*0")
def dx_no_direct(x, dout):
    """x also feeds the product with relu(b): that path is missing."""
    return without(x, dout, "x", "x->out")


@graph.bug("x->a->c*0+x->a->b->c*0+x->a->b->d*0")
def dx_only_direct(x, dout):
    """x also feeds a: what comes back through a is missing."""
    return without(x, dout, "x", "x->a->c", "x->a->b->c", "x->a->b->d")


@graph.bug("x->a->b->c*0")
def dx_second_overwritten(x, dout):
    """b is used twice: the gradient that comes from a b is overwritten by the other."""
    return without(x, dout, "x", "x->a->b->c")


@graph.bug("a->b->c*0+a->b->d*0")
def dw_no_b(x, dout):
    """a also feeds b: add what comes back through b."""
    return without(x, dout, "w", "a->b->c", "a->b->d")


@graph.bug("a->c*0")
def dw_only_b(x, dout):
    """a also feeds the product a b directly."""
    return without(x, dout, "w", "a->c")


@graph.bug("b->d*0")
def dz_no_relu(x, dout):
    """b also feeds the ReLU: that path is missing in dz."""
    return without(x, dout, "z", "b->d")


@graph.bug("b->c*0")
def dz_no_product(x, dout):
    """b also feeds the product a b: that path is missing in dz."""
    return without(x, dout, "z", "b->c")


@graph.bug("b->c*2")
def dz_product_twice(x, dout):
    """The path through the product a b is counted twice."""
    return changed(x, dout, z=backward(x, dout)["z"] + paths(x, dout)["dz"]["paths/b->c"])


@graph.bug("b->d*-1")
def dz_relu_sign(x, dout):
    """The path through the ReLU has the wrong sign."""
    found = paths(x, dout)["dz"]
    return changed(x, dout, z=found["paths/b->c"] - found["paths/b->d"])


@graph.known("mask-none")
def no_mask(x, dout):
    """The ReLU passes nothing where its input was negative."""
    a, _, _, _ = nodes(x)
    return changed(x, dout, z=dout * (a + x["x"]))


@graph.known("product-rule-swapped")
def product_swapped(x, dout):
    """In c = a b the derivative by a is b, and by b is a: you exchanged them."""
    _, b, _, mask = nodes(x)
    return changed(x, dout, z=dout * (b + x["x"] * mask))


@graph.known("local-not-multiplied")
def dw_local(x, dout):
    """The gradient by w is x times the gradient by a: the factor x is missing."""
    da = backward(x, dout)["w"] / x["x"]
    return changed(x, dout, w=da)


@graph.bug("z-gets-a")
def dz_all(x, dout):
    """dz is the gradient by b; this is the gradient by a, which has one path more."""
    _, b, _, _ = nodes(x)
    return changed(x, dout, z=backward(x, dout)["z"] + dout * b)


@graph.bug("dout=1")
def no_dout(x, dout):
    """Multiply by dout."""
    return backward(x, np.ones_like(dout))


@graph.bug("all*1.0001", classes="tiny")
def tiny(x, dout):
    """dw is too large by a factor 1.0001."""
    return changed(x, dout, w=backward(x, dout)["w"] * 1.0001)


@graph.right
def by_node(x, dout):
    """Backwards node by node."""
    a, b, d, mask = nodes(x)
    da, db = dout * b, dout * a
    dx, dd = dout * d, dout * x["x"]
    db = db + dd * mask
    da = da + db
    return {"x": dx + da * x["w"], "w": da * x["x"], "z": db}


@graph.right
def expanded(x, dout):
    """The polynomial multiplied out."""
    v, w, z = x["x"], x["w"], x["z"]
    mask = v * w + z >= 0
    return {
        "x": dout * (2 * v * w**2 + w * z + mask * (2 * v * w + z)),
        "w": dout * (2 * v**2 * w + v * z + mask * v**2),
        "z": dout * (v * w + mask * v),
    }


def single(x):
    return {name: value.astype("f4") for name, value in x.items()}


@graph.right
def f32(x, dout):
    """Single precision inside."""
    return backward(single(x), dout.astype("f4"))


@graph.right(forward=lambda x: forward(single(x)))
def f32_forward(x, dout):
    """Single precision in the forward too."""
    return backward(single(x), dout.astype("f4"))
