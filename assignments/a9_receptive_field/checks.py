"""How a9_receptive_field is judged. Nothing here tells an answer."""

import numpy as np

from grader import (
    Assignment,
    Case,
    Function,
    GradientCheck,
    Holds,
    Layer,
    MatchesReference,
)

# --- dilated convolution --------------------------------------------------------------------


def kernels(F, C, HH, WW, dilation):
    return lambda rng: {"w": rng.standard_normal((F, C, HH, WW)), "dilation": dilation}


def axis(size, k, stride, pad, dilation):
    return lambda rng: {
        "size": size,
        "k": k,
        "stride": stride,
        "pad": pad,
        "dilation": dilation,
    }


def taps(k, dilation):
    return lambda rng: {"k": k, "dilation": dilation}


def images(N, C, F, image, kernel, stride, pad, dilation):
    """A batch of images, kernels and biases, none of them near 0."""

    def draw(rng):
        return {
            "x": rng.standard_normal((N, C, *image)),
            "w": rng.standard_normal((F, C, *kernel)),
            "b": rng.choice([-1, 1], F) * rng.uniform(0.5, 1.5, F),
            "conv_param": {"stride": stride, "pad": pad, "dilation": dilation},
        }

    return draw


def gaps_and_overlap(given):
    """Taps have gaps between them, windows overlap along an axis, and nothing is square."""
    param, kernel = given["conv_param"], given["w"].shape[2:]
    reach = max(kernel) * param["dilation"] - param["dilation"] + 1
    oblong = kernel[0] != kernel[1] and given["x"].shape[2] != given["x"].shape[3]
    return param["dilation"] > 1 and param["stride"] < reach and oblong and len(given["x"]) > 1


def no_gaps(given):
    """The ordinary convolution, of oblong images with oblong kernels."""
    kernel, image = given["w"].shape[2:], given["x"].shape[2:]
    return given["conv_param"]["dilation"] == 1 and kernel[0] != kernel[1] and image[0] != image[1]


def stands_in_for_a_smaller_kernel(f, given):
    """Every second tap is switched off: what is left is a smaller kernel with dilation 2."""
    even = [np.arange(size) % 2 == 0 for size in given["w"].shape[2:]]
    thin = given["w"] * np.outer(*even)
    small = given["w"][:, :, even[0]][..., even[1]]
    ordinary = f(w=thin)[0]
    dilated = f(w=small, conv_param={**given["conv_param"], "dilation": 2})[0]
    return dilated.shape == ordinary.shape and np.allclose(dilated, ordinary, rtol=1e-4, atol=1e-4)


GAPS = ["dilation 2", "dilation 3, pad 1"]
STRIDES = ["dilation 2, stride 2, pad 1", "dilation 2, stride 3, pad 2"]
ORDINARY = ["dilation 1", "dilation 1, stride 2, pad 1"]

dilated_conv = Layer(
    "dilated_conv",
    file="dilation.py",
    inputs=[
        Case(GAPS[0], images(2, 3, 5, (7, 6), (3, 2), 1, 0, 2), claim=gaps_and_overlap),
        Case(GAPS[1], images(3, 2, 4, (4, 12), (2, 4), 1, 1, 3), claim=gaps_and_overlap),
        Case(STRIDES[0], images(2, 4, 3, (8, 9), (3, 2), 2, 1, 2), claim=gaps_and_overlap),
        Case(STRIDES[1], images(3, 2, 5, (9, 7), (2, 4), 3, 2, 2), claim=gaps_and_overlap),
        Case(ORDINARY[0], images(2, 3, 4, (5, 9), (3, 5), 1, 0, 1), claim=no_gaps),
        Case(ORDINARY[1], images(3, 2, 5, (6, 7), (3, 2), 2, 1, 1), claim=no_gaps),
    ],
    wrt=["x", "w", "b"],
    shapes={"x": "N C H W", "w": "F C HH WW", "b": "F", "out": "N F Ho Wo"},
    checks=[
        MatchesReference(points=10, cases=GAPS),
        GradientCheck(points=10, cases=GAPS),
        MatchesReference(
            points=10, name="strides-and-pads", outputs=["out", "dx", "dw", "db"], cases=STRIDES
        ),
        MatchesReference(
            points=5, name="dilation-1", outputs=["out", "dx", "dw", "db"], cases=ORDINARY
        ),
        Holds(
            points=5,
            name="zero-stuffed-kernel",
            says="every second tap 0: a smaller kernel with dilation 2",
            law=stands_in_for_a_smaller_kernel,
            hint="Dilation 2 leaves one pixel out between two taps, in both directions.",
            cases=ORDINARY[:1],
        ),
    ],
)


