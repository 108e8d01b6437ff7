"""The affine layer: x, flattened, times w, plus b."""

import numpy as np
from bank.registry import Topic

from grader import Case, Layer


def flat(x):
    return x["x"].reshape(len(x["x"]), -1)


def forward(x):
    return flat(x) @ x["w"] + x["b"]


def backward(x, dout):
    dx = (dout @ x["w"].T).reshape(x["x"].shape)
    return {"x": dx, "w": flat(x).T @ dout, "b": dout.sum(0)}


def normal(N, *shape, M):
    def draw(rng):
        D = int(np.prod(shape))
        return {
            "x": rng.standard_normal((N, *shape)),
            "w": rng.standard_normal((D, M)),
            "b": rng.standard_normal(M),
        }

    return draw


def terms(x, dout):
    return {f"d{name}": {"all": value} for name, value in backward(x, dout).items()}


affine = Topic(
    problem=Layer(
        "affine",
        inputs=[
            Case("images", normal(5, 2, 3, M=4)),
            Case("vectors", normal(3, 7, M=2)),
            Case("square", normal(4, 4, M=4)),
        ],
        wrt=["x", "w", "b"],
        shapes={"w": "D M", "b": "M", "out": "N M"},
        checks=[],
    ),
    forward=forward,
    backward=backward,
    notebook=[Case("images", normal(10, 2, 3, M=5))],
    terms=terms,
)
