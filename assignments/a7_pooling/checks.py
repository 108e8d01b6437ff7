"""How a7_pooling is judged. Nothing here tells an answer."""

import numpy as np

from grader import Assignment, Case, CaseKind, Function, GradientCheck, Layer, MatchesReference


def layer(images, height, width, stride, pixels):
    """Images (N, C, H, W) with such pixels, and windows."""
    return lambda rng: {
        "x": pixels(rng, images),
        "pool_param": {"pool_height": height, "pool_width": width, "stride": stride},
    }


def distinct(rng, shape):
    """Pixels as in an image: none is negative, and all of them are different."""
    size = int(np.prod(shape))
    return (4 * (rng.permutation(size) + 0.5) / size).reshape(shape)


def negative(rng, shape):
    return distinct(rng, shape) - 5


def whole(rng, shape):
    """Few whole numbers; the first channel of the first image is one even grey."""
    x = rng.integers(3, size=shape).astype(float)
    x[0, 0] = 1
    return x


def rectified(rng, shape):
    return np.maximum(0, rng.standard_normal(shape) - 0.5)


def no_ties(given):
    """No two pixels are equal, nor so close that rounding could exchange them."""
    return bool(np.diff(np.sort(given["x"].ravel())).min() > 1e-3)


def all_negative(given):
    return no_ties(given) and bool(given["x"].max() < 0)


def has_an_even_grey(given):
    """One channel of one image has the same pixel everywhere: ties in all of its windows."""
    return bool(np.ptp(given["x"][0, 0]) == 0)


def has_many_zeros(given):
    """More than half of the pixels are 0."""
    return bool((given["x"] == 0).mean() > 0.5)


def sizes(given):
    param = given["pool_param"]
    return given["x"].shape[2:], (param["pool_height"], param["pool_width"]), param["stride"]


def overlap(given):
    """Each window shares pixels with the next, in both directions."""
    return no_ties(given) and min(sizes(given)[1]) > sizes(given)[2]


def gaps(given):
    """Between the windows are pixels that are in none."""
    return no_ties(given) and max(sizes(given)[1]) < sizes(given)[2]


def side_by_side(given):
    _, window, stride = sizes(given)
    return no_ties(given) and window == (stride, stride)


def not_square(given):
    """Images or windows have other heights than widths, and no pixel is in two windows."""
    (H, W), (height, width), stride = sizes(given)
    return no_ties(given) and (H != W or height != width) and stride >= max(height, width)


PLAIN, NEGATIVE = "2 x 2", "negative pixels"
OVERLAP = ["3 x 3 with stride 2", "3 x 3 with stride 1"]
GAPS = "2 x 2 with stride 3"
LEFT_OVER = ["one row left over", "two rows left over"]
SHAPES = ["wide image", "tall windows", "wide windows"]
TIES = ["an even grey", "pixels after a ReLU"]
TIES_AND_OVERLAP = "ties in overlapping windows"

SMOOTH = [
    Case(PLAIN, layer((2, 5, 8, 8), 2, 2, 2, distinct), claim=side_by_side),
    Case(OVERLAP[0], layer((3, 2, 9, 9), 3, 3, 2, distinct), claim=overlap),
    Case(OVERLAP[1], layer((2, 5, 6, 6), 3, 3, 1, distinct), claim=overlap),
    Case(GAPS, layer((4, 2, 8, 8), 2, 2, 3, distinct), claim=gaps),
    Case(LEFT_OVER[0], layer((2, 4, 7, 7), 2, 2, 2, distinct), claim=side_by_side),
    Case(LEFT_OVER[1], layer((5, 2, 11, 11), 3, 3, 3, distinct), claim=side_by_side),
    Case(SHAPES[0], layer((3, 4, 4, 10), 2, 2, 2, distinct), claim=not_square),
    Case(SHAPES[1], layer((2, 5, 9, 11), 3, 2, 3, distinct), claim=not_square),
    Case(SHAPES[2], layer((5, 2, 11, 9), 2, 3, 3, distinct), claim=not_square),
]
NEGATIVE_CASE = Case(NEGATIVE, layer((4, 2, 6, 6), 2, 2, 2, negative), claim=all_negative)
TIED = [
    Case(
        TIES[0],
        layer((2, 3, 6, 6), 2, 2, 2, whole),
        kind=CaseKind.TIE,
        claim=has_an_even_grey,
    ),
    Case(
        TIES[1],
        layer((3, 2, 6, 6), 2, 2, 2, rectified),
        kind=CaseKind.TIE,
        claim=has_many_zeros,
    ),
    Case(
        TIES_AND_OVERLAP,
        layer((2, 2, 5, 4), 3, 2, 1, whole),
        kind=CaseKind.TIE,
        claim=has_an_even_grey,
    ),
]
LETTERS = {"x": "N C H W", "out": "N C Ho Wo"}


