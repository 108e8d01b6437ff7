"""The answer key: reproducible cases, tolerances that fit the problem, subgradients."""

from types import ModuleType
from typing import Any, ClassVar

import numpy as np
import pytest

from grader.answers import LiveAnswers, LiveKey
from grader.assignment import Assignment
from grader.errors import CourseError
from grader.model import Case, CaseKind
from grader.numeric import RTOL, SlopeKind
from grader.problems import Function, Layer, LossFunction, Model, Problem
from grader.seed import PUBLIC, Seed
from grader.solution import Misconception, Solution, Terms


def key(problem: Problem, seed: Seed = PUBLIC, **functions: Any) -> LiveKey:
    module = ModuleType("code")
    vars(module).update(functions)
    solution = Solution(
        modules={"": module},
        misconceptions=[Misconception("breaks", "It breaks.", tuple(functions), _broken)],
    )
    return LiveAnswers(Assignment("t", files=[""], problems=[], id="t"), solution, seed).key(
        problem
    )


def _broken(*_: Any) -> Any:
    raise ValueError


def one_case(draw: Any, **more: Any) -> Function:
    return Function("f", inputs=[Case("one", draw, **more)], checks=[])


def test_a_seed_draws_the_same_inputs_every_time() -> None:
    problem = one_case(lambda rng: {"x": rng.standard_normal(3)})

    first, second = (key(problem, f=np.sum).samples["one"].inputs["x"] for _ in range(2))

    assert np.array_equal(first, second)


def test_another_seed_draws_other_inputs() -> None:
    problem = one_case(lambda rng: {"x": rng.standard_normal(3)})
    other = key(problem, Seed("other", b"other"), f=np.sum)

    assert not np.array_equal(
        key(problem, f=np.sum).samples["one"].inputs["x"], other.samples["one"].inputs["x"]
    )


def test_a_further_case_does_not_move_the_inputs_of_the_others() -> None:
    def draw(rng: np.random.Generator) -> dict[str, Any]:
        return {"x": rng.standard_normal(3)}

    alone = Function("f", inputs=[Case("one", draw)], checks=[])
    more = Function("f", inputs=[Case("zero", draw), Case("one", draw)], checks=[])

    assert np.array_equal(
        key(alone, f=np.sum).samples["one"].inputs["x"],
        key(more, f=np.sum).samples["one"].inputs["x"],
    )


def test_the_secret_of_a_seed_is_not_shown() -> None:
    assert "hush" not in repr(Seed("label", b"hush"))


def test_inputs_are_drawn_until_the_claim_holds() -> None:
    def positive(given: Any) -> bool:
        return bool(given["x"] > 0.9)

    for number in range(20):
        problem = one_case(lambda rng: {"x": rng.random()}, claim=positive)
        found = key(problem, Seed("s", bytes([number])), f=abs)
        assert found.samples["one"].inputs["x"] > 0.9


def test_a_claim_that_is_never_met_is_the_authors_mistake() -> None:
    def overflows(given: Any) -> bool:
        return False

    with pytest.raises(CourseError, match="none met overflows"):
        key(one_case(lambda rng: {"x": 1.0}, claim=overflows), f=abs)


def test_an_inputs_function_that_raises_is_the_authors_mistake() -> None:
    with pytest.raises(CourseError, match="case 'one': drawing the inputs raised KeyError"):
        key(one_case(lambda rng: {"y": 1}["x"]), f=abs)


def test_inputs_are_what_a_worker_gets() -> None:
    def draw(rng: Any) -> Any:
        return {"x": np.ones((2, 3)).T, "reg": np.float64(0.5), "sizes": (np.int64(3), 4)}

    inputs = key(one_case(draw), f=lambda x, reg, sizes: x.sum()).samples["one"].inputs

    assert inputs["x"].flags.c_contiguous
    assert type(inputs["reg"]) is float
    assert [type(size) for size in inputs["sizes"]] == [int, int]


def test_an_input_that_cannot_be_sent_is_the_authors_mistake() -> None:
    with pytest.raises(CourseError, match="the input 'x' holds set, which cannot be sent"):
        key(one_case(lambda rng: {"x": [{1}]}), f=abs)


def test_shapes_that_do_not_fit_the_inputs_are_the_authors_mistake() -> None:
    problem = Function(
        "f", inputs=[Case("one", lambda rng: {"x": np.ones((2, 3))})], checks=[], shapes={"x": "N"}
    )

    with pytest.raises(CourseError, match="drawing the inputs raised ValueError"):
        key(problem, f=np.sum)


