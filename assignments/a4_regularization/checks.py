"""How a4_regularization is judged. Nothing here tells an answer."""

import numpy as np

from grader import (
    Assignment,
    Case,
    CaseKind,
    Curve,
    Function,
    GradientCheck,
    Holds,
    Images,
    InitialLoss,
    LossFunction,
    MatchesReference,
    Procedure,
    Trains,
    load_digits,
)

LEAST_ACCURACY = 0.9


def off_zero(given):
    """No weight is so small that rounding could turn its sign, and both signs occur."""
    W = given["W"]
    return bool(np.abs(W).min() > 1e-3 and (W > 0).any() and (W < 0).any())


def some_weights_are_zero(given):
    """Some weights are exactly 0, where |w| has a kink, and some are not."""
    return bool((given["W"] == 0).any() and given["W"].any())


def weights(D, C, **strengths):
    return lambda rng: {"W": rng.standard_normal((D, C)), **strengths}


def sparse(D, C, **strengths):
    def draw(rng):
        W = rng.standard_normal((D, C))
        W[rng.random((D, C)) < 0.4] = 0
        return {"W": W, **strengths}

    return draw


def two_ways(**strengths):
    """[4, 0, 0, 0] and [1, 1, 1, 1], in the two columns."""
    return lambda rng: {"W": np.array([[4.0, 1], [0, 1], [0, 1], [0, 1]]), **strengths}


def batch(N, D, C, lam, alpha, beta, scale=1.0):
    def draw(rng):
        return {
            "W": rng.standard_normal((D, C)),
            "X": scale * rng.standard_normal((N, D)),
            "y": rng.permutation(np.resize(np.arange(C), N)),
            "lam": lam,
            "alpha": alpha,
            "beta": beta,
        }

    return draw


def sparse_batch(rng):
    given = batch(6, 5, 4, 0.4, 0.7, 0.3)(rng)
    return {**given, "W": sparse(5, 4)(rng)["W"]}


def smooth(name, draw):
    return Case(name, draw, claim=off_zero)


def tie(name, draw):
    return Case(name, draw, kind=CaseKind.TIE, claim=some_weights_are_zero)


def step(D, C, learning_rate):
    return lambda rng: {
        "W": rng.standard_normal((D, C)),
        "dW": 2 * rng.standard_normal((D, C)),
        "learning_rate": learning_rate,
    }


def examples(rng):
    return {"X": rng.standard_normal((40, 3)), "y": rng.integers(5, size=40), "batch_size": 16}


def numbered(rng):
    return {**examples(rng), "seed": int(rng.integers(10_000))}


def digits(rng):
    """Real digits, pixels and classes permuted: weights learnt elsewhere are worth nothing."""
    X, y = load_digits()
    order, pixels, classes = rng.permutation(len(X)), rng.permutation(64), rng.permutation(10)
    X, y = X[order][:, pixels], classes[y[order]]
    return {
        "X": X[:1400],
        "y": y[:1400],
        "learning_rate": 0.5,
        "lam": 1e-4,
        "num_steps": 300,
        "batch_size": 100,
        "seed": int(rng.integers(10_000)),
        "X_held_out": X[1400:],
        "y_held_out": y[1400:],
        "pixels": pixels,
        "classes": classes,
    }


def held_out_accuracy(given, values):
    predicted = (given["X_held_out"] @ values["W"]).argmax(axis=1)
    return float(np.mean(predicted == given["y_held_out"]))


def what_was_learnt(given, values):
    """The loss, and the template of each digit, with pixels and classes put back in order."""
    templates = np.empty((10, 64))
    templates[:, given["pixels"]] = values["W"].T[given["classes"]]
    return [
        Curve.of("loss at each step", values["history"]),
        Images.of("what W looks for: the digits from 0 to 9", templates.reshape(10, 8, 8)),
    ]


def rows_keep_their_labels(f, given):
    X, y = f()
    known = {(*x, label) for x, label in zip(given["X"], given["y"], strict=True)}
    return all((*x, label) in known for x, label in zip(X, y, strict=True))


def seeds_matter(f, given):
    batches = [f(seed=seed)[0] for seed in range(20)]
    seen = {tuple(row) for X in batches for row in X}
    different = any(not np.array_equal(batches[0], X) for X in batches[1:])
    return different and len(seen) > len(given["X"]) * 0.9


