import numpy as np
import pytest

from examples import Example, examples, explained, name
from grader.diagnosis.parts import PATTERNS, SAYS
from grader.model import Array


def left(example: Example, pattern: str) -> Array:
    """The answer of a loop over the examples that goes wrong in this way."""
    weights = PATTERNS[pattern](len(example.X))
    return np.tensordot(weights, example.turns, axes=1) + example.terms["reg"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_loop_that_goes_wrong_is_named(pattern: str) -> None:
    found = explained(lambda example: left(example, pattern))

    assert found is not None
    assert found.name == f"example-{pattern}"
    assert found.says == SAYS[pattern].format(loop="example", output="dW")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_loop_that_goes_wrong_is_named_with_a_factor_beside_it(pattern: str) -> None:
    found = explained(lambda example: left(example, pattern) - example.terms["reg"] / 2)

    assert name(found) == f"example-{pattern}+rest*1/2"


def test_the_division_inside_the_loop_is_what_such_a_loop_does() -> None:
    def averaged(example: Example) -> Array:
        total, N = np.zeros(example.W.shape), len(example.X)
        for turn in example.turns * N:
            total = (total + turn) / N
        return total + example.terms["reg"]

    assert name(explained(averaged)) == "example-divided-inside"


def test_two_turns_cannot_tell_overwritten_from_skipped() -> None:
    example = examples()[0]
    two = [Example(example.X[:2], example.W, (example.parts[0][:2],) * 2, example.reg)]

    assert explained(lambda e: e.turns[1] + e.terms["reg"], two) is None


def test_one_turn_fits_what_longer_loops_show() -> None:
    first, second, _ = examples()
    one = Example(first.X[:1], first.W, (first.parts[0][:1], first.parts[1][:1]), first.reg)

    found = explained(lambda example: left(example, "overwritten"), [one, second])

    assert name(found) == "example-overwritten"


def test_a_turn_in_the_middle_has_no_name() -> None:
    assert explained(lambda example: example.want - example.turns[2]) is None
