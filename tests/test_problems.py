"""Every problem form, in this process and through a real worker."""

from typing import Any

import numpy as np
import pytest

from grader.checks import GradientCheck, MatchesReference, Trains
from grader.isolation import PlainProcess, seat
from grader.limits import Limits
from grader.model import Case, Outcome, Sample
from grader.problems import Function, Layer, LossFunction, Model, Procedure
from grader.worker import Worker
from inhouse import judged

CODE = """
import numpy as np

def scale(x, by):
    return by * x

def both(x):
    return x + 1, x - 1

def penalty(W, reg):
    return reg * np.sum(W * W), 2 * reg * W

def affine_forward(x, w, b):
    return x @ w + b, (x, w)

def scores_forward(x, w):
    return x @ w, (x, w)

def affine_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(0)

class Net:
    def __init__(self, size, reg):
        self.params = {"W": np.zeros(size)}
        self.reg = reg
    def loss(self, X):
        W = self.params["W"]
        scores = X @ W
        dW = 2 * X.T @ scores + 2 * self.reg * W
        return np.sum(scores**2) + self.reg * np.sum(W**2), {"W": dW}

def train(X, steps):
    return X.mean(0) * min(1, steps / 10)
"""
NAMES: dict[str, object] = {}
exec(CODE, NAMES)  # noqa: S102  # the same text goes to the worker

VALUE, GRADIENT = MatchesReference(points=1), GradientCheck(points=1)
FORMS = [
    Function("scale", inputs=lambda rng: {"x": rng.random(3), "by": 2.0}, checks=[VALUE]),
    Function(
        "both", inputs=lambda rng: {"x": rng.random((2, 3))}, returns=["up", "down"], checks=[VALUE]
    ),
    LossFunction(
        "penalty",
        inputs=lambda rng: {"W": rng.standard_normal((3, 2)), "reg": 0.3},
        wrt=["W"],
        checks=[VALUE, GRADIENT],
    ),
    Layer(
        "affine",
        inputs=lambda rng: {
            "x": rng.standard_normal((4, 3)),
            "w": rng.standard_normal((3, 2)),
            "b": rng.standard_normal(2),
        },
        wrt=["x", "w", "b"],
        checks=[VALUE, GRADIENT],
    ),
    Layer(
        "scores",
        inputs=lambda rng: {"x": rng.random((4, 3)), "w": rng.random((3, 2))},
        checks=[VALUE],
    ),
    Model(
        "Net",
        inputs=lambda rng: {
            "init": {"size": 3, "reg": 0.5},
            "params": {"W": rng.standard_normal(3)},
            "X": rng.standard_normal((4, 3)),
        },
        wrt=["W"],
        checks=[VALUE, GRADIENT],
    ),
    Procedure(
        "train",
        inputs=lambda rng: {"X": rng.random((5, 2)), "steps": 10, "truth": np.full(2, 0.5)},
        returns=["w"],
        withheld=["truth"],
        checks=[
            Trains(
                points=1,
                score=lambda given, values: 1 - float(np.abs(values["w"] - given["truth"]).max()),
                at_least=0.5,
            )
        ],
    ),
]


@pytest.mark.parametrize("problem", FORMS, ids=lambda p: p.name)
def test_the_reference_passes_every_check_of_the_form(problem: Function) -> None:
    found = judged(problem, NAMES, NAMES)  # type: ignore[arg-type]

    assert {v.outcome for v in found.verdicts.values()} == {Outcome.PASSED}
    assert found.remarks == ()


