"""What an answer must be before it can be judged."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.contract import receive
from grader.model import Observation, Outcome, Sample, Trouble
from grader.problems import Function, LossFunction
from grader.wire import Unfetched, Unsupported

PROBLEM = LossFunction("f", inputs=[], wrt=["W"], checks=[])
SAMPLE = Sample("case", {"W": np.ones((2, 3))})
WANT = {"loss": np.array(1.5), "dW": np.ones((2, 3))}
GOOD = {"loss": 1.5, "dW": np.ones((2, 3)), "after W": np.ones((2, 3))}


def fault(**changes: Any) -> str:
    answer = receive(PROBLEM, SAMPLE, Observation({**GOOD, **changes}), WANT)
    assert len(answer.faults) <= 1
    return next((trouble.says for trouble in answer.faults.values()), "")


def remarks(**changes: Any) -> tuple[str, ...]:
    answer = receive(PROBLEM, SAMPLE, Observation({**GOOD, **changes}), WANT)
    assert answer.faults == {}
    return answer.remarks


def test_a_good_answer_has_neither_faults_nor_remarks() -> None:
    assert fault() == ""
    assert remarks() == ()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"dW": np.ones((3, 2))}, "dW has shape (3, 2); expected (2, 3)"),
        ({"dW": np.ones((1, 2, 3))}, "dW has shape (1, 2, 3); expected (2, 3)"),
        ({"dW": 1.0}, "dW has shape (); expected (2, 3)"),
        ({"dW": None}, "dW is None; expected an array of shape (2, 3)"),
        ({"dW": "W"}, "dW is a str; expected an array of shape (2, 3)"),
        ({"dW": {"W": 1}}, "dW is a dict; expected an array of shape (2, 3)"),
        (
            {"dW": Unsupported("numpy.ma.MaskedArray")},
            "dW is a numpy.ma.MaskedArray; expected an array of shape (2, 3)",
        ),
        (
            {"dW": Unfetched("<f8", (10**9,))},
            "dW is an array of shape (1000000000,); expected an array of shape (2, 3)",
        ),
        (
            {"dW": [[1.0], [1.0, 2.0]]},
            "dW is a list that is not an array of numbers; expected an array of shape (2, 3)",
        ),
        ({"dW": np.full((2, 3), np.nan)}, "dW is NaN in 6 of 6 entries"),
        ({"dW": np.array([[np.inf, 1, 1], [1, 1, 1]])}, "dW is infinite in 1 of 6 entries"),
        ({"loss": np.nan}, "loss is NaN"),
        ({"loss": np.ones(1)}, "loss has shape (1,); expected ()"),
        ({"loss": Unsupported("complex")}, "loss is a complex; expected a number"),
        (
            {"loss": Unsupported("\x1b[2J\u202e<script>.SECRET")},
            "loss is an object of a type of its own; expected a number",
        ),
        (
            {"loss": Unsupported("an array of dtype SECRET")},
            "loss is an object of a type of its own; expected a number",
        ),
        (
            {"loss": Unsupported("an array of dtype complex128")},
            "loss is an array of dtype complex128; expected a number",
        ),
        (
            {"dW": np.ones((1, 2, 3, 4, 5, 6, 7))},
            "dW has shape (1, 2, 3, 4, 5, 6, …); expected (2, 3)",
        ),
    ],
)
def test_what_cannot_be_judged_is_said_in_a_sentence(changes: Any, says: str) -> None:
    assert fault(**changes) == says


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"loss": np.array(1.5)}, "loss is an array of no dimensions"),
        ({"loss": np.float32(1.5)}, "loss is float32"),
        ({"dW": np.ones((2, 3), "f4")}, "dW is float32"),
        ({"dW": [[1.0] * 3] * 2}, "dW is a list: return a NumPy array"),
        ({"dW": np.ones((2, 3)).view(np.matrix)}, "dW is a numpy.matrix"),
        ({"after W": np.zeros((2, 3))}, "W is changed in place"),
    ],
)
def test_what_is_right_with_a_flaw_gets_a_remark(changes: Any, says: str) -> None:
    (remark,) = remarks(**changes)

    assert remark.startswith(says)


def test_an_input_may_be_called_dout() -> None:
    problem = Function("f", inputs=[], checks=[])
    sample = Sample("case", {"dout": np.ones(2)})

    same, other = (
        receive(problem, sample, Observation({"value": 1.0, "after dout": after}), None)
        for after in (np.ones(2), np.zeros(2))
    )

    assert same.remarks == ()
    assert other.remarks == ("dout is changed in place: work on a copy, or build a new array",)


def test_an_output_that_is_missing_leaves_the_others_as_they_are() -> None:
    trouble = Trouble(Outcome.FAILED, "the result has no 'W'; it is an empty dict")

    answer = receive(PROBLEM, SAMPLE, Observation({"loss": 1.5}, missing={"dW": trouble}), WANT)

    assert answer.faults == {"dW": trouble}
    assert answer.values == {"loss": 1.5}


@pytest.mark.parametrize("loss", [1, True, np.int64(1), np.float64(1.5), 1.5])
def test_any_plain_number_will_do_as_a_loss(loss: Any) -> None:
    assert remarks(loss=loss) == ()


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text()
    | hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_side=3))
    | st.builds(Unsupported, st.text())
    | st.builds(Unfetched, st.just("<f8"), st.tuples(st.integers(0, 2**60))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_answer_breaks_the_grader(loss: Any, dW: Any, after: Any) -> None:
    seen = Observation({"loss": loss, "dW": dW, "after W": after})

    answer = receive(PROBLEM, SAMPLE, seen, WANT)

    for output in PROBLEM.outputs:
        assert output in answer.values or output in answer.faults


def test_further_axes_of_length_1_are_a_remark_where_the_problem_allows_them() -> None:
    problem = LossFunction("f", inputs=[], wrt=["b"], checks=[], keepdims=True)
    want = {"loss": np.array(1.5), "db": np.arange(3.0)}

    def got(db: np.ndarray[Any, Any]) -> Any:
        return receive(problem, SAMPLE, Observation({"loss": 1.5, "db": db}), want)

    answer = got(np.arange(3.0)[None])
    assert answer.values["db"].shape == (3,)
    assert answer.remarks == ("db has further axes of length 1: leave out keepdims",)
    assert got(np.arange(3.0)).remarks == ()
    assert got(np.zeros((3, 3))).faults["db"].says == "db has shape (3, 3); expected (3,)"
