"""How b1_adaptive_receptive_field is judged. Nothing here tells an answer."""

import numpy as np

from grader import (
    Assignment,
    Case,
    CaseKind,
    Function,
    GradientCheck,
    Holds,
    Layer,
    MatchesReference,
)

# --- selective kernels ----------------------------------------------------------------------


def branches(N, C, H, W):
    """Two branches whose channels have means that differ."""

    def draw(rng):
        middles = rng.uniform(-1, 1, (2, N, C, 1, 1))
        u1, u2 = middles + rng.standard_normal((2, N, C, H, W))
        return {"u1": u1, "u2": u2}

    return draw


def parameters(rng, C, D):
    return {
        "wz": rng.standard_normal((C, D)),
        "bz": 0.5 * rng.standard_normal(D),
        "wa": 0.8 * rng.standard_normal((2, D, C)),
        "ba": 0.5 * rng.standard_normal((2, C)),
    }


def pooled(N, C, D):
    return lambda rng: {"s": rng.standard_normal((N, C)), **parameters(rng, C, D)}


def without_preference(N, C, D):
    def draw(rng):
        given = pooled(N, C, D)(rng)
        return {**given, "wa": np.zeros((2, D, C)), "ba": np.zeros((2, C))}

    return draw


def weighted(N, C, H, W):
    """Weights that are those of no softmax: they need not add up to 1."""
    return lambda rng: {**branches(N, C, H, W)(rng), "a": rng.uniform(0.1, 2, (N, 2, C))}


def selective_kernel(N, C, H, W, D):
    return lambda rng: {**branches(N, C, H, W)(rng), **parameters(rng, C, D)}


def off_every_kink(given):
    """No hidden unit is near 0, and each is above 0 for one image and below for another."""
    s = given["s"] if "s" in given else (given["u1"] + given["u2"]).mean(axis=(2, 3))
    hidden = s @ given["wz"] + given["bz"]
    mixed = (hidden > 0).any(axis=0) & (hidden < 0).any(axis=0)
    return bool(np.abs(hidden).min() > 1e-2 and mixed.all())


def adds_up_to_one(f, given):
    """Also for other parameters than those of the case."""
    wa = np.cos(np.arange(given["wa"].size)).reshape(given["wa"].shape)
    return bool(np.allclose(np.asarray(f(wa=wa)[0]).sum(axis=1), 1, rtol=1e-4))


PLAIN = ["few channels", "many channels", "many units"]
UNDECIDED = "no preference"

attention = Layer(
    "attention",
    file="selective.py",
    inputs=[
        Case(PLAIN[0], pooled(5, 3, 2), claim=off_every_kink),
        Case(PLAIN[1], pooled(4, 7, 3), claim=off_every_kink),
        Case(PLAIN[2], pooled(6, 4, 5), claim=off_every_kink),
        Case(UNDECIDED, without_preference(3, 5, 2), claim=off_every_kink),
    ],
    wrt=["s", "wz", "bz", "wa", "ba"],
    shapes={"s": "N channels", "wz": "channels units", "bz": "units"},
    checks=[
        MatchesReference(points=7, cases=PLAIN),
        MatchesReference(points=2, name="no-preference", cases=[UNDECIDED]),
        Holds(
            points=4,
            name="adds-up-to-1",
            says="the weights of the two branches add up to 1",
            law=adds_up_to_one,
            hint="Divide by the sum over the two branches, which is axis 1.",
            cases=[UNDECIDED],
        ),
        GradientCheck(points=12, cases=PLAIN),
    ],
)

mix = Layer(
    "mix",
    file="selective.py",
    inputs=[
        Case("few channels", weighted(5, 2, 3, 4)),
        Case("many channels", weighted(3, 4, 5, 2)),
    ],
    wrt=["u1", "u2", "a"],
    shapes={"u1": "N C H W", "u2": "N C H W", "out": "N C H W"},
    checks=[MatchesReference(points=4), GradientCheck(points=6)],
)

selective = Layer(
    "selective",
    file="selective.py",
    inputs=[
        Case("few channels", selective_kernel(5, 2, 3, 4, 3), claim=off_every_kink),
        Case("many channels", selective_kernel(3, 4, 5, 2, 2), claim=off_every_kink),
    ],
    wrt=["u1", "u2", "wz", "bz", "wa", "ba"],
    shapes={"u1": "N C H W", "u2": "N C H W", "out": "N C H W"},
    checks=[
        MatchesReference(points=3),
        GradientCheck(points=10, name="branches", outputs=["du1", "du2"]),
        GradientCheck(points=2, name="parameters", outputs=["dwz", "dbz", "dwa", "dba"]),
    ],
)


