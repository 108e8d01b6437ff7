"""What the attacks pretend to solve. Nothing here tells an answer."""

import numpy as np

from grader import (
    Assignment,
    Case,
    GradientCheck,
    InitialLoss,
    LossFunction,
    MatchesReference,
    TimingLimit,
)


def batch(N, D, C, reg):
    return lambda rng: {
        "W": rng.standard_normal((D, C)),
        "X": rng.standard_normal((N, D)),
        "y": rng.permutation(np.resize(np.arange(C), N)),
        "reg": reg,
    }


def loss(name, loop, initial, formula):
    return LossFunction(
        name,
        inputs=[
            Case("few classes", batch(7, 5, 3, 0.37)),
            Case("many classes", batch(11, 4, 6, 0.13)),
        ],
        wrt=["W"],
        shapes={"W": "D C", "X": "N D", "y": "N"},
        checks=[
            InitialLoss(points=10, expected=initial, formula=formula),
            MatchesReference(points=10),
            GradientCheck(points=15),
            TimingLimit(points=15, inputs=batch(20_000, 8, 3, 0.1), loop=loop),
        ],
    )


assignment = Assignment(
    "Two losses",
    files=["linear_svm.py"],
    problems=[
        loss("svm_loss_vectorized", "svm_loop", lambda given: given["W"].shape[1] - 1.0, "C - 1"),
        loss(
            "softmax_loss_vectorized",
            "softmax_loop",
            lambda given: np.log(given["W"].shape[1]),
            "log C",
        ),
    ],
)
