"""How a5_backprop is judged. Nothing here tells an answer."""

import numpy as np

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
    LossFunction,
    MatchesReference,
    Model,
    Procedure,
    Trains,
    load_digits,
)

FAR = 1e-3
"""How far from a kink a smooth case stays: rounding cannot carry it across."""


# --- graph.py -------------------------------------------------------------------------------


def two(*shape):
    return lambda rng: {"x": rng.standard_normal(shape), "y": rng.standard_normal(shape)}


def three(*shape):
    return lambda rng: {name: rng.standard_normal(shape) for name in "xyz"}


def each_wins_somewhere(given):
    """x and y are never close, and each of them is somewhere the larger one."""
    gap = given["x"] - given["y"]
    return bool(np.abs(gap).min() > FAR and (gap > 0).any() and (gap < 0).any())


def some_are_equal(given):
    """x and y are equal in some entries, and in the others each is somewhere the larger one."""
    gap = given["x"] - given["y"]
    return bool((gap == 0).any() and (gap > 0).any() and (gap < 0).any())


def y_and_z_win(given):
    """y and z are never close, and each of them is somewhere the larger one."""
    return each_wins_somewhere({"x": given["y"], "y": given["z"]})


def y_and_z_tie(given):
    """y and z are equal in some entries, and in the others each is somewhere the larger one."""
    return some_are_equal({"x": given["y"], "y": given["z"]})


def whole(names, *shape):
    return lambda rng: {name: rng.integers(-2, 3, shape).astype(float) for name in names}


def whole_with_dout(rng):
    return {**whole("xy", 4, 6)(rng), "dout": rng.standard_normal((4, 6))}


def gate(name, inputs, value, gradient):
    return Layer(
        name,
        file="graph.py",
        inputs=inputs,
        wrt=["x", "y"],
        checks=[MatchesReference(points=value), GradientCheck(points=gradient)],
    )


GRAPH = [
    gate("add", [Case("a row", two(7)), Case("a matrix", two(3, 5))], 1, 3),
    gate("mul", [Case("a row", two(7)), Case("a matrix", two(3, 5))], 1, 4),
    gate(
        "max",
        [
            Case("a row", two(7), claim=each_wins_somewhere),
            Case("a matrix", two(3, 5), claim=each_wins_somewhere),
            Case("ties", whole("xy", 4, 6), kind=CaseKind.TIE, claim=some_are_equal),
        ],
        1,
        4,
    ),
    Function(
        "max_on_ties",
        file="graph.py",
        given="given.py",
        uses=["max_forward", "max_backward"],
        inputs=[Case("ties", whole_with_dout, claim=some_are_equal)],
        returns=["dx + dy"],
        checks=[MatchesReference(points=2)],
    ),
    LossFunction(
        "branches",
        file="graph.py",
        inputs=[
            Case("a row", three(11), claim=y_and_z_win),
            Case("a matrix", three(4, 5), claim=y_and_z_win),
            Case("ties", whole("xyz", 4, 6), kind=CaseKind.TIE, claim=y_and_z_tie),
        ],
        wrt=["x", "y", "z"],
        value="f",
        checks=[
            MatchesReference(points=2),
            GradientCheck(points=4, name="gradient-x", outputs=["dx"]),
            GradientCheck(points=4, name="gradient-y", outputs=["dy"]),
            GradientCheck(points=4, name="gradient-z", outputs=["dz"]),
        ],
    ),
]


# --- layers.py ------------------------------------------------------------------------------


def batch(M, *shape):
    D = int(np.prod(shape[1:]))
    return lambda rng: {
        "x": rng.standard_normal(shape),
        "w": rng.standard_normal((D, M)),
        "b": rng.standard_normal(M),
    }


def one(*shape):
    return lambda rng: {"x": 2 * rng.standard_normal(shape)}


def off_zero(given):
    """No entry is so small that rounding could turn its sign, and both signs occur."""
    x = given["x"]
    return bool(np.abs(x).min() > FAR and (x > 0).any() and (x < 0).any())


def some_are_zero(given):
    """Some entries are exactly 0, where ReLU has a kink, and both signs occur."""
    x = given["x"]
    return bool((x == 0).any() and (x > 0).any() and (x < 0).any())


