"""Programs: what the child does with each kind of step."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from grader.inprocess import InProcess
from grader.model import Call, Get, Give, Observation, Outcome, Program, Put, Ref, Step


class Net:
    def __init__(self, size: int) -> None:
        self.params = {"W": np.zeros(size)}
        self.reg = 0.0

    def loss(self, scale: float) -> tuple[float, dict[str, Any]]:
        return scale * float(self.params["W"].sum()) + self.reg, {"W": self.params["W"]}


NAMES = {
    "Net": Net,
    "forward": lambda x: (2 * x, {"x": x}),
    "backward": lambda dout, cache: dout * cache["x"],
    "loner": lambda: 5,
    "nested": lambda settings: settings["a"]["b"] + settings["c"][1],
}


def run(*steps: Step, **returns: Ref) -> Observation:
    names: Mapping[str, Any] = NAMES
    return InProcess(lambda _file, name: names[name]).run(Program("f.py", steps, returns))


def says(seen: Observation) -> str:
    assert seen.trouble is not None
    return seen.trouble.says


def test_a_cache_goes_from_call_to_call_and_never_comes_back() -> None:
    x, dout = np.arange(3.0), np.ones(3)

    seen = run(
        Call("forward", (x,), unpack=("out", "cache")),
        Call("backward", (dout, Ref(0, (1,)))),
        out=Ref(0, (0,)),
        dx=Ref(1),
    )

    assert np.array_equal(seen.values["out"], [0, 2, 4])
    assert np.array_equal(seen.values["dx"], x)


def test_a_model_is_built_changed_and_asked() -> None:
    seen = run(
        Call("Net", kwargs={"size": 2}),
        Get(Ref(0), "params"),
        Put(Ref(1), "W", np.array([1.0, 2.0]), item=True),
        Put(Ref(0), "reg", 0.5),
        Call("loss", (10,), on=Ref(0), unpack=("loss", "grads")),
        loss=Ref(4, (0,)),
        dW=Ref(4, (1, "W")),
    )

    assert seen.values["loss"] == 30.5
    assert np.array_equal(seen.values["dW"], [1, 2])


def test_items_are_read() -> None:
    seen = run(Give({"a": 3}), Get(Ref(0), "a", item=True), a=Ref(1))

    assert seen.values == {"a": 3}


def test_arguments_may_be_nested() -> None:
    assert run(Call("nested", ({"a": {"b": 1}, "c": [0, 2]},)), v=Ref(0)).values == {"v": 3}


def test_too_few_values_are_told_with_their_names() -> None:
    seen = run(Call("loner", unpack=("loss", "dW")))

    assert seen.trouble is not None
    assert seen.trouble.outcome is Outcome.FAILED
    assert seen.trouble.says == "loner returned 1 value (int); expected 2 values, loss and dW"


def test_an_item_that_is_not_there_is_told_with_those_that_are() -> None:
    seen = run(
        Call("Net", kwargs={"size": 2}),
        Call("loss", (1,), on=Ref(0), unpack=("loss", "grads")),
        loss=Ref(1, (0,)),
        dV=Ref(1, (1, "V")),
    )

    assert seen.trouble is None
    assert seen.values == {"loss": 0.0}
    assert seen.missing["dV"].in_full == "the result has no 'V': it has W"


@pytest.mark.parametrize(
    ("grads", "says"), [({}, "it is an empty dict"), (None, "it is a NoneType")]
)
def test_what_is_there_where_an_item_is_missing_is_told(grads: Any, says: str) -> None:
    seen = run(Give((1.5, grads)), loss=Ref(0, (0,)), dW=Ref(0, (1, "W")))

    assert seen.values == {"loss": 1.5}
    assert seen.missing["dW"].says == f"the result has no 'W'; {says}"


def test_an_attribute_that_is_not_there_is_an_error_of_the_submission() -> None:
    seen = run(Call("Net", kwargs={"size": 2}), Get(Ref(0), "weights"), w=Ref(1))

    assert says(seen) == "it raised AttributeError"
