"""How assignment1 is judged. Nothing here tells an answer.

A function may be right in some of its parts, for some numbers of classes or for some sizes only:
each group of cases has points of its own.
"""

import numpy as np

from grader import (
    Assignment,
    Case,
    CaseKind,
    Function,
    GradientCheck,
    Holds,
    LossFunction,
    MatchesReference,
    Model,
    Procedure,
    RemarkUnless,
    TimingLimit,
)

SVM = "cs231n/classifiers/linear_svm.py"
SOFTMAX = "cs231n/classifiers/softmax.py"
CLASSIFIER = "cs231n/classifiers/linear_classifier.py"
NET = "cs231n/classifiers/neural_net.py"

# --- inputs ---------------------------------------------------------------------------------


def labels(rng, N, C, *, last=True):
    """Labels from 0 to C-1; without `last`, class C-1 has no example."""
    found = rng.integers(C - 1, size=N)
    found[rng.integers(N)] = C - 1 if last else C - 2
    return found


def batch(N, D, C, reg=0.0, *, last=True):
    """No right class is far behind, so that a number such as 1e-8 in a log matters little."""

    def draw(rng):
        return {
            "W": rng.standard_normal((D, C)) / np.sqrt(D),
            "X": rng.standard_normal((N, D)),
            "y": labels(rng, N, C, last=last),
            "reg": reg,
        }

    return draw


def off_every_kink(given):
    """No margin is so small that rounding could move it across zero, and both signs occur."""
    scores, y = given["X"] @ given["W"], given["y"]
    margins = scores - scores[np.arange(len(scores)), y][:, None] + 1
    others = margins[np.eye(scores.shape[1])[y] == 0]
    return bool(np.abs(others).min() > 1e-3 and (others < 0).any() and (others > 0).any())


def some_class_has_no_example(given):
    return bool(given["y"].max() < given["W"].shape[1] - 1)


def huge_scores(rng, N, C, levels):
    """Around the levels, row by row; no right class is far behind."""
    y = labels(rng, N, C)
    scores = np.resize(levels, N)[:, None] + rng.uniform(-200, 200, (N, C))
    scores[np.arange(N), y] = scores.max(axis=1) - rng.uniform(0, 400, N)
    return scores, y


def large_batch(levels):
    def draw(rng):
        scores, y = huge_scores(rng, 6, 4, levels)
        X = np.linalg.qr(rng.standard_normal((6, 6)))[0]
        return {"W": X.T @ scores, "X": X, "y": y, "reg": 0.0}

    return draw


def scores_of(given):
    """What any right answer computes first."""
    if "params" not in given:
        return given["X"] @ given["W"]
    p = given["params"]
    return np.maximum(0, given["X"] @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]


def widest_gap(scores, y):
    return float(np.max(scores.max(axis=1) - scores[np.arange(len(scores)), y]))


def exp_overflows(given):
    """exp of the scores is infinite in every row, and no score is 700 behind the largest of all."""
    scores = scores_of(given)
    return bool(scores.max(axis=1).min() > 720 and np.ptp(scores) < 700)


def exp_overflows_and_underflows(given):
    """exp is infinite in some rows and 0 in all of others; no right class is 700 behind."""
    scores = scores_of(given)
    far = scores.max() > 900 and scores.max(axis=1).min() < -900
    return bool(far and widest_gap(scores, given["y"]) < 700)


def many_examples(rng):
    """Without a penalty, so that it does not matter by which convention it is written."""
    return batch(4000, 6, 8)(rng)


# --- linear_svm.py and softmax.py -----------------------------------------------------------

DATA = ["ten classes", "more features"]
PENALTY = ["penalty 0.37", "penalty 0.13"]
CLASSES = ["three classes", "twelve classes", "a class without examples"]
ONE = "one example"
HUGE, FAR = "scores of a thousand", "scores of a thousand and minus a thousand"
UP, UP_AND_DOWN = [1000.0], [1200.0, -1200.0, 0.0]

FAR_BEHIND = (
    "-log(p) is infinite where the right class is 745 or more behind, because p underflows \
to 0: compute log p as the shifted score minus the log of the sum"
)