# --- deformable convolution -----------------------------------------------------------------

NEAR = 0.05


def points(N, C, H, W, P, rows, columns):
    """P points in each image, drawn between these rows and columns."""

    def draw(rng):
        return {
            "x": rng.standard_normal((N, C, H, W)),
            "py": rng.uniform(*rows, (N, P)),
            "px": rng.uniform(*columns, (N, P)),
        }

    return draw


def whole_numbers(rng):
    """Pixels themselves, also in the corners of the image."""
    H, W = 4, 6
    return {
        "x": rng.standard_normal((2, 3, H, W)),
        "py": np.array([[0.0, H - 1, 0, H - 1, 2], [1, 3, 2, 0, 1]]),
        "px": np.array([[0.0, W - 1, W - 1, 0, 3], [4, 2, 5, 1, 0]]),
    }


def off_the_grid(given):
    """No row or column of a point is near a whole number, where the slope jumps."""
    far = [np.abs(given[name] - np.rint(given[name])) for name in ("py", "px")]
    return bool(np.min(far) > NEAR)


def inside(given):
    """All four pixels around every point are in the image."""
    H, W = given["x"].shape[2:]
    py, px = given["py"], given["px"]
    within = (py > 0) & (py < H - 1) & (px > 0) & (px < W - 1)
    return off_the_grid(given) and bool(within.all())


def crowded(given):
    """In every image two points lie between the same four pixels."""
    cells = np.floor(given["py"]) * 100 + np.floor(given["px"])
    shared = [len(set(row)) < len(row) for row in cells]
    return inside(given) and all(shared)


def over_the_border(given):
    """Some points have four pixels outside of the image, some a part of them, some none."""
    H, W = given["x"].shape[2:]
    py, px = given["py"], given["px"]
    outside = (py < -1) | (py > H) | (px < -1) | (px > W)
    within = (py > 0) & (py < H - 1) & (px > 0) & (px < W - 1)
    return off_the_grid(given) and bool(
        outside.any() and within.any() and (~outside & ~within).any()
    )


def on_the_grid(given):
    """Every position is a whole number."""
    return all(np.array_equal(given[name], np.rint(given[name])) for name in ("py", "px"))


INSIDE = ["between pixels", "many points"]
OUTSIDE = ["above and left", "below and right"]

bilinear_sample = Layer(
    "bilinear_sample",
    file="deform.py",
    inputs=[
        Case(INSIDE[0], points(2, 3, 5, 7, 4, (0, 4), (0, 6)), claim=inside),
        Case(INSIDE[1], points(3, 2, 4, 3, 7, (0, 3), (0, 2)), claim=crowded),
        Case(OUTSIDE[0], points(2, 4, 5, 3, 6, (-1.5, 1), (-1.5, 1)), claim=over_the_border),
        Case(OUTSIDE[1], points(3, 2, 4, 6, 5, (2, 4.5), (4, 6.5)), claim=over_the_border),
        Case("pixels themselves", whole_numbers, kind=CaseKind.TIE, claim=on_the_grid),
    ],
    wrt=["x", "py", "px"],
    shapes={"x": "N C H W", "py": "N P", "px": "N P"},
    checks=[
        MatchesReference(points=8, cases=INSIDE),
        MatchesReference(points=2, name="pixels-themselves", cases=["pixels themselves"]),
        GradientCheck(points=5, name="gradient-of-x", outputs=["dx"], cases=INSIDE),
        GradientCheck(points=6, name="positions", outputs=["dpy", "dpx"], cases=INSIDE),
        MatchesReference(
            points=4, name="outside", outputs=["out", "dx", "dpy", "dpx"], cases=OUTSIDE
        ),
    ],
)


def moved_taps(N, C, F, image, kernel, size, param, far):
    """Kernels whose taps are moved by up to `far` pixels. size: of the output."""
    stride, pad, dilation = param

    def draw(rng):
        taps = kernel[0] * kernel[1]
        return {
            "x": rng.standard_normal((N, C, *image)),
            "offset": rng.uniform(-far, far, (N, 2 * taps, *size)),
            "w": rng.standard_normal((F, C, *kernel)),
            "b": rng.choice([-1, 1], F) * rng.uniform(0.5, 1.5, F),
            "conv_param": {"stride": stride, "pad": pad, "dilation": dilation},
        }

    return draw


