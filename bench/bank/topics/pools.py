"""Max-pooling and average-pooling, with windows that may overlap or leave gaps."""

import numpy as np
from bank.inputs import smooth, tie
from bank.registry import Topic

from grader import Case, Layer


def out_size(x):
    """Height and width of the output."""
    H, W = x["x"].shape[2:]
    return (H - x["ph"]) // x["stride"] + 1, (W - x["pw"]) // x["stride"] + 1


def seen_by(x, i, j):
    """The pixels that stand at (i, j) in their windows."""
    s, (Ho, Wo) = x["stride"], out_size(x)
    rows = slice(i, i + s * (Ho - 1) + 1, s)
    columns = slice(j, j + s * (Wo - 1) + 1, s)
    return slice(None), slice(None), rows, columns


def stacked(x):
    """Every place in a window, one after the other: (ph * pw, N, C, Ho, Wo)."""
    return np.stack([x["x"][seen_by(x, i, j)] for i, j in np.ndindex(x["ph"], x["pw"])])


def spread(x, shares):
    """The gradient by the input, where place q of each window gets shares[q]."""
    dx = np.zeros_like(x["x"])
    for share, (i, j) in zip(shares, np.ndindex(x["ph"], x["pw"]), strict=True):
        dx[seen_by(x, i, j)] += share
    return dx


def max_forward(x):
    return stacked(x).max(0)


def max_backward(x, dout):
    windows = stacked(x)
    return spread(x, [dout * (windows.argmax(0) == q) for q in range(len(windows))])


def mean_forward(x):
    return stacked(x).mean(0)


def mean_backward(x, dout):
    area = x["ph"] * x["pw"]
    return spread(x, [dout / area] * area)


def normal(images, ph, pw, stride):
    def draw(rng):
        return {"x": rng.standard_normal(images), "ph": ph, "pw": pw, "stride": stride}

    return draw


def whole_numbers(rng):
    return {"x": rng.integers(0, 3, (2, 2, 6, 4)).astype(float), "ph": 2, "pw": 2, "stride": 2}


def overlapping_whole_numbers(rng):
    return {"x": rng.integers(0, 3, (1, 2, 5, 4)).astype(float), "ph": 3, "pw": 2, "stride": 1}


def gap(x):
    """How far the largest of each window is from the next."""
    second, first = np.sort(stacked(x), axis=0)[-2:]
    return first - second


def off_every_kink(x):
    return gap(x).min() > 1e-3


def has_ties(x):
    return (gap(x) == 0).any()


SHAPES = {"x": "N C H W", "out": "N C Ho Wo"}
DRAWS = {
    "3 x 2, stride 2": normal((2, 5, 7, 6), 3, 2, 2),
    "2 x 3, overlapping": normal((5, 2, 6, 8), 2, 3, 1),
    "2 x 2, with gaps": normal((3, 4, 8, 5), 2, 2, 3),
}
NOTEBOOK = [Case("2 x 2, stride 2", normal((3, 2, 8, 8), 2, 2, 2))]

maxpool = Topic(
    problem=Layer(
        "maxpool",
        inputs=[
            *[smooth(name, draw, off_every_kink) for name, draw in DRAWS.items()],
            tie("ties", whole_numbers, has_ties),
            tie("ties in overlapping windows", overlapping_whole_numbers, has_ties),
        ],
        wrt=["x"],
        shapes=SHAPES,
        checks=[],
    ),
    forward=max_forward,
    backward=max_backward,
    notebook=NOTEBOOK,
    terms=lambda x, dout: {"dx": {"all": max_backward(x, dout)}},
)
avgpool = Topic(
    problem=Layer(
        "avgpool",
        inputs=[Case(name, draw) for name, draw in DRAWS.items()],
        wrt=["x"],
        shapes=SHAPES,
        checks=[],
    ),
    forward=mean_forward,
    backward=mean_backward,
    notebook=NOTEBOOK,
    terms=lambda x, dout: {"dx": {"all": mean_backward(x, dout)}},
)
