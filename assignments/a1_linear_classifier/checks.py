"""How a1_linear_classifier is judged. Nothing here tells an answer."""

import numpy as np

from grader import Assignment, Case, Function, MatchesReference, TimingLimit


def layer(N, D, C):
    def draw(rng):
        return {
            "X": rng.standard_normal((N, D)),
            "W": rng.standard_normal((D, C)),
            "b": 2 + rng.standard_normal(C),
        }

    return draw


# Right code without a loop costs up to 4 times the reference: lists as indices, or einsum.
LIMITS = {"max_ratio": 8, "half_credit_ratio": 20}


def many_examples(rng):
    return layer(20_000, 8, 3)(rng)


def examples(N, D):
    return lambda rng: {"X": rng.standard_normal((N, D))}


def weights(D, C):
    return lambda rng: {"W": rng.standard_normal((D, C)), "b": rng.standard_normal(C)}


def scores(N, C, shift):
    return lambda rng: {"scores": 3 * rng.standard_normal((N, C)) + shift}


def every_scale_matters(given):
    """The class with the highest score is another than that of the largest absolute score."""
    s = given["scores"]
    return bool((s.argmax(1) != np.abs(s).argmax(1)).any())


def predictions(N, C, wrong):
    def draw(rng):
        y = rng.permutation(np.arange(N) ** 2 % C)
        predicted = y.copy()
        predicted[:wrong] = (y[:wrong] + 1 + rng.integers(C - 1, size=wrong)) % C
        return {"predicted": predicted, "y": y}

    return draw


def images(C, shape, equal=None):
    def draw(rng):
        W = rng.standard_normal((shape[0] * shape[1], C))
        W *= rng.uniform(1, 4, C)
        if equal is not None:
            W[:, equal] = 0.25
        return {"W": W, "shape": list(shape)}

    return draw


assignment = Assignment(
    "Linear classifier",
    files=["linear.py"],
    problems=[
        Function(
            "linear_scores",
            inputs=[
                Case("few classes", layer(7, 5, 3)),
                Case("as many examples as classes", layer(4, 6, 4)),
                Case("square W", layer(3, 5, 5)),
            ],
            returns=["scores"],
            shapes={"X": "N D", "W": "D C", "b": "C", "scores": "N C"},
            checks=[
                MatchesReference(points=20),
                TimingLimit(points=10, inputs=many_examples, loop="loop_over_examples", **LIMITS),
            ],
        ),
        Function(
            "bias_trick",
            inputs=[Case("wide", examples(4, 6)), Case("square", examples(5, 5))],
            returns=["extended"],
            shapes={"X": "N D"},
            checks=[MatchesReference(points=10)],
        ),
        Function(
            "merge_bias",
            inputs=[Case("tall", weights(6, 4)), Case("square", weights(5, 5))],
            returns=["merged"],
            shapes={"W": "D C", "b": "C"},
            checks=[MatchesReference(points=10)],
        ),
        Function(
            "predict",
            inputs=[
                Case("scores of both signs", scores(8, 5, 0.0), claim=every_scale_matters),
                Case("negative scores", scores(6, 6, -20.0), claim=every_scale_matters),
            ],
            returns=["predicted"],
            shapes={"scores": "N C", "predicted": "N"},
            checks=[MatchesReference(points=15)],
        ),
        Function(
            "accuracy",
            inputs=[
                Case("some wrong", predictions(13, 4, 5)),
                Case("most wrong", predictions(17, 6, 11)),
            ],
            returns=["share"],
            shapes={"predicted": "N", "y": "N"},
            checks=[MatchesReference(points=10)],
        ),
        Function(
            "class_templates",
            inputs=[
                Case("square images", images(3, (4, 4))),
                Case("tall images", images(5, (6, 3))),
                Case("an image of equal weights", images(4, (3, 5), equal=1)),
            ],
            returns=["images"],
            shapes={"W": "D C"},
            checks=[
                MatchesReference(points=20, cases=["square images", "tall images"]),
                MatchesReference(
                    points=5, name="equal-weights", cases=["an image of equal weights"]
                ),
            ],
        ),
    ],
)