def finite_at_any_gap(f, given):
    N, C = len(given["X"]), given["W"].shape[1]
    far = np.zeros((1, C))
    far[0, 0] = 1500
    loss = f(W=far, X=np.ones((N, 1)), y=np.ones(N, int))[0]
    return bool(np.isfinite(loss))


def huge(draw):
    return Case(HUGE, draw, kind=CaseKind.LARGE, claim=exp_overflows)


def far(draw):
    return Case(FAR, draw, kind=CaseKind.LARGE, claim=exp_overflows_and_underflows)


def linear_loss(name, file, *, checks=(), smooth=None, **more):
    """One of the four losses of a linear classifier. `smooth` is what all ordinary inputs are."""
    draws = {
        DATA[0]: batch(7, 5, 10),
        DATA[1]: batch(11, 13, 10),
        PENALTY[0]: batch(7, 6, 10, 0.37),
        PENALTY[1]: batch(12, 3, 10, 0.13),
        CLASSES[0]: batch(8, 5, 3),
        CLASSES[1]: batch(9, 4, 12),
        ONE: batch(1, 4, 10),
    }
    cases = [Case(case, draw, claim=smooth) for case, draw in draws.items()]
    none = Case(CLASSES[2], batch(8, 5, 6, last=False), claim=some_class_has_no_example)
    large = [huge(large_batch(UP)), far(large_batch(UP_AND_DOWN))]
    return LossFunction(
        name,
        file=file,
        inputs=[*cases, none, *([] if smooth else large)],
        wrt=["W"],
        shapes={"W": "D C", "X": "N D", "y": "N"},
        keepdims=True,
        checks=[
            MatchesReference(points=2, name="loss", cases=DATA),
            GradientCheck(points=2, cases=DATA),
            MatchesReference(points=1, name="penalty", cases=PENALTY),
            GradientCheck(points=2, name="gradient-of-the-penalty", cases=PENALTY),
            MatchesReference(
                points=2, name="any-number-of-classes", outputs=["loss", "dW"], cases=CLASSES
            ),
            MatchesReference(points=1, name="one-example", outputs=["loss", "dW"], cases=[ONE]),
            *checks,
        ],
        **more,
    )


def timing(name):
    """Lists as indices, as many write them, cost up to 4 times the reference; loops 50 times."""
    return TimingLimit(points=5, inputs=many_examples, loop=name, max_ratio=8, half_credit_ratio=16)


def large_scores(*outputs):
    return [
        MatchesReference(points=1, name=name, outputs=outputs, cases=[case])
        for name, case in (("large-scores", HUGE), ("scores-far-apart", FAR))
    ]


SAFE = [RemarkUnless(FAR_BEHIND, law=finite_at_any_gap)]

# --- linear_classifier.py -------------------------------------------------------------------


def weights_and_images(D, C, N):
    return lambda rng: {"W": rng.standard_normal((D, C)), "X": rng.standard_normal((N, D))}


def plane(D, C, N, learning_rate, num_iters, batch_size):
    def draw(rng):
        return {
            "W": rng.standard_normal((D, C)),
            "slope": rng.standard_normal((D, C)),
            "X": rng.standard_normal((N, D)),
            "y": labels(rng, N, C),
            "learning_rate": learning_rate,
            "num_iters": num_iters,
            "batch_size": batch_size,
        }

    return draw


def numbered(rng):
    return {
        "W": rng.standard_normal((3, 5)),
        "X": rng.standard_normal((40, 3)),
        "y": labels(rng, 40, 5),
        "num_iters": 50,
        "batch_size": 8,
        "seed": int(rng.integers(10_000)),
    }


def rows_keep_their_labels(f, given):
    known = {(*x, label) for x, label in zip(given["X"], given["y"], strict=True)}
    return all(
        (*x, label) in known
        for X, y in zip(*f(), strict=True)
        for x, label in zip(X, y, strict=True)
    )


def batches_differ(f, given):
    X, _ = f()
    seen = {tuple(row) for rows in X for row in rows}
    different = any(not np.array_equal(X[0], rows) for rows in X[1:])
    return different and len(seen) > 0.9 * len(given["X"])


# --- neural_net.py --------------------------------------------------------------------------

PARAMS = ("W1", "b1", "W2", "b2")
NET_LETTERS = {"W1": "D H", "b1": "H", "W2": "H C", "b2": "C", "X": "N D"}


