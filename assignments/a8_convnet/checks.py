"""How a8_convnet is judged. Nothing here tells an answer."""

import numpy as np
from given import (
    affine_forward,
    conv_forward_naive,
    max_pool_forward_naive,
    relu_forward,
    textures,
)

from grader import (
    Assignment,
    Case,
    CaseKind,
    Function,
    GradientCheck,
    Holds,
    Images,
    InitialLoss,
    Layer,
    MatchesReference,
    Model,
    Procedure,
    TimingLimit,
    Trains,
    load_digits,
)

LEAST_ACCURACY = 0.93
SHAPES = {"W1": "F C HH WW", "b1": "F", "W2": "P M", "b2": "M", "W3": "M K", "b3": "K"}
PARAMETERS = list(SHAPES)
WINDOW = ("pool_height", "pool_width", "stride")


# --- windows and columns ----------------------------------------------------------------------


def windows(N, C, H, W, HH, WW, stride, pad):
    return lambda rng: {
        "x": rng.standard_normal((N, C, H, W)),
        "HH": HH,
        "WW": WW,
        "stride": stride,
        "pad": pad,
    }


def columns(N, C, H, W, HH, WW, stride, pad):
    def draw(rng):
        places = (1 + (H + 2 * pad - HH) // stride) * (1 + (W + 2 * pad - WW) // stride)
        return {
            "cols": rng.standard_normal((N * places, C * HH * WW)),
            "x_shape": (N, C, H, W),
            "HH": HH,
            "WW": WW,
            "stride": stride,
            "pad": pad,
        }

    return draw


def sizes_of(given):
    """H, W, HH, WW, stride and pad of a problem about windows."""
    H, W = (given["x"].shape if "x" in given else given["x_shape"])[2:]
    param = given.get("conv_param") or given.get("pool_param") or given
    if "w" in given:
        HH, WW = given["w"].shape[2:]
    else:
        HH, WW = (param[k] for k in (WINDOW[:2] if "pool_param" in given else ("HH", "WW")))
    return H, W, HH, WW, param["stride"], param.get("pad", 0)


def fits(given):
    """No row or column is left over, and there are other numbers of rows than of columns."""
    H, W, HH, WW, stride, pad = sizes_of(given)
    rows, columns = H + 2 * pad - HH, W + 2 * pad - WW
    fitting = rows % stride == 0 and columns % stride == 0
    return fitting and len({H, W}) == len({HH, WW}) == len({rows, columns}) == 2


def left_over(given):
    """Rows and no columns are left over below the last window."""
    H, W, HH, WW, stride, pad = sizes_of(given)
    return (H + 2 * pad - HH) % stride > 0 == (W + 2 * pad - WW) % stride


def overlap(given):
    """Windows share pixels with the next ones, in both directions."""
    _, _, HH, WW, stride, _ = sizes_of(given)
    return min(HH, WW) > stride


def gaps(given):
    """Some rows lie in no window, and no column does twice."""
    _, _, HH, WW, stride, _ = sizes_of(given)
    return stride > HH and stride >= WW


def padded(given):
    return sizes_of(given)[5] > 0


def all_of(*claims):
    """All of these, as one claim."""

    def claim(given):
        return all(one(given) for one in claims)

    claim.__name__ = " and ".join(one.__name__ for one in claims)
    return claim


PLAIN = "stride 1, no padding"

# One thing is changed at a time.
GEOMETRIES = {
    PLAIN: ((2, 3, 5, 7, 3, 2, 1, 0), overlap),
    "padding 1": ((2, 3, 5, 7, 3, 2, 1, 1), padded),
    "padding 2": ((3, 2, 4, 6, 3, 4, 1, 2), padded),
    "stride 2": ((2, 3, 7, 10, 3, 4, 2, 0), overlap),
    "stride 2, padding 1": ((3, 2, 7, 8, 3, 2, 2, 1), padded),
    "gaps": ((2, 3, 8, 6, 2, 3, 3, 0), gaps),
    "rows left over": ((2, 3, 8, 7, 3, 5, 2, 0), left_over),
}


def geometries(draw):
    """The cases of im2col and col2im."""
    return [
        Case(name, draw(*sizes), claim=claim if claim is left_over else all_of(fits, claim))
        for name, (sizes, claim) in GEOMETRIES.items()
    ]


def by_geometry(plain, padding, stride):
    """What is right for some geometries earns the points of those."""
    paddings, strides = ["padding 1", "padding 2"], [*GEOMETRIES][3:]
    return [
        MatchesReference(points=plain, cases=[PLAIN]),
        MatchesReference(points=padding, name="padding", cases=paddings),
        MatchesReference(points=stride, name="stride", cases=strides),
    ]


# --- convolution and pooling --------------------------------------------------------------------


def images(N, C, H, W, F, HH, WW, stride, pad):
    return lambda rng: {
        "x": rng.standard_normal((N, C, H, W)),
        "w": rng.standard_normal((F, C, HH, WW)),
        "b": rng.standard_normal(F),
        "conv_param": {"stride": stride, "pad": pad},
    }


def many_windows(rng):
    return images(1, 1, 120, 121, 2, 3, 2, 1, 1)(rng)


def pooled(N, C, H, W, height, width, stride):
    """All pixels are different, by far more than rounding."""

    def draw(rng):
        size = N * C * H * W
        return {
            "x": rng.permutation(np.linspace(-2, 2, size)).reshape(N, C, H, W),
            "pool_param": {"pool_height": height, "pool_width": width, "stride": stride},
        }

    return draw


def many_pools(rng):
    return pooled(1, 1, 210, 200, 2, 2, 2)(rng)


def few_values(rng):
    x = rng.integers(-1, 2, (2, 3, 6, 9)).astype(float)
    return {"x": x, "pool_param": {"pool_height": 2, "pool_width": 3, "stride": 2}}


def no_two_equal(given):
    """No two pixels are so near to each other that rounding could exchange them."""
    return bool(np.diff(np.sort(given["x"], axis=None)).min() > 1e-3)


def equal_maxima(given):
    """In the first window the largest value occurs twice at least, and so it does in others."""
    window = given["x"][:, :, :2, :3].reshape(len(given["x"]), -1, 6)
    ties = (window == window.max(axis=2, keepdims=True)).sum(axis=2)
    return bool((ties > 1).sum() > 1 and np.ptp(window, axis=2).all())


TIES = "equal maxima"
STRIDES = ["stride 2", "stride 2, padding 2"]
APART, OVERLAPPING = ["tiles", "gaps", "rows left over"], ["wide windows", "overlap"]
OTHERS = ["gaps", "rows left over", *OVERLAPPING]

CONVOLUTIONS = [
    Case(PLAIN, images(3, 2, 5, 7, 4, 2, 3, 1, 0), claim=all_of(fits, overlap)),
    Case("padding 1", images(3, 2, 5, 7, 4, 2, 3, 1, 1), claim=all_of(fits, padded)),
    Case("stride 2", images(2, 3, 7, 10, 5, 3, 4, 2, 0), claim=all_of(fits, overlap)),
    Case("stride 2, padding 2", images(2, 3, 6, 9, 5, 4, 3, 2, 2), claim=all_of(fits, padded)),
]

POOLS = [
    Case("tiles", pooled(2, 3, 4, 6, 2, 2, 2), claim=no_two_equal),
    Case("wide windows", pooled(2, 3, 7, 10, 3, 4, 2), claim=all_of(no_two_equal, fits, overlap)),
    Case("overlap", pooled(3, 2, 5, 7, 3, 2, 1), claim=all_of(no_two_equal, fits, overlap)),
    Case("gaps", pooled(2, 3, 8, 12, 2, 3, 3), claim=all_of(no_two_equal, fits, gaps)),
    Case("rows left over", pooled(3, 2, 7, 9, 2, 3, 2), claim=all_of(no_two_equal, left_over)),
]


def gradient(points, output, name, cases=()):
    outputs = [output] if isinstance(output, str) else output
    return GradientCheck(points=points, name=name, outputs=outputs, cases=cases)


# --- Adam ---------------------------------------------------------------------------------------


def steps(T, shape, **config):
    def draw(rng):
        return {
            "w": rng.standard_normal(shape),
            "gradients": rng.standard_normal((T, *shape)) + rng.standard_normal(shape),
            "config": config,
        }

    return draw


# --- the network --------------------------------------------------------------------------------


def settings(C, H, W, F, size, hidden, classes, reg=0.0, seed=0):
    return {
        "input_dim": (C, H, W),
        "num_filters": F,
        "filter_size": size,
        "hidden_dim": hidden,
        "num_classes": classes,
        "reg": reg,
        "seed": seed,
    }


def drawn(rng, init):
    """Parameters that give scores of about 1, biases too."""
    C, H, W = init["input_dim"]
    F, size, M, K = (init[k] for k in ("num_filters", "filter_size", "hidden_dim", "num_classes"))
    P = F * H * W // 4
    shapes = [(F, C, size, size), (F,), (P, M), (M,), (M, K), (K,)]
    scales = [0.5, 0.5, 1.5 / np.sqrt(P), 0.5, 1.0 / np.sqrt(M), 0.5]
    arrays = [
        scale * rng.standard_normal(shape) for scale, shape in zip(scales, shapes, strict=True)
    ]
    return dict(zip(PARAMETERS, arrays, strict=True))


def network(N, *sizes, reg=0.0):
    def draw(rng):
        init = settings(*sizes, reg=reg)
        return {
            "init": init,
            "params": drawn(rng, init),
            "X": rng.standard_normal((N, *init["input_dim"])),
            "y": rng.permutation(np.resize(np.arange(init["num_classes"]), N)),
        }

    return draw


def scored(N, *sizes):
    def draw(rng):
        init = settings(*sizes)
        X = rng.standard_normal((N, *init["input_dim"]))
        return {"settings": init, "params": drawn(rng, init), "X": X}

    return draw


def layers(params, X):
    """What the convolution, the first affine layer and the second give."""
    pad = (params["W1"].shape[2] - 1) // 2
    a, _ = conv_forward_naive(X, params["W1"], params["b1"], {"stride": 1, "pad": pad})
    pooled, _ = max_pool_forward_naive(relu_forward(a)[0], dict.fromkeys(WINDOW, 2))
    h, _ = affine_forward(pooled, params["W2"], params["b2"])
    scores, _ = affine_forward(relu_forward(h)[0], params["W3"], params["b3"])
    return a, h, scores


def off_every_kink(given):
    """No neuron is near the kink of its ReLU and no two pixels before the pooling are equal; in
    each layer, and of the scores, some are positive and some negative."""
    a, h, scores = layers(given["params"], given["X"])
    near = min(np.abs(a).min(), np.abs(h).min())
    mixed = all((z > 0).any() and (z < 0).any() for z in (a, h, scores))
    return bool(near > 1e-4 and np.diff(np.sort(a, axis=None)).min() > 1e-7 and mixed)


NETWORKS = [
    Case("no regularization", network(8, 2, 4, 6, 3, 3, 7, 5), claim=off_every_kink),
    Case("regularization", network(8, 2, 4, 6, 3, 3, 7, 5, reg=0.37), claim=off_every_kink),
    Case("5x5 filters", network(7, 1, 6, 4, 5, 5, 9, 3, reg=0.13), claim=off_every_kink),
]


# --- initial weights ----------------------------------------------------------------------------


def new_network(rng):
    return {"settings": settings(5, 6, 8, 24, 3, 90, 30, seed=int(rng.integers(10_000)))}


def spread_as_fan_in_asks(values, number):
    """Whether the weights look as if drawn by He's rule: within 6 standard errors of it."""
    weights, *_ = values[2 * number : 2 * number + 1]
    fan_in = weights[0].size if weights.ndim == 4 else len(weights)
    wanted, error = np.sqrt(2 / fan_in), 6 / np.sqrt(2 * weights.size)
    middle = abs(weights.mean()) < 2 * error * wanted
    return bool(middle and abs(weights.std() / wanted - 1) < error)


def biases_are_zero(f, given):
    return not any(bias.any() for bias in f()[1::2])


def seeds_matter(f, given):
    first, again = f()[::2], f()[::2]
    others = f(settings={**given["settings"], "seed": given["settings"]["seed"] + 1})[::2]
    same = all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    return same and not any(np.allclose(a, b) for a, b in zip(first, others, strict=True))


# --- training -----------------------------------------------------------------------------------


def digits(rng):
    """Real digits, turned, perhaps mirrored, with other classes: weights learnt elsewhere are worth
    nothing."""
    X, y = load_digits()
    order = rng.permutation(len(X))
    X = np.rot90(X[order].reshape(-1, 1, 8, 8) - 0.3, rng.integers(4), axes=(2, 3))
    return X[..., :: rng.choice([-1, 1])].copy(), rng.permutation(10)[y[order]]


def seed_of(rng):
    return int(rng.integers(2**31))


def few_digits(rng):
    X, y = digits(rng)
    return {
        "settings": settings(1, 8, 8, 8, 3, 32, 10, seed=seed_of(rng)),
        "X": X[:50],
        "y": y[:50],
        "learning_rate": 0.1,
        "num_steps": 40,
    }


def most_digits(rng):
    X, y = digits(rng)
    return {
        "settings": settings(1, 8, 8, 8, 3, 64, 10, seed=seed_of(rng)),
        "X": X[:1300],
        "y": y[:1300],
        "learning_rates": (0.2, 0.0),
        "num_epochs": 5,
        "batch_size": 65,
        "seed": seed_of(rng),
        "X_held_out": X[1300:],
        "y_held_out": y[1300:],
    }


def many_textures(rng):
    X, y = textures(740, seed_of(rng))
    y = rng.permutation(6)[y]
    return {
        "settings": settings(1, 12, 12, 8, 5, 32, 6, seed=seed_of(rng)),
        "X": X[:240],
        "y": y[:240],
        "learning_rates": (0.02, 0.02),
        "num_epochs": 6,
        "batch_size": 30,
        "seed": seed_of(rng),
        "X_held_out": X[240:],
        "y_held_out": y[240:],
    }


def filters(_, values):
    """The filters of the convolution, which images of one channel see."""
    return [Images.of("the filters of the convolution", values["W1"][:, 0])]


def accuracy(params, X, y):
    return float(np.mean(layers(params, X)[2].argmax(axis=1) == y))


def training_accuracy(given, values):
    return accuracy(values, given["X"], given["y"])


def held_out_accuracy(given, values):
    return accuracy(values, given["X_held_out"], given["y_held_out"])


assignment = Assignment(
    "Convolutional networks",
    files=["fast.py", "optim.py", "convnet.py"],
    given=["given.py"],
    problems=[
        Function(
            "im2col",
            file="fast.py",
            inputs=geometries(windows),
            returns=["cols"],
            shapes={"x": "N C H W"},
            checks=by_geometry(2, 3, 3),
        ),
        Function(
            "col2im",
            file="fast.py",
            inputs=geometries(columns),
            returns=["x"],
            checks=by_geometry(2, 3, 3),
        ),
        Layer(
            "conv_forward_fast",
            file="fast.py",
            forward_name="conv_forward_fast",
            inputs=CONVOLUTIONS,
            shapes={"x": "N C H W", "w": "F C HH WW", "b": "F", "out": "N F Ho Wo"},
            checks=[
                MatchesReference(points=2, cases=[PLAIN]),
                MatchesReference(points=2, name="padding", cases=["padding 1"]),
                MatchesReference(points=2, name="stride", cases=STRIDES),
                TimingLimit(points=4, inputs=many_windows, loop="conv_forward_loop"),
            ],
        ),
        Layer(
            "conv_backward_fast",
            file="fast.py",
            keepdims=True,
            forward_name="conv_forward_fast",
            backward_name="conv_backward_fast",
            inputs=CONVOLUTIONS,
            wrt=["x", "w", "b"],
            shapes={"x": "N C H W", "w": "F C HH WW", "b": "F", "out": "N F Ho Wo"},
            checks=[
                gradient(3, "dx", "dx", [PLAIN, "padding 1"]),
                gradient(2, "dx", "dx-stride", STRIDES),
                gradient(3, "dw", "dw"),
                gradient(2, "db", "db"),
                TimingLimit(points=4, inputs=many_windows, loop="conv_backward_loop"),
            ],
        ),
        Layer(
            "max_pool_forward_fast",
            file="fast.py",
            forward_name="max_pool_forward_fast",
            inputs=POOLS,
            shapes={"x": "N C H W", "out": "N C Ho Wo"},
            checks=[
                MatchesReference(points=1, name="tiles", cases=["tiles"]),
                MatchesReference(points=2, name="other-windows", cases=OTHERS),
                TimingLimit(points=2, inputs=many_pools, loop="max_pool_forward_loop"),
            ],
        ),
        Layer(
            "max_pool_backward_fast",
            file="fast.py",
            forward_name="max_pool_forward_fast",
            backward_name="max_pool_backward_fast",
            inputs=[
                *POOLS,
                Case(TIES, few_values, kind=CaseKind.TIE, claim=equal_maxima),
            ],
            wrt=["x"],
            shapes={"x": "N C H W", "out": "N C Ho Wo"},
            checks=[
                gradient(2, "dx", "no-overlap", APART),
                gradient(2, "dx", "overlap", OVERLAPPING),
                gradient(1, "dx", "equal-maxima", [TIES]),
                TimingLimit(
                    points=2,
                    inputs=many_pools,
                    loop="max_pool_backward_loop",
                    max_ratio=8,  # that equal maxima share costs 3.5 times as much, and is right
                    half_credit_ratio=16,
                ),
            ],
        ),
        Function(
            "adam",
            file="optim.py",
            given="given.py",
            given_name="adam_steps",
            uses=["adam"],
            inputs=[
                Case(
                    "first step",
                    steps(1, (3, 4), learning_rate=0.3, beta1=0.8, beta2=0.95, epsilon=0.2),
                ),
                Case(
                    "five steps",
                    steps(5, (4, 2, 3), learning_rate=0.2, beta1=0.7, beta2=0.9, epsilon=0.1),
                ),
                Case("by default", steps(3, (7,))),
            ],
            returns=["weights", "m", "v"],
            checks=[
                MatchesReference(points=3, name="moments", outputs=["m", "v"]),
                MatchesReference(
                    points=3, name="first-step", outputs=["weights"], cases=["first step"]
                ),
                MatchesReference(
                    points=4,
                    name="further-steps",
                    outputs=["weights"],
                    cases=["five steps", "by default"],
                ),
            ],
        ),
        Procedure(
            "initial_weights",
            file="convnet.py",
            keepdims=True,
            given="given.py",
            uses=["SmallConvNet"],
            inputs=[Case("a new network", new_network)],
            returns=PARAMETERS,
            checks=[
                Holds(
                    points=2,
                    name="filters",
                    says="W1 is drawn by He's rule",
                    law=lambda f, given: spread_as_fan_in_asks(f(), 0),
                    hint="Print W1.std(). How many numbers go into one pixel of one feature map?",
                ),
                Holds(
                    points=2,
                    name="weights",
                    says="W2 and W3 are drawn by He's rule",
                    law=lambda f, given: (
                        spread_as_fan_in_asks(f(), 1) and spread_as_fan_in_asks(f(), 2)
                    ),
                    hint="Print W2.std() and W3.std(). How many numbers go into one neuron?",
                ),
                Holds(
                    points=1,
                    name="biases",
                    says="all biases are zero",
                    law=biases_are_zero,
                    hint="np.zeros is enough for biases: the weights already differ.",
                ),
                Holds(
                    points=1,
                    name="seeds",
                    says="the same seed gives the same weights, another seed others",
                    law=seeds_matter,
                    hint="Draw all weights from one np.random.default_rng(seed).",
                ),
            ],
        ),
        Function(
            "scores_without_labels",
            file="convnet.py",
            keepdims=True,
            given="given.py",
            uses=["SmallConvNet"],
            inputs=[
                Case("3x3 filters", scored(8, 2, 4, 6, 3, 3, 7, 5), claim=off_every_kink),
                Case("5x5 filters", scored(7, 1, 6, 4, 5, 5, 9, 3), claim=off_every_kink),
            ],
            returns=["scores"],
            shapes={"X": "N C H W", "scores": "N K"},
            checks=[MatchesReference(points=4)],
        ),
        Model(
            "SmallConvNet",
            file="convnet.py",
            keepdims=True,
            inputs=NETWORKS,
            wrt=PARAMETERS,
            shapes={"X": "N C H W", "y": "N", **SHAPES},
            checks=[
                InitialLoss(
                    points=3,
                    expected=lambda given: np.log(given["init"]["num_classes"]),
                    formula="log of the number of classes",
                ),
                MatchesReference(points=4),
                gradient(3, ["dW3", "db3"], "second-affine-layer"),
                gradient(4, ["dW2", "db2"], "first-affine-layer"),
                gradient(4, ["dW1", "db1"], "convolution"),
            ],
        ),
        Procedure(
            "overfit",
            file="convnet.py",
            keepdims=True,
            given="given.py",
            uses=["SmallConvNet"],
            inputs=[Case("50 digits", few_digits)],
            returns=PARAMETERS,
            checks=[
                Trains(
                    points=4,
                    score=training_accuracy,
                    at_least=0.98,
                    says="accuracy on the 50 digits of the training",
                )
            ],
        ),
        Procedure(
            "train",
            file="convnet.py",
            keepdims=True,
            given="given.py",
            uses=["SmallConvNet"],
            inputs=[Case("digits", most_digits), Case("textures", many_textures)],
            returns=PARAMETERS,
            withheld=["X_held_out", "y_held_out"],
            checks=[
                Trains(
                    points=6,
                    score=held_out_accuracy,
                    at_least=LEAST_ACCURACY,
                    says="accuracy on held-out images",
                    pictures=filters,
                ),
            ],
        ),
    ],
)
