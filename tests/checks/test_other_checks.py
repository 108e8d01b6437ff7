"""Initial loss, values, laws, training, timing."""

from typing import Any

import numpy as np
import pytest

from grader.checks import (
    Check,
    GradientCheck,
    Holds,
    InitialLoss,
    MatchesReference,
    RemarkUnless,
    TimingLimit,
    Trains,
)
from grader.checks import timing as timing_check
from grader.evidence import Race
from grader.model import Case, Observation, Outcome, Sample, Verdict
from grader.problems import Function, LossFunction, Procedure
from grader.solution import Misconception
from inhouse import judged


def softmax(scores: Any) -> Any:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def scores(rng: np.random.Generator) -> dict[str, Any]:
    return {"scores": rng.standard_normal((4, 3))}


def judge(check: Check, student: Any, **more: Any) -> Verdict:
    problem = Function("softmax", inputs=scores, checks=[check])
    found = judged(problem, {"softmax": softmax}, {"softmax": student}, **more)
    return found.verdicts[check.slug]


# --- initial loss ---------------------------------------------------------------------------


def cross_entropy(W: Any, X: Any) -> Any:
    p = softmax(X @ W)
    return -np.log(p[:, 0]).mean(), X.T @ (p - np.eye(W.shape[1])[0]) / len(X)


def initial_loss(student: Any) -> Verdict:
    problem = LossFunction(
        "cross_entropy",
        inputs=lambda rng: {"W": rng.standard_normal((3, 5)), "X": rng.standard_normal((4, 3))},
        wrt=["W"],
        checks=[InitialLoss(points=1, expected=lambda g: np.log(g["W"].shape[1]), formula="log C")],
    )
    names = {"cross_entropy": cross_entropy}
    return judged(problem, names, {"cross_entropy": student}).verdicts["initial-loss"]


def test_the_initial_loss_of_softmax_is_log_c() -> None:
    assert initial_loss(cross_entropy).outcome is Outcome.PASSED


def test_another_logarithm_shows_in_the_initial_loss() -> None:
    verdict = initial_loss(lambda W, X: (cross_entropy(W, X)[0] / np.log(10), W))

    assert verdict.outcome is Outcome.FAILED
    assert verdict.says == "at W = 0 the loss is not log C"
    assert list(verdict.values) == ["first: loss is 0.69897, expected 1.60944"]


def test_a_loss_that_is_infinite_at_zero_fails_by_the_contract() -> None:
    verdict = initial_loss(lambda W, X: (np.inf, W))

    assert verdict.says == "loss is infinite"


# --- values ---------------------------------------------------------------------------------


def test_values_name_the_mistake_where_it_is_known() -> None:
    wrong = Misconception(
        "by-columns", "Sum over the classes.", ("softmax",), lambda s: softmax(s.T).T
    )

    verdict = judge(MatchesReference(points=1), wrong.function, misconceptions=[wrong])

    assert verdict.outcome is Outcome.FAILED
    assert (verdict.misconception, verdict.hint) == ("by-columns", "Sum over the classes.")
    assert verdict.where == "every entry of value"


def test_a_tiny_difference_from_summing_in_another_order_is_right() -> None:
    verdict = judge(MatchesReference(points=1), lambda s: softmax(s[:, ::-1])[:, ::-1])

    assert verdict.outcome is Outcome.PASSED


def test_a_remembering_function_fails() -> None:
    calls: list[int] = []

    def student(s: Any) -> Any:
        calls.append(1)
        return softmax(s) if len(calls) <= 2 else softmax(2 * s)

    verdict = judge(MatchesReference(points=1), student)

    assert "must depend on the arguments only" in verdict.says


# --- laws -----------------------------------------------------------------------------------


def unmoved(f: Any, given: Any) -> bool:
    return bool(np.allclose(f(scores=given["scores"] + 1000.0), f()))


SHIFT = Holds(points=1, says="shifting all scores changes nothing", law=unmoved, hint="Shift.")


def test_a_law_that_holds_is_paid() -> None:
    assert judge(SHIFT, softmax).outcome is Outcome.PASSED


def test_a_law_that_does_not_hold_says_so() -> None:
    def careless(s: Any) -> Any:
        with np.errstate(all="ignore"):
            return np.nan_to_num(np.exp(s) / np.exp(s).sum(1, keepdims=True))

    verdict = judge(SHIFT, careless)

    assert verdict.outcome is Outcome.FAILED
    assert verdict.hint == "Shift."