def parameters(rng, D, H, C):
    return {
        "W1": rng.standard_normal((D, H)),
        "b1": rng.standard_normal(H),
        "W2": rng.standard_normal((H, C)) / np.sqrt(H),
        "b2": rng.standard_normal(C),
    }


def network(N, D, H, C, reg=0.0):
    def draw(rng):
        return {
            "init": {"input_size": D, "hidden_size": H, "output_size": C},
            "params": parameters(rng, D, H, C),
            "X": rng.standard_normal((N, D)),
            "y": labels(rng, N, C),
            "reg": reg,
        }

    return draw


def large_network(levels):
    """W2 is chosen so that the scores are huge."""
    N, D, H, C = 6, 5, 9, 4

    def draw(rng):
        given = network(N, D, H, C)(rng)
        scores, y = huge_scores(rng, N, C, levels)
        p = given["params"]
        hidden = np.maximum(0, given["X"] @ p["W1"] + p["b1"])
        W2 = np.linalg.pinv(hidden) @ (scores - p["b2"])
        return {**given, "params": {**p, "W2": W2}, "y": y}

    return draw


def both_signs_in_both_layers(given):
    """Hidden sums and scores are negative and positive, and none is so small that it may turn."""
    p = given.get("params", given)
    sums = given["X"] @ p["W1"] + p["b1"]
    scores = scores_of({"X": given["X"], "params": p})
    return all(
        np.abs(a).min() > 1e-3 and (a < 0).any(axis=0).any() and (a > 0).any(axis=0).any()
        for a in (sums, scores)
    )


def forward_only(N, D, H, C):
    return lambda rng: {**parameters(rng, D, H, C), "X": rng.standard_normal((N, D))}


def with_scores(N, D, H, C):
    def draw(rng):
        given = forward_only(N, D, H, C)(rng)
        return {**given, "scores": scores_of({"X": given["X"], "params": given})}

    return draw


def planes(D, H, C, N, learning_rate, num_iters, batch_size):
    def draw(rng):
        return {
            "params": parameters(rng, D, H, C),
            "slopes": parameters(rng, D, H, C),
            "X": rng.standard_normal((N, D)),
            "y": labels(rng, N, C),
            "learning_rate": learning_rate,
            "num_iters": num_iters,
            "batch_size": batch_size,
        }

    return draw


def net_is_finite_at_any_gap(f, given):
    p = given["params"]
    far = np.zeros(p["b2"].shape)
    far[0] = 1500
    params = {**p, "W2": 0 * p["W2"], "b2": far}
    return bool(np.isfinite(f(params=params, y=np.ones(len(given["X"]), int))[0]))


def net_case(name, draw):
    return Case(name, draw, claim=both_signs_in_both_layers)


NET_DATA = ["few classes", "many classes", "one example"]