def test_a_reference_without_a_gradient_is_the_authors_mistake() -> None:
    class Net:
        params: ClassVar[dict[str, Any]] = {}

        def loss(self, X: Any) -> Any:
            return X.sum(), {"V": X}

    model = Model("Net", inputs=[Case("one", lambda rng: {"X": np.ones(2)})], wrt=["W"], checks=[])

    with pytest.raises(CourseError, match="the result has no 'W': it has V"):
        key(model, Net=Net).expected("one")


def test_a_reference_that_raises_is_the_authors_mistake() -> None:
    found = key(one_case(lambda rng: {"x": 1.0}), f=_broken)

    with pytest.raises(CourseError, match="the reference of f, case 'one': it raised ValueError"):
        found.expected("one")


def test_a_misconception_that_breaks_on_a_case_explains_nothing_there() -> None:
    found = key(one_case(lambda rng: {"x": 1.0}), f=abs)

    assert found.library("one", "value").variants == {}


def test_the_upstream_gradient_fits_the_output_of_the_layer() -> None:
    problem = Layer(
        "f", inputs=[Case("one", lambda rng: {"x": rng.random((2, 3))})], wrt=["x"], checks=[]
    )

    found = key(problem, f_forward=lambda x: (x @ np.ones((3, 4)), None), f_backward=abs)

    dout = found.samples["one"].dout
    assert dout is not None
    assert dout.shape == (2, 4)


def test_a_well_conditioned_answer_has_the_usual_tolerance() -> None:
    found = key(one_case(lambda rng: {"x": rng.random((3, 4))}), f=lambda x: 2 * x)

    assert found.tolerance("one", "value") == RTOL


def test_an_answer_that_float32_cannot_give_more_exactly_has_a_wider_one() -> None:
    """Probabilities of scores around 2000: their rounding to float32 is 1e-4."""
    problem = one_case(lambda rng: {"x": 2000 + rng.random((3, 4))}, kind=CaseKind.LARGE)

    def softmax(x: Any) -> Any:
        powers = np.exp(x - x.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    found = key(problem, f=softmax)

    assert 10 * RTOL < found.tolerance("one", "value") <= 1e-3


def test_slopes_at_a_kink_are_those_of_the_reference() -> None:
    problem = LossFunction(
        "f",
        inputs=[Case("zero", lambda rng: {"W": np.zeros(2)}, kind=CaseKind.TIE)],
        wrt=["W"],
        checks=[],
    )

    found = key(problem, f=lambda W: (np.abs(W).sum(), np.sign(W))).slopes("zero", "dW")

    assert len(found) > 10
    assert {slope.kind for _, slope in found} == {SlopeKind.KINK}
    for v, slope in found:
        assert slope.low == pytest.approx(-np.abs(v).sum())
        assert slope.high == pytest.approx(np.abs(v).sum())


def test_what_was_computed_for_a_problem_is_kept() -> None:
    problem = one_case(lambda rng: {"x": 1.0})
    answers = LiveAnswers(Assignment("t", files=[""], problems=[], id="t"), Solution({}), PUBLIC)

    assert answers.key(problem) is answers.key(problem)


def test_terms_are_computed_once_for_all_outputs_of_a_case_without_any_misconception() -> None:
    calls: list[str] = []

    def loss(W: Any) -> Any:
        return W.sum(), np.ones(3)

    def split(W: Any) -> Any:
        calls.append("terms")
        return {"loss": {"data": W.sum()}, "dW": {"data": np.ones(3)}}

    def wrong(W: Any) -> Any:
        calls.append("misconception")
        return 0.0, np.zeros(3)

    module = ModuleType("code")
    vars(module).update(loss=loss)
    solution = Solution(
        modules={"": module},
        misconceptions=[Misconception("wrong", "It is wrong.", ("loss",), wrong)],
        terms=[Terms(("loss",), split, {})],
    )
    problem = LossFunction("loss", inputs=lambda rng: {"W": rng.random(3)}, wrt=["W"], checks=[])
    answers = LiveAnswers(Assignment("t", files=[""], problems=[], id="t"), solution, PUBLIC)

    found = [answers.key(problem).terms("first", output) for output in problem.outputs]

    assert [list(terms) for terms in found] == [["data"], ["data"]]
    assert calls == ["terms"]