@pytest.mark.parametrize(("name", "given_name"), [("twice", ""), ("scale", "twice")])
def test_a_given_function_works_with_the_students(name: str, given_name: str) -> None:
    problem = Function(
        name,
        file="code.py",
        given="given.py",
        given_name=given_name,
        uses=["scale"],
        inputs=lambda rng: {"x": rng.random(3)},
        checks=[VALUE],
    )
    sample = Sample("case", problem.inputs(np.random.default_rng(0)))  # type: ignore[operator]

    with seat(PlainProcess()) as own, Worker(own, Limits()) as worker:
        (own.folder / "code.py").write_text(CODE)
        (own.folder / "given.py").write_text("def twice(scale, x): return scale(x, 2.0)")
        seen = worker.run(problem.program(sample))

    assert problem.functions == ("scale",)
    assert np.array_equal(seen.values["value"], 2 * sample.inputs["x"])


@pytest.mark.parametrize("problem", FORMS, ids=lambda p: p.name)
def test_a_worker_runs_the_same_program(problem: Function) -> None:
    rng = np.random.default_rng(0)
    sample = Sample("case", problem.inputs(rng), dout=rng.standard_normal((4, 2)))  # type: ignore[operator]
    program = problem.program(sample)
    assert program.file == ""

    with seat(PlainProcess()) as own, Worker(own, Limits()) as worker:
        (own.folder / "code.py").write_text(CODE)
        seen = worker.run(type(program)("code.py", program.steps, program.returns))

    assert seen.trouble is None
    assert set(problem.outputs) <= set(seen.values)


def test_a_layer_without_gradients_is_its_forward_alone() -> None:
    layer = Layer("scores", inputs=lambda rng: {}, checks=[])

    assert layer.functions == ("scores_forward",)
    assert layer.outputs == ("out",)


def not_written(*_: Any) -> Any:
    raise NotImplementedError


def test_what_to_write_is_told_where_a_problem_is_not_called_like_it() -> None:
    penalty, affine = (p for p in FORMS if p.name in ("affine", "penalty"))
    missing = {"affine_forward": not_written, "penalty": not_written}

    function, layer = (
        judged(problem, NAMES, missing).verdicts["value"]  # type: ignore[arg-type]
        for problem in (penalty, affine)
    )

    assert layer.outcome is function.outcome is Outcome.NOT_IMPLEMENTED
    assert layer.hint == "Write affine_forward and affine_backward."
    assert function.hint == ""


def test_a_model_without_gradients_keeps_the_points_for_its_loss() -> None:
    Net: Any = NAMES["Net"]

    class Unfinished(Net):  # type: ignore[misc]
        def loss(self, X: Any) -> tuple[float, dict[str, Any]]:
            return super().loss(X)[0], {}

    (model,) = (problem for problem in FORMS if problem.name == "Net")
    found = judged(model, NAMES, {"Net": Unfinished}).verdicts  # type: ignore[arg-type]

    assert found["value"].outcome is Outcome.PASSED
    assert found["gradient"].says == "the result has no 'W'; it is an empty dict"


def test_withheld_inputs_stay_with_the_grader() -> None:
    train = FORMS[-1]
    sample = Sample("case", train.inputs(np.random.default_rng(0)))  # type: ignore[operator]

    assert "truth" not in repr(train.program(sample))


def test_sizes_come_from_the_shapes() -> None:
    problem = LossFunction(
        "penalty",
        inputs=[Case("one", lambda rng: {})],
        wrt=["W"],
        shapes={"W": "D C"},
        checks=[],
    )

    assert problem.sizes(Sample("one", {"W": np.zeros((3, 2))})) == {"D": 3, "C": 2}
    assert problem.axes("dW") == ("D", "C")


def test_a_dimension_of_a_model_has_one_name() -> None:
    model = Model("Net", inputs=[], wrt=["W"], shapes={"W": "D C"}, checks=[])
    init = {"input_dim": 3, "num_classes": 2, "reg": 0.5}
    sample = Sample("one", {"init": init, "params": {"W": np.zeros((3, 2))}, "y": 5})

    assert model.strengths(sample) == {"reg": 0.5, "y": 5.0}


def test_a_bare_function_of_inputs_is_drawn_twice() -> None:
    assert [case.name for case in FORMS[0].cases] == ["first", "second"]
