"""ReLU: max(0, x)."""

import numpy as np
from bank.inputs import smooth, tie
from bank.registry import Topic

from grader import Case, Layer


def forward(x):
    return np.maximum(0, x["x"])


def backward(x, dout):
    return dout * (x["x"] > 0)


def normal(*shape, zeros=0.0):
    def draw(rng):
        values = 2 * rng.standard_normal(shape)
        values[rng.random(shape) < zeros] = 0.0
        return {"x": values}

    return draw


def off_every_kink(x):
    return np.abs(x["x"]).min() > 1e-3


def has_zeros(x):
    return (x["x"] == 0).any()


relu = Topic(
    problem=Layer(
        "relu",
        inputs=[
            smooth("a matrix", normal(5, 7), off_every_kink),
            smooth("another matrix", normal(6, 4), off_every_kink),
            tie("zeros", normal(5, 7, zeros=0.3), has_zeros),
        ],
        wrt=["x"],
        shapes={"x": "N D", "out": "N D"},
        checks=[],
    ),
    forward=forward,
    backward=backward,
    notebook=[Case("linspace", lambda _: {"x": np.linspace(-0.5, 0.5, 12).reshape(3, 4)})],
    terms=lambda x, dout: {"dx": {"all": backward(x, dout)}},
)
