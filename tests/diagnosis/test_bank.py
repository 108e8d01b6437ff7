"""The bank of `bench/`: wrong gradients are noticed, right ones not blamed, no name is wrong."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

BENCH = Path(__file__).parents[2] / "bench"
TOPICS = [
    "svm",
    "softmax",
    "reg",
    "affine",
    "relu",
    "twolayer",
    "graph",
    "conv",
    "maxpool",
    "avgpool",
]


@pytest.fixture(scope="module")
def bank() -> Iterator[dict[str, Any]]:
    """The topics by name."""
    sys.path.insert(0, str(BENCH))
    yield {topic.name: topic for topic in import_module("bank").TOPICS}
    sys.path.remove(str(BENCH))


def wrong_outputs(evidence: Any) -> list[str]:
    return [
        output
        for output in evidence.problem.gradients
        if not all(evidence.judge(case, output).right for case in evidence.cases())
    ]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_bank_is_judged_and_named_as_it_says(topic: str, bank: dict[str, Any]) -> None:
    assert set(bank) == set(TOPICS)
    key = bank[topic].key(0, library=bank[topic].library())
    for mutant in bank[topic].mutants:
        with np.errstate(all="ignore"):
            evidence = bank[topic].evidence(mutant, key)
            found = {output: evidence.explain(output) for output in wrong_outputs(evidence)}

        assert found or "in-place" in mutant.classes, f"{mutant.id} is not noticed"
        names = {explanation.name for explanation in found.values() if explanation}
        assert names <= set(mutant.names), mutant.id


@pytest.mark.parametrize("topic", TOPICS)
def test_no_right_gradient_of_the_bank_is_blamed(topic: str, bank: dict[str, Any]) -> None:
    key = bank[topic].key(0, library=bank[topic].library())
    for variant in bank[topic].correct:
        evidence = bank[topic].evidence(variant, key)

        assert wrong_outputs(evidence) == [], variant.id
