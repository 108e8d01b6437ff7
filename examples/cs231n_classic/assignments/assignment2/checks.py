"""How assignment2 is judged. Nothing here tells an answer.

A function may be right for some shapes only: each group of shapes has points of its own, and
differs from the plain ones in one thing.
"""

import numpy as np

from grader import (
    Assignment,
    Case,
    CaseKind,
    GradientCheck,
    Layer,
    LossFunction,
    MatchesReference,
    RemarkUnless,
)

LAYERS = "cs231n/layers.py"


def value(points, name, *cases):
    return MatchesReference(points=points, name=name, cases=cases)


def gradient(points, output, name, *cases):
    return GradientCheck(points=points, name=name, outputs=[output], cases=cases)


# --- affine and ReLU ------------------------------------------------------------------------


def affine(shape, M):
    def draw(rng):
        return {
            "x": rng.standard_normal(shape),
            "w": rng.standard_normal((int(np.prod(shape[1:])), M)),
            "b": rng.standard_normal(M),
        }

    return draw


def off_zero(given):
    """No entry is so small that rounding could turn its sign, and both signs occur."""
    x = given["x"]
    return bool(np.abs(x).min() > 1e-3 and (x < 0).any() and (x > 0).any())


VECTORS, IMAGES, ONE = "vectors", "images", "one example"
AFFINE = {
    "inputs": [
        Case(VECTORS, affine((5, 7), 3)),
        Case(IMAGES, affine((3, 2, 4, 5), 6)),
        Case(ONE, affine((1, 4, 3), 5)),
    ],
    "shapes": {"w": "D M", "b": "M", "out": "N M"},
    "keepdims": True,
}
RELU = [
    Case(VECTORS, lambda rng: {"x": rng.standard_normal((5, 7))}, claim=off_zero),
    Case(IMAGES, lambda rng: {"x": rng.standard_normal((2, 3, 4, 5))}, claim=off_zero),
]

# --- losses ---------------------------------------------------------------------------------


def labels(rng, N, C):
    found = rng.integers(C, size=N)
    found[rng.integers(N)] = C - 1
    return found


def scores(N, C):
    return lambda rng: {"x": 2 * rng.standard_normal((N, C)), "y": labels(rng, N, C)}


def off_every_kink(given):
    """No margin is so small that rounding could move it across zero, and both signs occur."""
    x, y = given["x"], given["y"]
    margins = x - x[np.arange(len(x)), y][:, None] + 1
    others = margins[np.eye(x.shape[1])[y] == 0]
    return bool(np.abs(others).min() > 1e-3 and (others < 0).any() and (others > 0).any())


def around(levels):
    def draw(rng):
        N, C = 6, 4
        y = labels(rng, N, C)
        x = np.resize(levels, N)[:, None] + rng.uniform(-200, 200, (N, C))
        x[np.arange(N), y] = x.max(axis=1) - rng.uniform(0, 400, N)
        return {"x": x, "y": y}

    return draw


def exp_overflows(given):
    """exp of the scores is infinite in every row, and no score is 700 behind the largest of all."""
    return bool(given["x"].max(axis=1).min() > 720 and np.ptp(given["x"]) < 700)


def exp_overflows_and_underflows(given):
    """exp is infinite in some rows and 0 in all of others; no right class is 700 behind."""
    x, y = given["x"], given["y"]
    gaps = x.max(axis=1) - x[np.arange(len(x)), y]
    return bool(x.max() > 900 and x.max(axis=1).min() < -900 and gaps.max() < 700)


def finite_at_any_gap(f, given):
    far = np.zeros(given["x"].shape)
    far[:, 0] = 1500
    return bool(np.isfinite(f(x=far, y=np.ones(len(far), int))[0]))


ORDINARY = ["few classes", "many classes", ONE]
HUGE, FAR = "scores of a thousand", "scores of a thousand and minus a thousand"
FAR_BEHIND = (
    "-log(p) is infinite where the right class is 745 or more behind, because p underflows \
to 0: compute log p as the shifted score minus the log of the sum"
)


def loss_of_scores(name, *, claim=None, large=(), checks=(), remarks=()):
    sizes = {ORDINARY[0]: (7, 3), ORDINARY[1]: (5, 8), ONE: (1, 6)}
    return LossFunction(
        name,
        inputs=[*(Case(c, scores(*size), claim=claim) for c, size in sizes.items()), *large],
        wrt=["x"],
        shapes={"x": "N C", "y": "N"},
        keepdims=True,
        checks=[
            MatchesReference(points=3, cases=ORDINARY),
            GradientCheck(points=3, cases=ORDINARY),
            *checks,
        ],
        remarks=remarks,
    )