assignment = Assignment(
    "Linear classifiers and a two-layer network",
    files=[SVM, SOFTMAX, CLASSIFIER, NET],
    given=["given.py"],
    problems=[
        linear_loss("svm_loss_naive", SVM, smooth=off_every_kink),
        linear_loss(
            "svm_loss_vectorized", SVM, smooth=off_every_kink, checks=[timing("svm_loss_naive")]
        ),
        linear_loss("softmax_loss_naive", SOFTMAX, checks=large_scores("loss", "dW"), remarks=SAFE),
        linear_loss(
            "softmax_loss_vectorized",
            SOFTMAX,
            checks=[*large_scores("loss", "dW"), timing("softmax_loss_naive")],
            remarks=SAFE,
        ),
        Function(
            "linear_classifier_predict",
            file=CLASSIFIER,
            given="given.py",
            uses=["LinearClassifier"],
            inputs=[
                Case("many examples", weights_and_images(4, 3, 9)),
                Case("many classes", weights_and_images(3, 7, 5)),
            ],
            returns=["y_pred"],
            shapes={"W": "D C", "X": "N D", "y_pred": "N"},
            checks=[MatchesReference(points=2)],
        ),
        Function(
            "linear_classifier_train",
            file=CLASSIFIER,
            given="given.py",
            uses=["LinearClassifier"],
            inputs=[
                Case("seven steps", plane(4, 3, 30, 0.3, 7, 8)),
                Case("eleven steps", plane(3, 5, 20, 0.07, 11, 6)),
            ],
            returns=["W_trained", "history"],
            shapes={"W_trained": "D C"},
            checks=[
                MatchesReference(points=4, name="steps", outputs=["W_trained"]),
                MatchesReference(points=2, name="loss-history", outputs=["history"]),
            ],
        ),
        Procedure(
            "linear_classifier_batches",
            file=CLASSIFIER,
            given="given.py",
            uses=["LinearClassifier"],
            inputs=[Case("forty examples", numbered)],
            returns=["X_batches", "y_batches"],
            checks=[
                Holds(
                    points=2,
                    name="labels",
                    says="a batch has batch_size rows of X, each with its own label",
                    law=rows_keep_their_labels,
                    hint="Index X and y with the same rows.",
                ),
                Holds(
                    points=2,
                    name="random",
                    says="each step draws another batch, and every example has a chance",
                    law=batches_differ,
                    hint="Draw new rows inside the loop, from all N.",
                ),
            ],
        ),
        Function(
            "two_layer_net_scores",
            file=NET,
            given="given.py",
            uses=["TwoLayerNet"],
            inputs=[
                net_case("few classes", forward_only(5, 4, 6, 3)),
                net_case("many classes", forward_only(3, 5, 4, 7)),
                net_case("one example", forward_only(1, 4, 6, 5)),
            ],
            returns=["scores"],
            shapes={**NET_LETTERS, "scores": "N C"},
            checks=[MatchesReference(points=5)],
        ),
        Model(
            "TwoLayerNet",
            file=NET,
            inputs=[
                net_case(NET_DATA[0], network(7, 4, 6, 3)),
                net_case(NET_DATA[1], network(5, 6, 4, 9)),
                net_case(NET_DATA[2], network(1, 3, 7, 5)),
                net_case(PENALTY[0], network(5, 4, 6, 3, 0.37)),
                net_case(PENALTY[1], network(7, 3, 4, 9, 0.13)),
                huge(large_network(UP)),
                far(large_network(UP_AND_DOWN)),
            ],
            wrt=PARAMS,
            shapes=NET_LETTERS,
            keepdims=True,
            checks=[
                MatchesReference(points=4, name="loss", cases=NET_DATA),
                GradientCheck(
                    points=4,
                    name="gradients-of-layer-2",
                    outputs=["dW2", "db2"],
                    cases=NET_DATA,
                ),
                GradientCheck(
                    points=4,
                    name="gradients-of-layer-1",
                    outputs=["dW1", "db1"],
                    cases=NET_DATA,
                ),
                MatchesReference(points=3, name="penalty", cases=PENALTY),
                GradientCheck(
                    points=3,
                    name="gradient-of-the-penalty",
                    outputs=["dW1", "dW2"],
                    cases=PENALTY,
                ),
                GradientCheck(
                    points=1,
                    name="biases-have-no-penalty",
                    outputs=["db1", "db2"],
                    cases=PENALTY,
                ),
                *large_scores("loss", "dW1", "db1", "dW2", "db2"),
            ],
            remarks=[RemarkUnless(FAR_BEHIND, law=net_is_finite_at_any_gap)],
        ),
        Function(
            "two_layer_net_train",
            file=NET,
            given="given.py",
            uses=["TwoLayerNet"],
            inputs=[
                Case("seven steps", planes(4, 6, 3, 30, 0.3, 7, 8)),
                Case("eleven steps", planes(3, 4, 5, 20, 0.07, 11, 6)),
            ],
            returns=["W1", "b1", "W2", "b2", "history"],
            keepdims=True,
            checks=[
                MatchesReference(points=4, name="steps", outputs=PARAMS),
                MatchesReference(points=2, name="loss-history", outputs=["history"]),
            ],
        ),
        Function(
            "two_layer_net_predict",
            file=NET,
            given="given.py",
            uses=["TwoLayerNet"],
            inputs=[
                Case("few classes", with_scores(6, 4, 5, 3)),
                Case("many classes", with_scores(4, 5, 3, 8)),
            ],
            returns=["y_pred"],
            shapes={**NET_LETTERS, "scores": "N C", "y_pred": "N"},
            checks=[MatchesReference(points=2)],
        ),
    ],
)
