"""The eight checks for the grader: four for each way to write the hinge loss."""

import numpy as np

from grader import (
    Assignment,
    Case,
    CaseKind,
    GradientCheck,
    InitialLoss,
    LossFunction,
    MatchesReference,
)


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


PLAIN = {"few classes": (7, 5, 3, 0.37, 1.0), "many classes": (11, 3, 6, 0.13, 1.0)}
MARGINS = {"margin 0.7": (9, 5, 4, 0.29, 0.7), "margin 2.5": (6, 4, 7, 0.17, 2.5)}
TIE = "margins of exactly 0"


def hinge_loss(name):
    cases = {**PLAIN, **MARGINS}
    return LossFunction(
        name,
        inputs=[
            *(Case(case, batch(*sizes)) for case, sizes in cases.items()),
            Case(TIE, whole_numbers, kind=CaseKind.TIE),
        ],
        wrt=["W"],
        shapes={"W": "D C", "X": "N D", "y": "N"},
        checks=[
            InitialLoss(
                points=1,
                expected=lambda given: (given["W"].shape[1] - 1) * given["delta"],
                formula="(C - 1) delta",
                cases=[*PLAIN],
            ),
            MatchesReference(points=1, cases=[*PLAIN]),
            GradientCheck(points=1, cases=[*PLAIN, TIE]),
            MatchesReference(
                points=1, name="other-margins", outputs=["loss", "dW"], cases=[*MARGINS]
            ),
        ],
    )


assignment = Assignment(
    "Eight checks of the hinge loss",
    files=["svm.py"],
    problems=[hinge_loss("svm_loss_naive"), hinge_loss("svm_loss_vectorized")],
)