# --- convolution ----------------------------------------------------------------------------


def conv(images, filters, stride, pad):
    def draw(rng):
        return {
            "x": rng.standard_normal(images),
            "w": rng.standard_normal(filters),
            "b": rng.standard_normal(filters[0]),
            "conv_param": {"stride": stride, "pad": pad},
        }

    return draw


def fits(given):
    """The windows reach the last row and column of the padded image, and there are several."""
    stride, pad = given["conv_param"]["stride"], given["conv_param"]["pad"]
    room = [given["x"].shape[k] + 2 * pad - given["w"].shape[k] for k in (2, 3)]
    return all(r % stride == 0 and r >= stride for r in room)


PLAIN = "plain"
STRIDES = ["stride 2", "stride 3"]
NO_PAD = ["pad 0", "1 x 1 filter and pad 0"]
PAD_2 = "pad 2"
IMAGE = ["wide image", "tall image"]
FILTER = ["wide filter", "tall filter"]
CONV = [
    Case(name, conv(*sizes), claim=fits)
    for name, sizes in {
        PLAIN: ((2, 4, 6, 6), (5, 4, 3, 3), 1, 1),
        STRIDES[0]: ((2, 4, 7, 7), (5, 4, 3, 3), 2, 1),
        STRIDES[1]: ((2, 4, 7, 7), (5, 4, 3, 3), 3, 1),
        NO_PAD[0]: ((2, 4, 7, 7), (5, 4, 3, 3), 1, 0),
        NO_PAD[1]: ((2, 4, 6, 6), (5, 4, 1, 1), 1, 0),
        PAD_2: ((2, 4, 6, 6), (5, 4, 3, 3), 1, 2),
        IMAGE[0]: ((2, 4, 6, 8), (5, 4, 3, 3), 1, 1),
        IMAGE[1]: ((2, 4, 8, 5), (5, 4, 3, 3), 1, 1),
        FILTER[0]: ((2, 4, 6, 6), (5, 4, 2, 3), 1, 1),
        FILTER[1]: ((2, 4, 6, 6), (5, 4, 4, 2), 1, 1),
        ONE: ((1, 4, 6, 6), (5, 4, 3, 3), 1, 1),
    }.items()
]
CONV_LETTERS = {"x": "N C H W", "w": "F C HH WW", "b": "F", "out": "N F Ho Wo"}

# --- max-pooling ----------------------------------------------------------------------------


def pool(images, height, width, stride):
    def draw(rng):
        return {
            "x": rng.standard_normal(images),
            "pool_param": {"pool_height": height, "pool_width": width, "stride": stride},
        }

    return draw


def no_ties(given):
    """No two pixels are so near to each other that rounding could exchange them."""
    return bool(np.diff(np.sort(given["x"].ravel())).min() > 1e-7)


OVERLAP = ["3 x 3 window, stride 2", "2 x 2 window, stride 1"]
GAPS = "2 x 2 window, stride 3"
WINDOW = ["wide window", "tall window"]
POOL = [
    Case(name, pool(*sizes), claim=no_ties)
    for name, sizes in {
        PLAIN: ((2, 3, 6, 6), 2, 2, 2),
        OVERLAP[0]: ((2, 3, 7, 7), 3, 3, 2),
        OVERLAP[1]: ((2, 3, 5, 5), 2, 2, 1),
        GAPS: ((2, 3, 8, 8), 2, 2, 3),
        IMAGE[0]: ((2, 3, 4, 8), 2, 2, 2),
        IMAGE[1]: ((2, 3, 8, 6), 2, 2, 2),
        WINDOW[0]: ((2, 3, 8, 9), 2, 3, 3),
        WINDOW[1]: ((2, 3, 9, 8), 3, 2, 3),
        ONE: ((1, 3, 6, 6), 2, 2, 2),
    }.items()
]
POOL_LETTERS = {"x": "N C H W", "out": "N C Ho Wo"}

