"""How a3_softmax is judged. Nothing here tells an answer."""

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
    RemarkUnless,
    TimingLimit,
)


def labels(rng, N, C):
    return rng.permutation(np.resize(np.arange(C), N))


def batch(N, D, C, reg):
    def draw(rng):
        return {
            "W": rng.standard_normal((D, C)),
            "X": rng.standard_normal((N, D)),
            "y": labels(rng, N, C),
            "reg": reg,
        }

    return draw


def scores(N, C):
    return lambda rng: {"scores": 2 * rng.standard_normal((N, C)), "y": labels(rng, N, C)}


def only_scores(N, C):
    return lambda rng: {"scores": 2 * rng.standard_normal((N, C))}


def huge_scores(rng, N, C):
    """Around -2000 in some rows and +2000 in others, and no right class far behind."""
    levels = np.resize([2000.0, -2000.0, 0.0], N)[:, None]
    y = labels(rng, N, C)
    found = levels + rng.uniform(-300, 300, (N, C))
    found[np.arange(N), y] = found.max(axis=1) - rng.uniform(0, 600, N)
    return found, y


def large(rng):
    found, y = huge_scores(rng, 6, 5)
    return {"scores": found, "y": y}


def large_batch(rng):
    found, y = huge_scores(rng, 6, 4)
    X = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    return {"W": X.T @ found, "X": X, "y": y, "reg": 1e-3}


def exp_overflows(given):
    """exp of the scores overflows, the scores reach +-1500, and no gap exceeds 700."""
    s = given["X"] @ given["W"] if "X" in given else given["scores"]
    with np.errstate(over="ignore"):
        overflow = bool(np.isinf(np.exp(s)).any())
    gaps = s.max(axis=1) - s[np.arange(len(s)), given["y"]] if "y" in given else np.zeros(1)
    wide = s.max() > 1500 and s.max(axis=1).min() < -1500
    return bool(overflow and wide and gaps.max() < 700)


# Right code without a loop costs up to 4 times the reference: lists as indices, or einsum.
LIMITS = {"max_ratio": 8, "half_credit_ratio": 20}


def many_examples(rng):
    return batch(5000, 6, 4, 0.1)(rng)


def large_case(draw):
    return Case("scores of thousands", draw, kind=CaseKind.LARGE, claim=exp_overflows)


def shift_changes_nothing(f, given):
    shift = np.array([1000.0, -1000.0])[np.arange(len(given["scores"])) % 2]
    return bool(np.allclose(f(scores=given["scores"] + shift[:, None]), f(), atol=1e-9))


def finite_at_any_gap(f, given):
    gap = np.zeros_like(given["scores"])
    gap[:, 0] = 1500
    loss = f(scores=gap, y=np.ones_like(given["y"]))[0]
    return bool(np.isfinite(loss))


PLAIN = ["few classes", "many classes", "square"]
FAR_BEHIND = (
    "-log(p) is infinite where the right class is 745 or more behind, because p underflows \
to 0: compute log p as the shifted score minus the log of the sum"
)


def softmax_loss(name, cases, checks):
    """One of the two ways to write the loss."""
    return LossFunction(
        name,
        inputs=[
            Case("few classes", batch(7, 5, 3, 0.37)),
            Case("many classes", batch(11, 3, 6, 0.13)),
            Case("square", batch(5, 4, 4, 0.21)),
            *cases,
        ],
        wrt=["W"],
        shapes={"W": "D C", "X": "N D", "y": "N"},
        checks=[
            InitialLoss(
                points=5, expected=lambda given: np.log(given["W"].shape[1]), formula="log C"
            ),
            MatchesReference(points=5, cases=PLAIN),
            GradientCheck(points=10, cases=PLAIN),
            *checks,
        ],
    )


assignment = Assignment(
    "Softmax and cross-entropy",
    files=["softmax.py"],
    problems=[
        Function(
            "softmax",
            inputs=[
                Case("few classes", only_scores(7, 3)),
                Case("many classes", only_scores(4, 9)),
                Case("square", only_scores(5, 5)),
                large_case(lambda rng: {"scores": large(rng)["scores"]}),
            ],
            returns=["p"],
            shapes={"scores": "N C", "p": "N C"},
            checks=[
                MatchesReference(points=10, cases=PLAIN),
                MatchesReference(points=5, name="stable", cases=["scores of thousands"]),
                Holds(
                    points=5,
                    name="shift",
                    says="adding 1000 to all scores of an example changes nothing",
                    law=shift_changes_nothing,
                    hint="Subtract each row's maximum before exp.",
                    cases=PLAIN,
                ),
            ],
        ),
        LossFunction(
            "cross_entropy",
            inputs=[
                Case("few classes", scores(7, 3)),
                Case("many classes", scores(4, 9)),
                Case("square", scores(5, 5)),
                large_case(large),
            ],
            wrt=["scores"],
            shapes={"scores": "N C", "y": "N"},
            checks=[
                InitialLoss(
                    points=5,
                    expected=lambda given: np.log(given["scores"].shape[1]),
                    formula="log C",
                ),
                MatchesReference(points=5, cases=PLAIN),
                GradientCheck(points=10, cases=PLAIN),
                MatchesReference(
                    points=5,
                    name="stable",
                    outputs=["loss", "dscores"],
                    cases=["scores of thousands"],
                ),
            ],
            remarks=[RemarkUnless(FAR_BEHIND, law=finite_at_any_gap)],
        ),
        softmax_loss("softmax_loss_naive", [], []),
        softmax_loss(
            "softmax_loss_vectorized",
            [large_case(large_batch)],
            [
                MatchesReference(
                    points=5, name="stable", outputs=["loss", "dW"], cases=["scores of thousands"]
                ),
                TimingLimit(points=10, inputs=many_examples, loop="loop_over_examples", **LIMITS),
            ],
        ),
    ],
)