def offsets_differ(given):
    """Offsets are no whole numbers, go up, down, left and right, and beyond a pixel."""
    offset = given["offset"]
    pairs = offset.reshape(len(offset), -1, 2, *offset.shape[2:])
    rows, columns = pairs[:, :, 0], pairs[:, :, 1]
    return bool(
        min(rows.min(), columns.min()) < -1
        and max(rows.max(), columns.max()) > 1
        and not np.isclose(rows, columns).any()
    )


def no_offset(given):
    """No tap is moved, and the kernel has 3 x 3 taps."""
    return not given["offset"].any() and given["w"].shape[2:] == (3, 3)


def moved_by_whole_pixels(f, given):
    """Outer taps that are moved outwards by one pixel stand where dilation puts them."""
    step = np.array([-1.0, 0, 1])
    grid = np.stack(np.meshgrid(step, step, indexing="ij"), axis=-1).reshape(-1, 1, 1)
    moved = f(offset=given["offset"] + grid)
    dilated = f(conv_param={**given["conv_param"], "pad": 1, "dilation": 2})
    return moved.shape == dilated.shape and np.allclose(moved, dilated, rtol=1e-4, atol=1e-4)


def places(N, kernel, size, param, far):
    stride, pad, dilation = param
    return lambda rng: {
        "offset": rng.uniform(-far, far, (N, 2 * kernel[0] * kernel[1], *size)),
        "kernel_size": kernel,
        "conv_param": {"stride": stride, "pad": pad, "dilation": dilation},
    }


tap_positions = Function(
    "tap_positions",
    file="deform.py",
    inputs=[
        Case("stride 1", places(2, (3, 4), (3, 5), (1, 0, 1), 1.6), claim=offsets_differ),
        Case("dilation 2", places(2, (4, 2), (5, 3), (1, 0, 2), 1.6), claim=offsets_differ),
        Case("stride 2, pad 3", places(3, (2, 3), (4, 2), (2, 3, 1), 1.6), claim=offsets_differ),
        Case("stride 4, pad 1", places(2, (3, 2), (2, 3), (4, 1, 3), 1.6), claim=offsets_differ),
    ],
    returns=["py", "px"],
    checks=[
        MatchesReference(points=7, cases=["stride 1", "dilation 2"]),
        MatchesReference(
            points=5, name="strides-and-pads", cases=["stride 2, pad 3", "stride 4, pad 1"]
        ),
    ],
)

STILL = "no offsets"
MOVED = ["offsets", "offsets, stride 2, pad 1", "offsets, dilation 2"]

deform_conv = Layer(
    "deform_conv",
    file="deform.py",
    inputs=[
        Case(STILL, moved_taps(2, 3, 4, (5, 6), (3, 3), (3, 4), (1, 0, 1), 0), claim=no_offset),
        Case(
            MOVED[0],
            moved_taps(2, 3, 4, (5, 6), (3, 2), (3, 5), (1, 0, 1), 1.6),
            claim=offsets_differ,
        ),
        Case(
            MOVED[1],
            moved_taps(3, 2, 5, (7, 5), (2, 4), (4, 2), (2, 1, 1), 1.6),
            claim=offsets_differ,
        ),
        Case(
            MOVED[2],
            moved_taps(2, 4, 3, (6, 9), (3, 2), (2, 7), (1, 0, 2), 1.6),
            claim=offsets_differ,
        ),
    ],
    shapes={"x": "N C H W", "w": "F C HH WW", "b": "F", "out": "N F Ho Wo"},
    checks=[
        MatchesReference(points=3, name="no-offsets", cases=[STILL]),
        MatchesReference(points=3, cases=MOVED),
        Holds(
            points=2,
            name="whole-offsets",
            says="outer taps moved outwards by one pixel: dilation 2",
            law=moved_by_whole_pixels,
            hint="Tap (p, q) stands where it would without offsets, and is then moved by its own.",
            cases=[STILL],
        ),
    ],
)


assignment = Assignment(
    "Adaptive receptive fields",
    files=["selective.py", "deform.py"],
    given=["given.py"],
    problems=[
        Function(
            "pool_branches",
            file="selective.py",
            inputs=[Case("tall", branches(2, 3, 5, 4)), Case("wide", branches(4, 2, 3, 7))],
            returns=["s"],
            shapes={"u1": "N C H W", "u2": "N C H W"},
            checks=[MatchesReference(points=5)],
        ),
        attention,
        mix,
        selective,
        bilinear_sample,
        tap_positions,
        deform_conv,
    ],
)