def test_a_law_whose_question_gets_no_answer_is_not_paid() -> None:
    def careless(s: Any) -> Any:
        with np.errstate(all="ignore"):
            return np.exp(s) / np.exp(s).sum(1, keepdims=True)

    assert judge(SHIFT, careless).says == "value is NaN in 12 of 12 entries"


def test_a_constant_obeys_many_laws_and_earns_nothing() -> None:
    verdict = judge(SHIFT, lambda s: np.full(s.shape, 0.5))

    assert verdict.outcome is Outcome.SKIPPED


@pytest.mark.parametrize("answer", [None, 1, "yes", np.True_])
def test_a_law_that_gives_no_truth_is_the_authors_mistake(answer: Any) -> None:
    verdict = judge(Holds(points=1, says="odd", law=lambda f, given: answer), softmax)

    assert verdict.outcome is Outcome.GRADER_ERROR
    assert verdict.credit == 0


def test_a_law_that_raises_is_the_authors_mistake() -> None:
    def broken(f: Any, given: Any) -> bool:
        raise KeyError("X")

    verdict = judge(Holds(points=1, says="odd", law=broken), softmax)

    assert verdict.outcome is Outcome.GRADER_ERROR
    assert "KeyError" in verdict.says


def test_a_remark_is_made_only_where_the_law_does_not_hold() -> None:
    def remarks(student: Any) -> tuple[str, ...]:
        problem = Function(
            "softmax",
            inputs=scores,
            checks=[MatchesReference(points=1)],
            remarks=[RemarkUnless("overflows", law=unmoved)],
        )
        return judged(problem, {"softmax": softmax}, {"softmax": student}).remarks

    assert remarks(softmax) == ()
    with np.errstate(all="ignore"):
        assert remarks(lambda s: np.exp(s) / np.exp(s).sum(1, keepdims=True)) == ("overflows",)
    assert remarks(lambda s: s) == ()


# --- training -------------------------------------------------------------------------------


def training(student: Any) -> Verdict:
    def accuracy(given: Any, values: Any) -> float:
        return float(np.mean((given["X_new"] @ values["w"] > 0) == given["y_new"]))

    def data(rng: np.random.Generator) -> dict[str, Any]:
        w, X = rng.standard_normal(3), rng.standard_normal((200, 3))
        y = X @ w > 0
        return {"X": X[:100], "y": y[:100], "X_new": X[100:], "y_new": y[100:]}

    def train(X: Any, y: Any) -> Any:
        return X.T @ (2.0 * y - 1)

    problem = Procedure(
        "train",
        inputs=data,
        returns=["w"],
        withheld=["X_new", "y_new"],
        checks=[Trains(points=1, score=accuracy, at_least=0.8, says="accuracy")],
    )
    return judged(problem, {"train": train}, {"train": student}).verdicts["trains"]


def test_trained_parameters_are_judged_on_data_that_was_not_seen() -> None:
    assert training(lambda X, y: 5 * X.T @ (y - 0.5)).outcome is Outcome.PASSED


def test_untrained_parameters_fail() -> None:
    verdict = training(lambda X, y: np.zeros(3))

    assert verdict.outcome is Outcome.FAILED
    assert verdict.tolerance == 0.8
    assert verdict.measured is not None
    assert verdict.measured < 0.8


def test_parameters_of_another_shape_fail_by_the_contract() -> None:
    assert training(lambda X, y: np.zeros((3, 1))).says == "w has shape (3, 1); expected (3,)"


def test_a_score_that_is_no_number_fails() -> None:
    problem = Procedure(
        "train",
        inputs=scores,
        returns=["w"],
        checks=[Trains(points=1, score=lambda given, values: float("nan"), at_least=0.8)],
    )
    found = judged(problem, {"train": np.zeros_like}, {"train": np.zeros_like})

    assert found.verdicts["trains"].outcome is Outcome.FAILED