# --- receptive fields -----------------------------------------------------------------------

THREE = [(3, 1, 1)] * 3
DOUBLING = [(3, 1, 1), (3, 1, 2), (3, 1, 4)]
GRID = [(3, 1, 2)] * 3
POOLING = [(3, 1, 1), (2, 2, 1), (3, 1, 1)]
STRIDED = [(3, 2, 1), (3, 1, 2)]


def stack(layers, **more):
    return lambda rng: {"layers": layers, **more}


def drawn(kernels, strides, dilations, **more):
    """Layers that have these kernels, strides and dilations in any order."""

    def draw(rng):
        columns = [rng.permutation(column) for column in (kernels, strides, dilations)]
        layers = [tuple(int(v) for v in layer) for layer in zip(*columns, strict=True)]
        return {"layers": layers, **more}

    return draw


def all_matter(given):
    """Strides above 1 stand before kernels above 1 and behind them, and meet a dilation above 1."""
    layers = given["layers"]
    wide = [i for i, (k, _, _) in enumerate(layers) if k > 1]
    jumps = [i for i, (_, stride, _) in enumerate(layers) if stride > 1]
    return (
        jumps[0] < wide[-1]
        and layers[-1][1] > 1
        and layers != layers[::-1]
        and any(d > 1 and k > 1 and i > jumps[0] for i, (k, _, d) in enumerate(layers))
    )


def fields(H, W, size):
    """A field somewhere in an image, with holes, and numbers of paths up to 4 around them."""

    def draw(rng):
        paths = np.zeros((H, W), dtype=int)
        top, left = rng.integers(1, H - size[0]), rng.integers(1, W - size[1])
        numbers = rng.integers(1, 5, size) * (rng.random(size) < 0.6)
        paths[top : top + size[0], left : left + size[1]] = numbers
        return {"paths": paths}

    return draw


def full_field(rng):
    paths = np.zeros((7, 9), dtype=int)
    paths[2:5, 3:8] = rng.integers(1, 5, (3, 5))
    return {"paths": paths}


def grid(rng):
    """Every third row and every second column of the field."""
    paths = np.zeros((10, 9), dtype=int)
    places = np.ix_(range(1, 9, 3), range(2, 9, 2))
    paths[places] = rng.integers(1, 5, (3, 4))
    return {"paths": paths}


def holes_inside(given):
    """Pixels with several paths, and holes also in the first and last row and column."""
    paths = given["paths"]
    rows, columns = np.nonzero(paths)
    top, bottom, left, right = rows.min(), rows.max(), columns.min(), columns.max()
    edges = [paths[top], paths[bottom], paths[:, left], paths[:, right]]
    return bool(
        (paths > 1).any() and top > 0 and left > 0 and all(2 <= (e > 0).sum() < 4 for e in edges)
    )


FLAT = ["three 3x3 layers", "dilations 1, 2, 4", "other dilations"]
JUMPS = ["pooling between", "stride 2, then dilation 2", "other strides", "more layers"]

