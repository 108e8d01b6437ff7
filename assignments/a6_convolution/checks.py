"""How a6_convolution is judged. Nothing here tells an answer."""

import numpy as np

from grader import (
    Assignment,
    Case,
    Function,
    GradientCheck,
    Holds,
    Layer,
    MatchesReference,
    Procedure,
)

LAYERS = [
    (7, 3, 2, 0),
    (8, 3, 2, 0),
    (8, 3, 2, 1),
    (9, 3, 2, 1),
    (10, 3, 2, 0),
    (10, 4, 3, 0),
    (10, 4, 3, 1),
    (12, 5, 3, 2),
    (13, 5, 3, 1),
    (11, 5, 3, 2),
    (4, 5, 1, 0),
    (4, 7, 2, 1),
    (3, 8, 1, 2),
    (5, 5, 1, 0),
    (16, 4, 4, 2),
]
"""Layers of which some fit and some do not: H, HH, stride, pad."""


def size(H, HH, stride, pad):
    return lambda rng: {"H": H, "HH": HH, "stride": stride, "pad": pad}


def shuffled_layers(rng):
    return {"layers": rng.permutation(np.array(LAYERS))}


def filters(C, F, HH, WW, *, bias):
    return lambda rng: {"C": C, "F": F, "HH": HH, "WW": WW, "bias": bias}


def layer(images, kernels, stride, pad):
    """Images (N, C, H, W) and kernels (F, C, HH, WW)."""

    def draw(rng):
        return {
            "x": rng.standard_normal(images),
            "w": rng.standard_normal(kernels),
            "b": rng.standard_normal(kernels[0]),
            "conv_param": {"stride": stride, "pad": pad},
        }

    return draw


def pixels(rng):
    given = layer((2, 3, 6, 6), (4, 3, 3, 3), 1, 1)(rng)
    return {**given, "x": rng.integers(17, size=given["x"].shape)}


def overlap(given):
    """Each window shares pixels with the next, in both directions."""
    return min(given["w"].shape[2:]) > given["conv_param"]["stride"]


def side_by_side(given):
    """No pixel is in two windows, and there is more than one window."""
    stride = given["conv_param"]["stride"]
    return given["w"].shape[2:] == (stride, stride) and stride > 1


def not_square(given):
    """Images and filters have other heights than widths."""
    (_, _, H, W), (_, _, HH, WW) = given["x"].shape, given["w"].shape
    return H != W and HH != WW and H * WW != W * HH


def no_padding(given):
    return given["conv_param"]["pad"] == 0


def sizes_differ(given):
    """N, C, F and the sizes of image and filter can be told apart."""
    N, C, H, _ = given["x"].shape
    F, _, HH, _ = given["w"].shape
    return len({N, C, H, F, HH}) == 5


def whole_numbers(given):
    return given["x"].dtype.kind == "i"


PLAIN, GREY = "plain", "one channel"
SIDE_BY_SIDE, PIXELS = "windows side by side", "whole-number pixels"
STRIDES = ["stride 2", "stride 3"]
PADDINGS = ["no padding", "pad 2"]
SHAPES = ["tall image", "wide image"]

CASES = [
    Case(PLAIN, layer((2, 4, 6, 6), (5, 4, 3, 3), 1, 1), claim=sizes_differ),
    Case(GREY, layer((3, 1, 5, 5), (2, 1, 3, 3), 1, 1), claim=overlap),
    Case(STRIDES[0], layer((3, 2, 7, 7), (5, 2, 3, 3), 2, 1), claim=overlap),
    Case(STRIDES[1], layer((2, 3, 9, 9), (4, 3, 5, 5), 3, 1), claim=overlap),
    Case(PADDINGS[0], layer((4, 2, 7, 7), (6, 2, 3, 3), 1, 0), claim=no_padding),
    Case(PADDINGS[1], layer((2, 3, 6, 6), (5, 3, 4, 4), 1, 2), claim=sizes_differ),
    Case(SHAPES[0], layer((2, 3, 8, 5), (4, 3, 2, 3), 1, 1), claim=not_square),
    Case(SHAPES[1], layer((3, 2, 5, 7), (4, 2, 4, 3), 1, 1), claim=not_square),
    Case(SIDE_BY_SIDE, layer((3, 4, 6, 6), (5, 4, 2, 2), 2, 1), claim=side_by_side),
]
LETTERS = {"x": "N C H W", "w": "F C HH WW", "b": "F", "out": "N F Ho Wo"}


def a_whole_number(f, given):
    return bool(f().dtype.kind in "iu")


def patches(rng):
    """Small images with two greys: where they meet there is an edge."""
    left, right = rng.permutation([rng.uniform(0, 0.4), rng.uniform(0.6, 1)])
    rows = np.array([[left, left, right], [left, right, right]])
    vertical = np.repeat(rows[:, None], 3, axis=1)
    return {
        "flat": np.full((1, 3, 3), left),
        "vertical": vertical,
        "horizontal": vertical.swapaxes(1, 2),
    }


