"""A graph with branches: a = x w, b = a + z, out = a b + relu(b) x; x, a and b are used twice."""

import numpy as np
from bank.inputs import smooth
from bank.registry import Topic

from grader import Case, Layer


def nodes(x):
    """The values of a, b, relu(b) and the mask of the ReLU."""
    a = x["x"] * x["w"]
    b = a + x["z"]
    return a, b, np.maximum(0, b), b > 0


def forward(x):
    a, b, d, _ = nodes(x)
    return a * b + d * x["x"]


def paths(x, dout):
    """What each path from an input to the output adds to its gradient: one group of terms."""
    a, b, d, mask = nodes(x)
    v, w = x["x"], x["w"]
    return {
        "dx": {
            "paths/x->out": dout * d,
            "paths/x->a->c": dout * b * w,
            "paths/x->a->b->c": dout * a * w,
            "paths/x->a->b->d": dout * v * mask * w,
        },
        "dw": {
            "paths/a->c": dout * b * v,
            "paths/a->b->c": dout * a * v,
            "paths/a->b->d": dout * v * mask * v,
        },
        "dz": {"paths/b->c": dout * a, "paths/b->d": dout * v * mask},
    }


def backward(x, dout):
    return {name[1:]: sum(found.values()) for name, found in paths(x, dout).items()}


def normal(n):
    def draw(rng):
        return {
            "x": rng.standard_normal(n) + 0.2,
            "w": rng.standard_normal(n),
            "z": rng.standard_normal(n),
        }

    return draw


def off_every_kink(x):
    return np.abs(nodes(x)[1]).min() > 1e-3


graph = Topic(
    problem=Layer(
        "graph",
        inputs=[
            smooth("eleven", normal(11), off_every_kink),
            smooth("thirteen", normal(13), off_every_kink),
        ],
        wrt=["x", "w", "z"],
        shapes={"x": "n", "w": "n", "z": "n", "out": "n"},
        checks=[],
    ),
    forward=forward,
    backward=backward,
    notebook=[Case("four", normal(4))],
    terms=paths,
)
