"""How a2_svm is judged. Nothing here tells an answer."""

import numpy as np

from grader import (
    Assignment,
    Case,
    CaseKind,
    Function,
    GradientCheck,
    InitialLoss,
    LossFunction,
    MatchesReference,
    TimingLimit,
)


def margins(given):
    """The margins of the wrong classes."""
    scores = given["X"] @ given["W"] if "X" in given else given["scores"]
    rows, y = np.arange(len(scores)), given["y"]
    found = scores - scores[rows, y][:, None] + given["delta"]
    return np.delete(found.ravel(), rows * scores.shape[1] + y)


def off_every_kink(given):
    """No margin is so small that rounding could move it across zero, and both signs occur."""
    m = margins(given)
    return bool(np.abs(m).min() > 1e-3 and (m > 0).any() and (m < 0).any())


def on_a_kink(given):
    """At least one margin is exactly zero."""
    return bool((margins(given) == 0).any())


def batch(N, D, C, reg, delta):
    def draw(rng):
        return {
            "W": rng.standard_normal((D, C)),
            "X": rng.standard_normal((N, D)),
            "y": rng.permutation(np.resize(np.arange(C), N)),
            "reg": reg,
            "delta": delta,
        }

    return draw


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

    return draw


# Right code without a loop costs up to 4 times the reference: lists as indices, or einsum.
LIMITS = {"max_ratio": 8, "half_credit_ratio": 20}


def many_examples(rng):
    return batch(4000, 6, 8, 0.1, 1.0)(rng)


def smooth(name, draw):
    return Case(name, draw, claim=off_every_kink)


PLAIN = ["few classes", "many classes", "square W"]
MARGINS = ["margin 0.7", "margin 2.5"]
TIE = "margins of exactly 0"


def hinge_loss(name, checks):
    """One of the two ways to write the loss; both are judged alike."""
    return LossFunction(
        name,
        inputs=[
            smooth("few classes", batch(7, 5, 3, 0.37, 1.0)),
            smooth("many classes", batch(11, 3, 6, 0.13, 1.0)),
            smooth("square W", batch(5, 4, 4, 0.21, 1.0)),
            smooth("margin 0.7", batch(9, 5, 4, 0.29, 0.7)),
            smooth("margin 2.5", batch(6, 4, 7, 0.17, 2.5)),
            Case(TIE, whole_numbers, kind=CaseKind.TIE, claim=on_a_kink),
        ],
        wrt=["W"],
        shapes={"W": "D C", "X": "N D", "y": "N"},
        checks=[
            InitialLoss(
                points=5,
                expected=lambda given: (given["W"].shape[1] - 1) * given["delta"],
                formula="(C - 1) delta",
                cases=PLAIN,
            ),
            MatchesReference(points=10, cases=PLAIN),
            GradientCheck(points=20, cases=[*PLAIN, TIE]),
            MatchesReference(points=5, name="other-margins", outputs=["loss", "dW"], cases=MARGINS),
            *checks,
        ],
    )


assignment = Assignment(
    "Hinge loss (SVM)",
    files=["svm.py"],
    problems=[
        Function(
            "hinge_per_example",
            inputs=[
                smooth("few classes", scores(7, 3, 1.0)),
                smooth("margin 2.5", scores(5, 6, 2.5)),
            ],
            returns=["losses"],
            shapes={"scores": "N C", "y": "N", "losses": "N"},
            checks=[MatchesReference(points=10)],
        ),
        hinge_loss("svm_loss_naive", []),
        hinge_loss(
            "svm_loss_vectorized",
            [TimingLimit(points=10, inputs=many_examples, loop="loop_over_examples", **LIMITS)],
        ),
    ],
)