def answers(kernel, images):
    """Whether a filter that lies on one of these images gives anything but 0."""
    weights = kernel[0].astype(float)
    sums = np.abs([np.sum(weights * image) for image in images])
    return bool(sums.max() > 1e-6 * np.abs(weights).max(initial=1e-300))


def nothing_on_flat_images(f, given):
    return not any(answers(kernel, given["flat"]) for kernel in f())


def first_sees_vertical_edges(f, given):
    kernel = f()[0]
    return answers(kernel, given["vertical"]) and not answers(kernel, given["horizontal"])


def second_sees_horizontal_edges(f, given):
    kernel = f()[1]
    return answers(kernel, given["horizontal"]) and not answers(kernel, given["vertical"])


def gradient(points, output, name, cases):
    return GradientCheck(points=points, name=name, outputs=[output], cases=cases)


assignment = Assignment(
    "Convolution",
    files=["conv.py"],
    given=["given.py"],
    problems=[
        Function(
            "conv_output_size",
            inputs=[
                Case("stride 1", size(9, 4, 1, 0)),
                Case("stride 2", size(11, 3, 2, 0)),
                Case("pad 2", size(8, 5, 1, 2)),
                Case("stride 3 and pad 1", size(16, 6, 3, 1)),
                Case("stride 2 and pad 3", size(15, 7, 2, 3)),
            ],
            returns=["size"],
            checks=[
                MatchesReference(points=5),
                Holds(
                    points=1,
                    name="int",
                    says="the size is an int",
                    law=a_whole_number,
                    hint="Divide with // in place of /: np.zeros and range take no 3.0.",
                ),
            ],
        ),
        Function(
            "sizes_of_layers",
            given="given.py",
            uses=["conv_output_size"],
            inputs=[Case("fifteen layers", shuffled_layers)],
            returns=["sizes"],
            checks=[MatchesReference(points=4, name="raises-where-it-does-not-fit")],
        ),
        Function(
            "conv_param_count",
            inputs=[
                Case("square filters", filters(3, 7, 5, 5, bias=True)),
                Case("wide filters", filters(4, 6, 2, 3, bias=True)),
                Case("no biases", filters(5, 8, 3, 4, bias=False)),
            ],
            returns=["count"],
            checks=[
                MatchesReference(points=5, cases=["square filters", "wide filters"]),
                MatchesReference(points=3, name="without-biases", cases=["no biases"]),
            ],
        ),
        Layer(
            "conv_forward_naive",
            forward_name="conv_forward_naive",
            inputs=[*CASES, Case(PIXELS, pixels, claim=whole_numbers)],
            shapes=LETTERS,
            checks=[
                MatchesReference(points=4, name="one-channel", cases=[GREY]),
                MatchesReference(points=8, name="channels", cases=[PLAIN]),
                MatchesReference(points=5, name="stride", cases=[*STRIDES, SIDE_BY_SIDE]),
                MatchesReference(points=5, name="padding", cases=PADDINGS),
                MatchesReference(points=5, name="not-square", cases=SHAPES),
                MatchesReference(points=3, name="whole-numbers", cases=[PIXELS]),
            ],
        ),
        Layer(
            "conv_backward_naive",
            forward_name="conv_forward_naive",
            backward_name="conv_backward_naive",
            inputs=CASES,
            wrt=["x", "w", "b"],
            shapes=LETTERS,
            checks=[
                gradient(6, "dx", "dx", [PLAIN, GREY]),
                gradient(3, "dx", "dx-side-by-side", [SIDE_BY_SIDE]),
                gradient(4, "dx", "dx-stride", STRIDES),
                gradient(5, "dx", "dx-padding", PADDINGS),
                gradient(4, "dx", "dx-not-square", SHAPES),
                gradient(6, "dw", "dw", [PLAIN, GREY]),
                gradient(4, "dw", "dw-stride", [*STRIDES, SIDE_BY_SIDE]),
                gradient(2, "dw", "dw-padding", PADDINGS),
                gradient(3, "dw", "dw-not-square", SHAPES),
                gradient(5, "db", "db", [PLAIN, GREY, *STRIDES]),
            ],
        ),
        Procedure(
            "edge_filters",
            inputs=[Case("two greys", patches)],
            withheld=["flat", "vertical", "horizontal"],
            returns=["w"],
            checks=[
                Holds(
                    points=2,
                    name="flat",
                    says="an even grey gives 0",
                    law=nothing_on_flat_images,
                    hint="The nine weights of an edge filter add up to 0.",
                ),
                Holds(
                    points=4,
                    name="vertical",
                    says="w[0] answers to vertical edges, and to no horizontal one",
                    law=first_sees_vertical_edges,
                    hint="Along a row a vertical edge changes the grey, along a column it does "
                    "not: what must a filter compare?",
                ),
                Holds(
                    points=4,
                    name="horizontal",
                    says="w[1] answers to horizontal edges, and to no vertical one",
                    law=second_sees_horizontal_edges,
                    hint="A vertical edge that is turned by 90 degrees is a horizontal one.",
                ),
            ],
        ),
    ],
)