assignment = Assignment(
    "Layers",
    files=[LAYERS],
    problems=[
        Layer(
            "affine_forward",
            forward_name="affine_forward",
            checks=[value(3, "vectors", VECTORS, ONE), value(2, "images", IMAGES)],
            **AFFINE,
        ),
        Layer(
            "affine_backward",
            forward_name="affine_forward",
            backward_name="affine_backward",
            wrt=["x", "w", "b"],
            checks=[
                gradient(4, "dx", "dx", VECTORS, IMAGES, ONE),
                gradient(3, "dw", "dw", VECTORS, IMAGES, ONE),
                gradient(3, "db", "db", VECTORS, IMAGES, ONE),
            ],
            **AFFINE,
        ),
        Layer(
            "relu_forward",
            forward_name="relu_forward",
            inputs=RELU,
            checks=[MatchesReference(points=3)],
        ),
        Layer(
            "relu_backward",
            forward_name="relu_forward",
            backward_name="relu_backward",
            inputs=RELU,
            wrt=["x"],
            checks=[GradientCheck(points=4)],
        ),
        loss_of_scores("svm_loss", claim=off_every_kink),
        loss_of_scores(
            "softmax_loss",
            large=[
                Case(HUGE, around([1000.0]), kind=CaseKind.LARGE, claim=exp_overflows),
                Case(
                    FAR,
                    around([1200.0, -1200.0, 0.0]),
                    kind=CaseKind.LARGE,
                    claim=exp_overflows_and_underflows,
                ),
            ],
            checks=[
                MatchesReference(
                    points=1, name="large-scores", outputs=["loss", "dx"], cases=[HUGE]
                ),
                MatchesReference(
                    points=1, name="scores-far-apart", outputs=["loss", "dx"], cases=[FAR]
                ),
            ],
            remarks=[RemarkUnless(FAR_BEHIND, law=finite_at_any_gap)],
        ),
        Layer(
            "conv_forward_naive",
            forward_name="conv_forward_naive",
            inputs=CONV,
            shapes=CONV_LETTERS,
            keepdims=True,
            checks=[
                value(4, "plain", PLAIN),
                value(3, "stride-over-1", *STRIDES),
                value(2, "pad-0", *NO_PAD),
                value(2, "pad-2", PAD_2),
                value(3, "image-not-square", *IMAGE),
                value(3, "filter-not-square", *FILTER),
                value(1, "one-example", ONE),
            ],
        ),
        Layer(
            "conv_backward_naive",
            forward_name="conv_forward_naive",
            backward_name="conv_backward_naive",
            inputs=CONV,
            wrt=["x", "w", "b"],
            shapes=CONV_LETTERS,
            keepdims=True,
            checks=[
                gradient(3, "dx", "dx", PLAIN),
                gradient(1, "dx", "dx-stride-2-with-overlap", STRIDES[0]),
                gradient(2, "dx", "dx-stride-3-without-overlap", STRIDES[1]),
                gradient(2, "dx", "dx-pad-0", *NO_PAD),
                gradient(1, "dx", "dx-pad-2", PAD_2),
                gradient(2, "dx", "dx-image-not-square", *IMAGE),
                gradient(2, "dx", "dx-filter-not-square", *FILTER),
                gradient(2, "dw", "dw", PLAIN, ONE),
                gradient(1, "dw", "dw-stride-over-1", *STRIDES),
                gradient(1, "dw", "dw-padding", *NO_PAD, PAD_2),
                gradient(1, "dw", "dw-image-not-square", *IMAGE),
                gradient(1, "dw", "dw-filter-not-square", *FILTER),
                gradient(2, "db", "db", PLAIN, *STRIDES),
                GradientCheck(points=1, name="one-example", cases=[ONE]),
            ],
        ),
        Layer(
            "max_pool_forward_naive",
            forward_name="max_pool_forward_naive",
            inputs=POOL,
            shapes=POOL_LETTERS,
            keepdims=True,
            checks=[
                value(2, "plain", PLAIN),
                value(2, "windows-that-overlap", *OVERLAP),
                value(1, "gaps-between-windows", GAPS),
                value(2, "image-not-square", *IMAGE),
                value(2, "window-not-square", *WINDOW),
                value(1, "one-example", ONE),
            ],
        ),
        Layer(
            "max_pool_backward_naive",
            forward_name="max_pool_forward_naive",
            backward_name="max_pool_backward_naive",
            inputs=POOL,
            wrt=["x"],
            shapes=POOL_LETTERS,
            keepdims=True,
            checks=[
                gradient(3, "dx", "plain", PLAIN),
                gradient(4, "dx", "windows-that-overlap", *OVERLAP),
                gradient(1, "dx", "gaps-between-windows", GAPS),
                gradient(2, "dx", "image-not-square", *IMAGE),
                gradient(3, "dx", "window-not-square", *WINDOW),
                gradient(1, "dx", "one-example", ONE),
            ],
        ),
    ],
)
