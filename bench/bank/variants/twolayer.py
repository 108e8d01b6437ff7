"""What students make of a two-layer net."""

import numpy as np
from bank.topics.twolayer import (
    backprop,
    by_scores,
    cross_entropy,
    gradients,
    loss,
    net,
    regularized,
    twolayer,
)


@twolayer.bug("data*N", "all*N")
def no_div_N(x):
    """The gradient by the scores is not divided by N."""
    return gradients(x, by_scores(x) * len(x["X"]))


@twolayer.bug("data*1/N", "all*1/N")
def div_N_twice(x):
    """The gradient by the scores is divided by N twice."""
    return gradients(x, by_scores(x) / len(x["X"]))


@twolayer.bug("onehot*0")
def no_onehot(x):
    """Subtract 1 from the probability of the right class."""
    return gradients(x, net(x).P / len(x["X"]))


@twolayer.bug("data*-1", "all*-1")
def data_sign(x):
    """The gradient by the scores is p - 1, not 1 - p."""
    return gradients(x, -by_scores(x))


@twolayer.bug("reg*0")
def no_reg(x):
    """The gradients of the penalty are missing."""
    return gradients(x, reg=0)


@twolayer.bug("reg*1/2")
def reg_half(x):
    """The derivative of reg W^2 is 2 reg W: the factor 2 is missing."""
    return gradients(x, reg=1)


@twolayer.bug("reg*1/N")
def reg_div_N(x):
    """The penalty is not averaged over the examples."""
    return gradients(x, reg=2 / len(x["X"]))


@twolayer.bug("reg*0")
def reg_skips_last(x):
    """The penalty is missing in the gradient by W2."""
    return regularized(x, backprop(x, by_scores(x)), W2=0)


@twolayer.known("bias-regularized", "input-added")
def reg_bias(x):
    """The penalty has no biases in it: their gradients have no such term."""
    found = gradients(x)
    return {
        **found,
        "b1": found["b1"] + 2 * x["reg"] * x["b1"],
        "b2": found["b2"] + 2 * x["reg"] * x["b2"],
    }


@twolayer.known("mask-none")
def no_mask(x):
    """The ReLU passes nothing back where its input was negative."""
    return gradients(x, mask=1.0)


@twolayer.known("mask-dout")
def mask_on_gradient(x):
    """The gate is on the hidden values, not on their gradient."""
    return gradients(x, mask=by_scores(x) @ x["W2"].T > 0)


@twolayer.bug("threshold")
def mask_gt1(x):
    """The threshold of the ReLU is 0, not 1."""
    return gradients(x, mask=net(x).A > 1)


@twolayer.known("value-not-indicator")
def mask_value(x):
    """The slope of the ReLU is 1 where its input is positive, not its value."""
    return gradients(x, mask=net(x).H)


@twolayer.known("before-relu")
def W2_before_relu(x):
    """W2 is multiplied with what comes out of the ReLU, not with what goes in."""
    return gradients(x, H=net(x).A)


@twolayer.bug("onehot*0")
def stale_G(x):
    """W1 and b1 use the probabilities from before 1 was subtracted."""
    found, stale = gradients(x), gradients(x, net(x).P / len(x["X"]))
    return {**found, "W1": stale["W1"], "b1": stale["b1"]}


@twolayer.known("updated-weights")
def W2_already_updated(x):
    """Update the weights after all gradients are computed: W1's used the new W2."""
    found = gradients(x)
    return {**gradients(x, W2=x["W2"] - 0.1 * found["W2"]), "W2": found["W2"]}


@twolayer.bug("all*1/N")
def b1_mean(x):
    """The gradient by b1 is a sum over the examples, not a mean."""
    found = gradients(x)
    return {**found, "b1": found["b1"] / len(x["X"])}


@twolayer.bug("all*0")
def b1_zeros(x):
    """The gradient by b1 is still zero."""
    found = gradients(x)
    return {**found, "b1": np.zeros_like(found["b1"])}


@twolayer.bug("extra-dimension", classes="shape")
def b_keepdims(x):
    """The gradients by the biases have one dimension: drop keepdims."""
    found = gradients(x)
    return {**found, "b1": found["b1"][None], "b2": found["b2"][None]}


@twolayer.bug("example-last-skipped", classes="one-example")
def skip_last(x):
    """The last example is missing."""
    G = by_scores(x)
    G[-1] = 0
    return gradients(x, G)


@twolayer.bug("transpose", classes="shape")
def W1_T(x):
    """The gradient by W1 is transposed."""
    found = gradients(x)
    return {**found, "W1": found["W1"].T}


@twolayer.bug("all*1.0001", classes="tiny")
def tiny(x):
    """The gradient by W2 is too large by a factor 1.0001."""
    found = gradients(x)
    return {**found, "W2": found["W2"] * 1.0001}


@twolayer.bug("one-entry", classes="one-entry")
def one_coord(x):
    """Exactly one entry of the gradient by W1 is wrong."""
    found = gradients(x)
    found["W1"][0, 0] += 0.5
    return found


def relu_on_scores(x):
    n = net(x)
    penalty = np.sum(x["W1"] ** 2) + np.sum(x["W2"] ** 2)
    return cross_entropy(np.maximum(0, n.scores), n.Y) + x["reg"] * penalty


@twolayer.known("relu-on-scores", classes="consistent", forward=relu_on_scores)
def consistent_relu_on_scores(x):
    """The gradient is right for your loss, but there is no ReLU on the output scores."""
    n = net(x)
    clipped = np.maximum(0, n.scores)
    exp = np.exp(clipped - clipped.max(1, keepdims=True))
    P = exp / exp.sum(1, keepdims=True)
    return gradients(x, (P - n.Y) * (n.scores > 0) / len(x["X"]))


@twolayer.right
def layers(x):
    """Layer by layer, with the penalty first."""
    n = net(x)
    found = {"W1": 2 * x["reg"] * x["W1"], "W2": 2 * x["reg"] * x["W2"]}
    G = (n.P - n.Y) / len(x["X"])
    found["W2"] = found["W2"] + np.einsum("nh,nc->hc", n.H, G)
    dH = np.einsum("nc,hc->nh", G, x["W2"])
    dH[n.H <= 0] = 0
    found["W1"] = found["W1"] + np.einsum("nd,nh->dh", x["X"], dH)
    return {**found, "b1": np.ones(len(dH)) @ dH, "b2": np.ones(len(G)) @ G}


@twolayer.right
def example_by_example(x):
    """One example at a time, averaged at the end."""
    N = len(x["X"])
    ones = [{**x, "X": x["X"][i : i + 1], "y": x["y"][i : i + 1]} for i in range(N)]
    each = [gradients(one, reg=0) for one in ones]
    return regularized(x, {k: sum(e[k] for e in each) / N for k in each[0]})


@twolayer.right
def ge(x):
    """The slope of the ReLU at 0 is 1."""
    return gradients(x, mask=net(x).A >= 0)


def single(x):
    return {k: v.astype("f4") if k not in ("y", "reg") else v for k, v in x.items()}


@twolayer.right
def f32(x):
    """Single precision inside."""
    return {k: v.astype("f4") for k, v in gradients(single(x)).items()}


@twolayer.right(forward=lambda x: loss(single(x)))
def f32_forward(x):
    """Single precision in the loss too."""
    return gradients(single(x))