AFFINE = {
    "file": "layers.py",
    "forward_name": "affine_forward",
    "inputs": [
        Case("rows", batch(3, 7, 5)),
        Case("square w", batch(4, 6, 4)),
        Case("images", batch(5, 4, 2, 3, 3)),
    ],
    "shapes": {"w": "D M", "b": "M", "out": "N M"},
}
RELU = {
    "file": "layers.py",
    "forward_name": "relu_forward",
    "inputs": [
        Case("rows", one(5, 7), claim=off_zero),
        Case("images", one(3, 2, 4, 5), claim=off_zero),
        Case("zeros", whole("x", 6, 4), kind=CaseKind.TIE, claim=some_are_zero),
    ],
}
LAYERS = [
    Layer("affine_forward", **AFFINE, checks=[MatchesReference(points=6)]),
    Layer(
        "affine_backward",
        **AFFINE,
        backward_name="affine_backward",
        wrt=["x", "w", "b"],
        checks=[
            GradientCheck(points=6, name="gradient-x", outputs=["dx"]),
            GradientCheck(points=5, name="gradient-w", outputs=["dw"]),
            GradientCheck(points=3, name="gradient-b", outputs=["db"]),
        ],
    ),
    Layer("relu_forward", **RELU, checks=[MatchesReference(points=3)]),
    Layer(
        "relu_backward",
        **RELU,
        backward_name="relu_backward",
        wrt=["x"],
        checks=[GradientCheck(points=5)],
    ),
]


# --- net.py ---------------------------------------------------------------------------------


def labels(rng, N, C):
    return rng.permutation(np.resize(np.arange(C), N))


def network(N, D, M, C, reg, labelled=0):
    """A batch and parameters of about 0.7, whose labels are below `labelled`, or all occur."""

    def draw(rng):
        return {
            "init": {"input_dim": D, "hidden_dim": M, "num_classes": C, "reg": reg},
            "params": {
                "W1": 0.7 * rng.standard_normal((D, M)),
                "b1": 0.7 * rng.standard_normal(M),
                "W2": 0.7 * rng.standard_normal((M, C)),
                "b2": 0.7 * rng.standard_normal(C),
            },
            "X": rng.standard_normal((N, D)),
            "y": labels(rng, N, labelled or C),
        }

    return draw


def whole_numbers(rng):
    """Sums of whole numbers are exact in any order, so that a zero is one for everybody."""
    found = network(5, 3, 4, 6, 0.17)(rng)
    found["params"].update(
        W1=rng.integers(-2, 3, (3, 4)).astype(float), b1=rng.integers(-2, 3, 4).astype(float)
    )
    return {**found, "X": rng.integers(-2, 3, (5, 3)).astype(float)}


def hidden_sums(given):
    """What goes into the ReLU."""
    return given["X"] @ given["params"]["W1"] + given["params"]["b1"]


def off_every_kink(given):
    """No hidden sum is close to 0, every unit is on and off, and no score is close to 0 either."""
    sums = hidden_sums(given)
    scores = np.maximum(0, sums) @ given["params"]["W2"] + given["params"]["b2"]
    apart = min(np.abs(sums).min(), np.abs(scores).min()) > FAR
    both = (sums > 0).any(0).all() and (sums < 0).any(0).all()
    return bool(apart and both and (scores < 0).any() and (scores > 0).any())


def exactly_one_is_zero(given):
    """One hidden sum is exactly 0: a kink of the loss."""
    return bool((hidden_sums(given) == 0).sum() == 1)


def without_labels(N, D, M, C):
    def draw(rng):
        found = network(N, D, M, C, 0.0)(rng)
        return {"X": found["X"], **found["params"]}

    return draw


def both_signs(given):
    """Hidden sums and scores of both signs occur."""
    sums = given["X"] @ given["W1"] + given["b1"]
    scores = np.maximum(0, sums) @ given["W2"] + given["b2"]
    return bool((sums < 0).any() and (sums > 0).any() and (scores < 0).any() and (scores > 0).any())


def new_network(rng):
    return {
        "input_dim": 48,
        "hidden_dim": 64,
        "num_classes": 36,
        "weight_scale": 0.02,
        "seed": int(rng.integers(10_000)),
    }


def as_scaled(f, given):
    """Of 2304 weights or more: ten percent is about seven times the chance deviation."""
    scale = given["weight_scale"]
    return all(
        abs(W.std() - scale) < 0.1 * scale and abs(W.mean()) < 0.12 * scale for W in f()[::2]
    )


def zero_biases(f, given):
    return not any(b.any() for b in f()[1::2])


def follows_the_seed(f, given):
    first, again, other = f(), f(), f(seed=given["seed"] + 1)
    return all(
        np.array_equal(first[i], again[i]) and not np.array_equal(first[i], other[i])
        for i in (0, 2)
    )