def loss_falls(f, given):
    history = f()[1]
    start, end = history[0], history[-30:].mean()
    return bool(abs(start - np.log(10)) < 1e-6 and end < 0.5 * start)


assignment = Assignment(
    "Regularization and SGD",
    files=["regularization.py", "sgd.py"],
    given=["given.py"],
    problems=[
        LossFunction(
            "l2_penalty",
            file="regularization.py",
            inputs=[
                smooth("tall", weights(5, 3)),
                smooth("wide", weights(4, 6)),
                Case("[4,0,0,0] and [1,1,1,1]", two_ways()),
            ],
            wrt=["W"],
            value="R",
            shapes={"W": "D C"},
            checks=[MatchesReference(points=5), GradientCheck(points=5)],
        ),
        LossFunction(
            "l1_penalty",
            file="regularization.py",
            inputs=[
                smooth("tall", weights(5, 3)),
                smooth("wide", weights(4, 6)),
                tie("[4,0,0,0] and [1,1,1,1]", two_ways()),
                tie("some weights are 0", sparse(5, 4)),
            ],
            wrt=["W"],
            value="R",
            shapes={"W": "D C"},
            checks=[MatchesReference(points=5), GradientCheck(points=10)],
        ),
        LossFunction(
            "elastic_net",
            file="regularization.py",
            inputs=[
                smooth("tall", weights(5, 3, alpha=0.3, beta=0.2)),
                smooth("wide", weights(4, 6, alpha=0.7, beta=0.05)),
                smooth("only L1", weights(3, 7, alpha=0.4, beta=0.0)),
                smooth("only L2", weights(7, 2, alpha=0.0, beta=0.6)),
                tie("[4,0,0,0] and [1,1,1,1]", two_ways(alpha=0.5, beta=0.5)),
                tie("some weights are 0", sparse(5, 4, alpha=0.3, beta=0.2)),
            ],
            wrt=["W"],
            value="R",
            shapes={"W": "D C"},
            checks=[MatchesReference(points=5), GradientCheck(points=10)],
        ),
        LossFunction(
            "total_loss",
            file="regularization.py",
            inputs=[
                smooth("few classes", batch(7, 5, 3, 0.37, 0.6, 0.25)),
                smooth("many classes", batch(11, 3, 6, 0.13, 0.45, 0.8)),
                smooth("no data", batch(5, 4, 9, 0.52, 0.35, 0.15, scale=0.0)),
                tie("some weights are 0", sparse_batch),
            ],
            wrt=["W"],
            shapes={"W": "D C", "X": "N D", "y": "N"},
            checks=[
                InitialLoss(
                    points=5,
                    expected=lambda given: np.log(given["W"].shape[1]),
                    formula="log C",
                ),
                MatchesReference(points=5),
                GradientCheck(points=10),
            ],
        ),
        Function(
            "sgd_step",
            file="sgd.py",
            inputs=[Case("small rate", step(5, 3, 0.1)), Case("large rate", step(4, 6, 2.5))],
            returns=["W"],
            shapes={"dW": "D C"},
            checks=[MatchesReference(points=10)],
        ),
        Procedure(
            "sample_batch",
            file="sgd.py",
            inputs=[Case("forty examples", numbered)],
            returns=["X_batch", "y_batch"],
            checks=[
                Holds(
                    points=5,
                    name="labels",
                    says="every row of the batch is a row of X with its own label",
                    law=rows_keep_their_labels,
                    hint="Index X and y with the same rows.",
                ),
                Holds(
                    points=5,
                    name="seeds",
                    says="other seeds give other batches, and every example has a chance",
                    law=seeds_matter,
                    hint="Draw the rows with np.random.default_rng(seed).",
                ),
            ],
        ),
        Procedure(
            "train",
            file="sgd.py",
            inputs=[Case("digits", digits)],
            returns=["W", "history"],
            withheld=["X_held_out", "y_held_out", "pixels", "classes"],
            checks=[
                Holds(
                    points=5,
                    name="loss-falls",
                    says="the loss starts at log C and falls to less than half",
                    law=loss_falls,
                    hint="Print the history: a loss that climbs has the wrong sign in the step.",
                ),
                Trains(
                    points=15,
                    score=held_out_accuracy,
                    at_least=LEAST_ACCURACY,
                    says="accuracy on held-out digits",
                    pictures=what_was_learnt,
                ),
            ],
        ),
    ],
)
