import numpy as np
import pytest

from grader.diagnosis import lookalikes, turns
from grader.diagnosis.situations import hint
from grader.model import Array, Sample, Values


def shares(x: Array, dout: Array, stride: int) -> Array:
    """The gradient of overlapping 2 x 2 sums, all window shares added up."""
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dout.shape[2:]):
        top, left = r * stride, c * stride
        dx[:, :, top : top + 2, left : left + 2] += dout[:, :, r : r + 1, c : c + 1]
    return dx


def run(sample: Sample) -> Values | None:
    """The reference: sums over 2 x 2 windows, times a factor."""
    x, factor, stride = (sample.inputs[name] for name in ("x", "factor", "stride"))
    if sample.dout is None:
        return None
    return {"dx": factor * shares(x, sample.dout, stride)}


@pytest.fixture
def sample() -> Sample:
    rng = np.random.default_rng(0)
    inputs = {"x": rng.standard_normal((3, 2, 4, 5)), "factor": 0.7, "stride": 1}
    return Sample("case", inputs, dout=rng.standard_normal((3, 2, 3, 4)))


def test_every_scalar_is_replaced_by_what_careless_code_has_in_its_place(sample: Sample) -> None:
    found = lookalikes(sample, run)

    assert np.allclose(found["factor=1"]["dx"], shares(sample.inputs["x"], _dout(sample), 1))
    assert not found["factor=0"]["dx"].any()
    assert "stride=0" not in found


def _dout(sample: Sample) -> Array:
    assert sample.dout is not None
    return sample.dout


def test_parameters_in_a_dict_are_replaced_too() -> None:
    sample = Sample("case", {"x": np.ones(2), "param": {"pad": 2, "mode": "same", "p": 0.3}})
    found = lookalikes(sample, lambda s: {"out": s.inputs["x"] * s.inputs["param"]["p"]})

    assert {"pad=1", "p=0", "p=1"} < set(found)
    assert found["p=1"]["out"].tolist() == [1, 1]


def test_dout_may_be_ignored_or_returned(sample: Sample) -> None:
    found = lookalikes(sample, run)

    assert np.allclose(
        found["dout=1"]["dx"], 0.7 * shares(sample.inputs["x"], np.ones((3, 2, 3, 4)), 1)
    )
    assert found["is-dout"]["dx"] is sample.dout


def test_windows_that_overwrite_each_other_leave_the_last_one(sample: Sample) -> None:
    dout, left = _dout(sample), np.zeros_like(sample.inputs["x"])
    for r, c in np.ndindex(3, 4):
        left[:, :, r : r + 2, c : c + 2] = 0.7 * dout[:, :, r : r + 1, c : c + 1]

    assert np.allclose(lookalikes(sample, run)["windows-overwritten"]["dx"], left)


def test_a_situation_in_which_the_reference_fails_is_left_out(sample: Sample) -> None:
    found = lookalikes(sample, lambda s: None if s.inputs["factor"] == 1 else run(s))

    assert "factor=1" not in found
    assert "factor=0" in found


def test_the_turns_of_a_loop_add_up_to_the_answer(sample: Sample) -> None:
    right = run(sample)
    assert right is not None

    found = turns(sample, run)

    assert set(found) == {"example", "channel", "row", "column", "position", "window"}
    assert all(np.allclose(stacks["dx"].sum(0), right["dx"]) for stacks in found.values())
    assert len(found["channel"]["dx"]) == 2
    assert np.flatnonzero(found["example"]["dx"][0].any((1, 2, 3))).tolist() == [0]


def test_the_letters_of_the_output_name_the_loops(sample: Sample) -> None:
    assert "filter" in turns(sample, run, ["N", "F", "Ho", "Wo"])
    assert "channel" in turns(sample, run, ["N", "C", "Ho", "Wo"])


def test_what_has_no_dout_has_no_turns() -> None:
    assert turns(Sample("case", {"x": np.ones(3)}), run) == {}


def test_the_hint_names_the_parameter() -> None:
    assert hint("delta=1") == (
        "This is what comes out for delta = 1: delta is a parameter, use its value."
    )
    assert hint("is-dout") == "This is dout itself, as it was given."
    assert "multiply by dout" in hint("dout=1")