def few_digits(rng):
    """Real digits, pixels and classes permuted: weights learnt elsewhere are worth nothing."""
    X, y = load_digits()
    some, pixels = rng.permutation(len(X))[:40], rng.permutation(64)
    return {
        "X": X[some][:, pixels],
        "y": rng.permutation(10)[y[some]],
        "hidden_dim": 32,
        "num_classes": 10,
        "weight_scale": 0.1,
        "learning_rate": 0.5,
        "num_steps": 150,
        "seed": int(rng.integers(10_000)),
        "pixels": pixels,
    }


def what_was_learnt(given, values):
    """The weights of the first hidden units, with the pixels put back in order."""
    weights = np.empty((32, 64))
    weights[:, given["pixels"]] = values["W1"].T
    return [Images.of("what the first hidden units look for", weights.reshape(32, 8, 8))]


def accuracy(given, values):
    hidden = np.maximum(0, given["X"] @ values["W1"] + values["b1"])
    predicted = (hidden @ values["W2"] + values["b2"]).argmax(axis=1)
    return float(np.mean(predicted == given["y"]))


PARAMS = ["W1", "b1", "W2", "b2"]
SHAPES = {"W1": "D M", "b1": "M", "W2": "M C", "b2": "C"}

NET = [
    Model(
        "TwoLayerNet",
        file="net.py",
        keepdims=True,
        inputs=[
            Case("few classes", network(7, 5, 4, 3, 0.37), claim=off_every_kink),
            Case("many classes", network(11, 3, 5, 8, 0.13), claim=off_every_kink),
            Case("square weights", network(6, 4, 4, 4, 0.21), claim=off_every_kink),
            Case("no penalty", network(8, 6, 3, 5, 0.0), claim=off_every_kink),
            Case("last class absent", network(9, 2, 7, 4, 0.29, 3), claim=off_every_kink),
            Case("on a kink", whole_numbers, kind=CaseKind.TIE, claim=exactly_one_is_zero),
        ],
        wrt=PARAMS,
        shapes={"X": "N D", "y": "N", **SHAPES},
        checks=[
            InitialLoss(
                points=4,
                expected=lambda given: np.log(given["init"]["num_classes"]),
                formula="log C",
            ),
            MatchesReference(points=6),
            GradientCheck(points=5, name="gradient-W2", outputs=["dW2"]),
            GradientCheck(points=2, name="gradient-b2", outputs=["db2"]),
            GradientCheck(points=8, name="gradient-W1", outputs=["dW1"]),
            GradientCheck(points=3, name="gradient-b1", outputs=["db1"]),
        ],
    ),
    Function(
        "scores_without_labels",
        file="net.py",
        keepdims=True,
        given="given.py",
        uses=["TwoLayerNet"],
        inputs=[
            Case("few classes", without_labels(7, 5, 4, 3), claim=both_signs),
            Case("many classes", without_labels(5, 3, 6, 9), claim=both_signs),
        ],
        returns=["scores"],
        shapes={"X": "N D", **SHAPES, "scores": "N C"},
        checks=[MatchesReference(points=4)],
    ),
    Procedure(
        "initial_weights",
        file="net.py",
        keepdims=True,
        given="given.py",
        uses=["TwoLayerNet"],
        inputs=[Case("a new network", new_network)],
        returns=PARAMS,
        checks=[
            Holds(
                points=2,
                name="scale",
                says="W1 and W2 have mean 0 and standard deviation weight_scale",
                law=as_scaled,
                hint="Multiply numbers of rng.standard_normal, whose mean is 0 and standard "
                "deviation 1, by weight_scale.",
            ),
            Holds(
                points=1,
                name="biases",
                says="b1 and b2 are zero",
                law=zero_biases,
                hint="Random weights are enough to make the hidden units differ.",
            ),
            Holds(
                points=1,
                name="seeds",
                says="the same seed gives the same weights, another seed others",
                law=follows_the_seed,
                hint="Draw both matrices from np.random.default_rng(seed).",
            ),
        ],
    ),
    Procedure(
        "overfit",
        file="net.py",
        keepdims=True,
        given="given.py",
        uses=["TwoLayerNet"],
        inputs=[Case("forty digits", few_digits)],
        returns=PARAMS,
        withheld=["pixels"],
        checks=[
            Trains(
                points=6,
                score=accuracy,
                at_least=1.0,
                says="accuracy on the forty digits it saw",
                pictures=what_was_learnt,
            )
        ],
    ),
]

assignment = Assignment(
    "Backpropagation",
    files=["graph.py", "layers.py", "net.py"],
    given=["given.py"],
    problems=[*GRAPH, *LAYERS, *NET],
)
