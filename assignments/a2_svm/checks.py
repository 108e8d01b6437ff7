"""How a2_svm is judged. Nothing here tells an answer."""

import numpy as np

from grader import (
    Assignment,
    Case,
    CaseKind,
    Function,
    GradientCheck,
    Holds,
    InitialLoss,
    LossFunction,
    MatchesReference,
    TimingLimit,
)


def margins(given):
    scores = given["X"] @ given["W"] if "X" in given else given["scores"]
    y = given["y"]
    found = scores - scores[np.arange(len(y)), y][:, None] + given["delta"]
    return np.delete(found.ravel(), np.arange(len(y)) * scores.shape[1] + y)


def off_every_kink(given):
    """No margin is so small that rounding could move it across zero."""
    m = margins(given)
    return np.abs(m).min() > 1e-3 and (m > 0).any() and (m < 0).any()


def on_a_kink(given):
    """At least one margin is exactly zero."""
    return bool((margins(given) == 0).any())


def until(claim, draw):
    """Draws until the inputs are what the case is for."""

    def inputs(rng):
        while not claim(given := draw(rng)):
            pass
        return given

    return inputs


def batch(N, D, C, reg, delta):
    def draw(rng):
        return {
            "W": rng.standard_normal((D, C)),
            "X": rng.standard_normal((N, D)),
            "y": rng.permutation(np.resize(np.arange(C), N)),
            "reg": reg,
            "delta": delta,
        }

    return until(off_every_kink, draw)


def whole_numbers(rng):
    return {
        "W": rng.integers(-1, 2, (3, 4)).astype(float),
        "X": rng.integers(-1, 2, (8, 3)).astype(float),
        "y": rng.integers(4, size=8),
        "reg": 0.25,
        "delta": 1.0,
    }


def scores(N, C, delta):
    def draw(rng):
        return {
            "scores": 2 * rng.standard_normal((N, C)),
            "y": rng.permutation(np.resize(np.arange(C), N)),
            "delta": delta,
        }

    return until(off_every_kink, draw)


def large_batch(rng):
    return {
        "W": rng.standard_normal((65, 10)),
        "X": rng.standard_normal((1297, 65)),
        "y": rng.integers(10, size=1297),
        "reg": 0.1,
        "delta": 1.0,
    }


PLAIN = ["few classes", "many classes", "square W"]
MARGINS = ["margin 0.7", "margin 2.5"]
CASES = [
    Case("few classes", batch(7, 5, 3, 0.37, 1.0), claim=off_every_kink),
    Case("many classes", batch(11, 3, 6, 0.13, 1.0), claim=off_every_kink),
    Case("square W", batch(5, 4, 4, 0.21, 1.0), claim=off_every_kink),
    Case("margin 0.7", batch(9, 5, 4, 0.29, 0.7), claim=off_every_kink),
    Case("margin 2.5", batch(6, 4, 7, 0.17, 2.5), claim=off_every_kink),
    Case(
        "margins of exactly 0", until(on_a_kink, whole_numbers), kind=CaseKind.TIE, claim=on_a_kink
    ),
]
SHAPES = {"W": "D C", "X": "N D", "y": "N"}


def shifted(f, given):
    shift = np.arange(len(given["y"]), dtype=float)[:, None] - 3
    return bool(np.allclose(f(scores=given["scores"] + shift), f(), rtol=1e-6))


def theory(given):
    return (given["W"].shape[1] - 1) * given["delta"]


assignment = Assignment(
    "Hinge loss (SVM)",
    files=["svm.py"],
    problems=[
        Function(
            "hinge_per_example",
            inputs=[
                Case("few classes", scores(7, 3, 1.0), claim=off_every_kink),
                Case("margin 2.5", scores(5, 6, 2.5), claim=off_every_kink),
            ],
            returns=["losses"],
            shapes={"scores": "N C", "y": "N", "losses": "N"},
            checks=[
                MatchesReference(points=10),
                Holds(
                    points=5,
                    says="adding a number to all scores of an example changes nothing",
                    law=shifted,
                    name="shift",
                ),
            ],
        ),
        LossFunction(
            "svm_loss_naive",
            inputs=CASES,
            wrt=["W"],
            shapes=SHAPES,
            checks=[
                InitialLoss(points=5, expected=theory, formula="(C-1) delta", cases=PLAIN),
                MatchesReference(points=10, cases=PLAIN),
                GradientCheck(points=20, cases=[*PLAIN, "margins of exactly 0"]),
                MatchesReference(points=5, name="margin", outputs=["loss", "dW"], cases=MARGINS),
            ],
        ),
        LossFunction(
            "svm_loss_vectorized",
            inputs=CASES,
            wrt=["W"],
            shapes=SHAPES,
            checks=[
                InitialLoss(points=5, expected=theory, formula="(C-1) delta", cases=PLAIN),
                MatchesReference(points=10, cases=PLAIN),
                GradientCheck(points=15, cases=[*PLAIN, "margins of exactly 0"]),
                MatchesReference(points=5, name="margin", outputs=["loss", "dW"], cases=MARGINS),
                TimingLimit(points=10, inputs=large_batch, loop="loop_over_examples"),
            ],
        ),
    ],
)