assignment = Assignment(
    "Dilation and receptive fields",
    files=["dilation.py", "field.py"],
    given=["given.py"],
    problems=[
        Function(
            "dilate_kernel",
            file="dilation.py",
            inputs=[
                Case("dilation 2", kernels(4, 3, 2, 5, 2)),
                Case("dilation 3", kernels(2, 5, 4, 3, 3)),
                Case("dilation 1", kernels(5, 2, 3, 4, 1)),
            ],
            returns=["stuffed"],
            shapes={"w": "F C HH WW"},
            checks=[MatchesReference(points=10)],
        ),
        Function(
            "dilated_output_size",
            file="dilation.py",
            inputs=[
                Case("dilation 2", axis(19, 3, 1, 0, 2)),
                Case("dilation 3", axis(23, 4, 1, 1, 3)),
                Case("stride 2", axis(26, 5, 2, 0, 2)),
                Case("stride 3", axis(32, 3, 3, 2, 5)),
                Case("stride 4", axis(37, 2, 4, 3, 6)),
                Case("dilation 1", axis(29, 7, 2, 3, 1)),
            ],
            returns=["size"],
            checks=[MatchesReference(points=10)],
        ),
        Function(
            "same_padding",
            file="dilation.py",
            inputs=[
                Case("3 taps", taps(3, 4)),
                Case("5 taps", taps(5, 3)),
                Case("7 taps", taps(7, 2)),
                Case("4 taps", taps(4, 2)),
                Case("6 taps", taps(6, 8)),
                Case("dilation 1", taps(9, 1)),
            ],
            returns=["pad"],
            checks=[MatchesReference(points=5)],
        ),
        dilated_conv,
        Function(
            "receptive_field",
            file="field.py",
            inputs=[
                Case(FLAT[0], stack(THREE)),
                Case(FLAT[1], stack(DOUBLING)),
                Case(FLAT[2], drawn([2, 3, 5, 7], [1, 1, 1, 1], [1, 2, 3, 4])),
                Case(JUMPS[0], stack(POOLING)),
                Case(JUMPS[1], stack(STRIDED)),
                Case(JUMPS[2], drawn([2, 3, 5], [2, 3, 4], [1, 2, 5]), claim=all_matter),
                Case(
                    JUMPS[3],
                    drawn([1, 2, 3, 4, 5], [1, 2, 1, 3, 2], [1, 3, 2, 1, 4]),
                    claim=all_matter,
                ),
            ],
            returns=["size", "jump"],
            checks=[
                MatchesReference(points=5, cases=FLAT),
                MatchesReference(points=10, name="strides", cases=JUMPS),
            ],
        ),
        Function(
            "receptive_field_map",
            file="field.py",
            inputs=[
                Case("three 3x3 layers", stack(THREE, n=10)),
                Case("dilations 1, 2, 4", stack(DOUBLING, n=19)),
                Case("5x5, then 2x2", stack([(5, 1, 2), (2, 1, 3)], n=15)),
                Case("pooling between", stack(POOLING, n=17)),
                Case("stride 2, then dilation 2", stack(STRIDED, n=18)),
                Case("strides 3 and 2", stack([(2, 3, 1), (3, 2, 1)], n=21)),
                Case(
                    "other layers", drawn([2, 3, 4], [1, 2, 3], [1, 2, 3], n=43), claim=all_matter
                ),
                Case("dilations 2, 2, 2", stack(GRID, n=16)),
            ],
            returns=["paths"],
            checks=[
                MatchesReference(
                    points=7,
                    cases=["three 3x3 layers", "dilations 1, 2, 4", "5x5, then 2x2"],
                ),
                MatchesReference(
                    points=5,
                    name="strides",
                    cases=["pooling between", "strides 3 and 2", "other layers"],
                ),
                MatchesReference(
                    points=3,
                    name="gridding",
                    cases=["stride 2, then dilation 2", "dilations 2, 2, 2"],
                ),
            ],
        ),
        Function(
            "untouched",
            file="field.py",
            inputs=[
                Case("few holes", fields(9, 12, (4, 6)), claim=holes_inside),
                Case("many holes", fields(14, 9, (6, 5)), claim=holes_inside),
                Case("a grid", grid),
                Case("no hole", full_field),
            ],
            returns=["holes"],
            checks=[MatchesReference(points=5)],
        ),
    ],
)