def test_a_given_loop_trains_once_and_points_at_what_it_trains() -> None:
    """The model's own problem names the mistake: nothing is trained again to name it here."""
    trained: list[str] = []

    def train(model: Any, size: float) -> Any:
        trained.append(model.__name__)
        return np.full(2, size * model())

    def right() -> float:
        return 1.0

    def wrong() -> float:
        return 0.0

    problem = Procedure(
        "train",
        given="given.py",
        uses=["model"],
        inputs=[Case("size 1", lambda _: {"size": 1.0}), Case("size 2", lambda _: {"size": 2.0})],
        returns=["w"],
        checks=[Trains(points=1, score=lambda _, values: values["w"].sum(), at_least=1)],
    )
    found = judged(
        problem,
        {"train": train, "model": right},
        {"train": train, "model": wrong},
        misconceptions=[Misconception("zero", "It is zero.", ("model",), wrong)],
    )

    verdict = found.verdicts["trains"]
    assert verdict.says == "score of size 1 is 0; expected at least 1"
    assert verdict.hint == "The training loop is given: look for the mistake in model."
    assert sorted(trained) == ["right", "right", "wrong", "wrong"]


# --- answers of any size --------------------------------------------------------------------


SIZES = [1e308, -1e308, 5e-324, 2**64 - 1, -(2**63), np.float16(65504), np.inf, np.nan, True, 0.0]


@pytest.mark.parametrize("loss", [*SIZES, ["1.5"], [[1.5, None]], 1j, "1.5"], ids=str)
def test_no_number_breaks_a_check(loss: Any) -> None:
    """Nor is there a warning about it, which would be an error here."""
    problem = LossFunction(
        "f",
        inputs=lambda rng: {"W": rng.standard_normal((4, 3)), "reg": 0.5},
        wrt=["W"],
        checks=[
            InitialLoss(points=1, expected=lambda given: 0.0),
            MatchesReference(points=1),
            GradientCheck(points=1),
        ],
    )
    right = {"f": lambda W, reg: (reg * np.sum(W * W), 2 * reg * W)}
    for size in (*SIZES, 1e155):
        wrong = {"f": lambda W, reg, size=size: (loss, np.full(W.shape, size))}
        found = judged(problem, right, wrong).verdicts.values()
        assert Outcome.GRADER_ERROR not in {verdict.outcome for verdict in found}


# --- timing ---------------------------------------------------------------------------------


def work(n: int) -> float:
    return float(sum(i * i for i in range(n)))


def timing(student: Any, **more: Any) -> Verdict:
    problem = Function(
        "work",
        inputs=[Case("small", lambda rng: {"n": 10})],
        checks=[TimingLimit(points=1, inputs=lambda rng: {"n": 20_000}, loop="none", **more)],
    )
    return judged(problem, {"work": work}, {"work": student}).verdicts["timing"]


def repeated(times: int) -> Any:
    return lambda n: max(work(n) for _ in range(times))


def test_what_costs_as_much_as_the_reference_passes() -> None:
    assert timing(work).outcome is Outcome.PASSED


def test_what_costs_seven_times_the_reference_earns_half() -> None:
    verdict = timing(repeated(7))

    assert verdict.outcome is Outcome.PARTIAL
    assert verdict.credit == 0.5


def test_what_costs_forty_times_the_reference_earns_nothing() -> None:
    verdict = timing(repeated(40))

    assert verdict.outcome is Outcome.FAILED
    assert verdict.measured is not None
    assert verdict.measured > 20


def test_a_fast_wrong_answer_earns_no_speed_points() -> None:
    assert timing(lambda n: 0.0).outcome is Outcome.SKIPPED


def test_an_answer_that_is_wrong_only_when_it_is_timed_earns_nothing() -> None:
    verdict = timing(lambda n: work(n) if n < 100 else 0.0)

    assert verdict.outcome is Outcome.FAILED
    assert "larger inputs of the timed call" in verdict.says


@pytest.mark.parametrize(
    ("own", "reference", "kernels", "counts"),
    [(1.0, 1.0, None, 0.0), (2.9, 1.0, None, 0.0), (10.0, 1.0, None, 7.0), (10.0, 1.0, 2.0, 0.0)],
)
def test_work_before_and_after_the_call_counts_as_the_calls(
    own: float, reference: float, kernels: float | None, counts: float
) -> None:
    """Beside a calibration kernel nothing is known of what receiving the inputs costs."""
    race = Race(
        Sample("case", {}),
        Observation(aside_seconds=own),
        Observation(aside_seconds=reference),
        kernels,
    )

    assert timing_check._aside(race) == pytest.approx(counts, abs=1e-3)
