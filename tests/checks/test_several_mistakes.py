"""Two mistakes that show in different cases: each is named by the check of its cases."""

from typing import Any

import numpy as np

from grader.checks import MatchesReference
from grader.model import Case, CaseKind
from grader.problems import Function
from grader.solution import Misconception
from inhouse import judged


def array(pad: int, stride: int) -> Case:
    return Case(
        f"pad {pad}, stride {stride}",
        lambda rng: {"x": rng.standard_normal(7), "pad": pad, "stride": stride},
    )


PLAIN, NO_PAD, STRIDE = "pad 1, stride 1", "pad 0, stride 1", "pad 1, stride 2"
PROBLEM = Function(
    "windows",
    inputs=[array(1, 1), array(0, 1), array(1, 2)],
    checks=[
        MatchesReference(points=1, cases=[PLAIN]),
        MatchesReference(points=1, name="no-pad", cases=[NO_PAD]),
        MatchesReference(points=1, name="stride", cases=[STRIDE]),
    ],
)


def windows(x: Any, pad: int, stride: int) -> Any:
    return np.pad(x, pad)[::stride]


def mirrored(x: Any, pad: int, stride: int) -> Any:
    return windows(-x if pad == 0 else x, pad, stride)


def unmoved(x: Any, pad: int, stride: int) -> Any:
    return 3 * windows(x, pad, stride) ** 2 if stride > 1 else windows(x, pad, stride)


def both(x: Any, pad: int, stride: int) -> Any:
    return mirrored(x, pad, stride) if pad == 0 else unmoved(x, pad, stride)


def everywhere(x: Any, pad: int, stride: int) -> Any:
    return (
        -(windows(x, pad, stride) ** 2) if (pad, stride) != (1, 1) else 2 * windows(x, pad, stride)
    )


def marked(function: Any) -> Misconception:
    return Misconception(function.__name__, "A hint.", ("windows",), function)


def names(student: Any, *known: Any) -> dict[str, str]:
    found = judged(
        PROBLEM,
        {"windows": windows},
        {"windows": student},
        misconceptions=[marked(one) for one in known],
    )
    return {check: verdict.misconception for check, verdict in found.verdicts.items()}


def test_each_mistake_is_named_by_the_check_whose_cases_it_explains() -> None:
    found = names(both, mirrored, unmoved)

    assert found == {"value": "", "no-pad": "mirrored", "stride": "unmoved"}


def test_a_mistake_with_large_numbers_is_not_that_with_ordinary_ones() -> None:
    def sizes(scale: float) -> Any:
        return lambda rng: {"x": scale * rng.uniform(1, 2, 5)}

    problem = Function(
        "powers",
        inputs=[
            Case("ordinary", sizes(1.0)),
            Case("large", sizes(800.0), kind=CaseKind.LARGE),
        ],
        checks=[
            MatchesReference(points=1, cases=["ordinary"]),
            MatchesReference(points=1, name="large", cases=["large"]),
        ],
    )

    def right(x: Any) -> Any:
        return np.where(x < 100, np.exp(-x), 1.0)

    def doubled(x: Any) -> Any:
        return 2 * right(x)

    def overflows(x: Any) -> Any:
        return np.where(x < 100, right(x), np.exp(x) / np.exp(x))

    def both(x: Any) -> Any:
        return np.where(x < 100, doubled(x), overflows(x))

    found = judged(
        problem,
        {"powers": right},
        {"powers": both},
        misconceptions=[Misconception("doubled", "A hint.", ("powers",), doubled)],
    )

    names = {check: verdict.misconception for check, verdict in found.verdicts.items()}
    assert names == {"value": "doubled", "large": ""}


def test_a_mistake_may_be_made_in_several_ways() -> None:
    def way(factor: float) -> Any:
        def doubled(x: Any, pad: int, stride: int) -> Any:
            return windows(x, pad, stride) + factor * pad

        return doubled

    assert names(way(2), way(1), way(2), way(2), mirrored) == {
        "value": "doubled",
        "no-pad": "",
        "stride": "doubled",
    }


def test_a_mistake_that_would_spoil_what_is_right_is_not_named() -> None:
    def squared(x: Any, pad: int, stride: int) -> Any:
        return windows(x, pad, stride) if pad else -(x**2)

    found = names(squared, everywhere)

    assert set(found.values()) == {""}