def images(C, k):
    return lambda rng: {"x": rng.standard_normal((2, C, 3 * k, 4 * k)), "k": k}


def forward(name, cases, checks):
    return Layer(name, forward_name=name, inputs=cases, shapes=LETTERS, checks=checks)


def backward(name, cases, checks):
    """The backward, with the cache of the submission's own forward."""
    return Layer(
        name,
        forward_name=name.replace("backward", "forward"),
        backward_name=name,
        inputs=cases,
        wrt=["x"],
        shapes=LETTERS,
        checks=checks,
    )


assignment = Assignment(
    "Pooling",
    files=["pool.py"],
    given=["given.py"],
    problems=[
        forward(
            "max_pool_forward_naive",
            [*SMOOTH, NEGATIVE_CASE],
            [
                MatchesReference(points=5, name="side-by-side", cases=[PLAIN]),
                MatchesReference(points=3, name="negative-pixels", cases=[NEGATIVE]),
                MatchesReference(points=5, name="stride", cases=[*OVERLAP, GAPS]),
                MatchesReference(points=4, name="left-over", cases=LEFT_OVER),
                MatchesReference(points=5, name="not-square", cases=SHAPES),
            ],
        ),
        backward(
            "max_pool_backward_naive",
            [*SMOOTH, *TIED],
            [
                GradientCheck(points=7, name="side-by-side", cases=[PLAIN]),
                GradientCheck(points=7, name="overlap", cases=OVERLAP),
                GradientCheck(points=3, name="gaps", cases=[GAPS]),
                GradientCheck(points=4, name="left-over", cases=LEFT_OVER),
                GradientCheck(points=5, name="not-square", cases=SHAPES),
                GradientCheck(points=5, name="ties", cases=TIES),
                GradientCheck(points=2, name="ties-and-overlap", cases=[TIES_AND_OVERLAP]),
            ],
        ),
        forward(
            "avg_pool_forward_naive",
            SMOOTH,
            [
                MatchesReference(points=4, name="side-by-side", cases=[PLAIN]),
                MatchesReference(points=3, name="stride", cases=[*OVERLAP, GAPS]),
                MatchesReference(points=2, name="left-over", cases=LEFT_OVER),
                MatchesReference(points=3, name="not-square", cases=SHAPES),
            ],
        ),
        backward(
            "avg_pool_backward_naive",
            SMOOTH,
            [
                GradientCheck(points=5, name="side-by-side", cases=[PLAIN]),
                GradientCheck(points=5, name="overlap", cases=OVERLAP),
                GradientCheck(points=2, name="gaps", cases=[GAPS]),
                GradientCheck(points=2, name="left-over", cases=LEFT_OVER),
                GradientCheck(points=4, name="not-square", cases=SHAPES),
            ],
        ),
        Function(
            "strided_conv_as_pool",
            given="given.py",
            given_name="pooled_by_convolution",
            uses=["strided_conv_as_pool"],
            inputs=[
                Case("one channel", images(1, 2)),
                Case("three channels", images(3, 2)),
                Case("five channels and 3 x 3", images(5, 3)),
            ],
            returns=["out"],
            shapes={"x": "N C H W", "out": "N C Ho Wo"},
            checks=[
                MatchesReference(points=5, name="one-channel", cases=["one channel"]),
                MatchesReference(
                    points=10,
                    name="several-channels",
                    cases=["three channels", "five channels and 3 x 3"],
                ),
            ],
        ),
    ],
)
