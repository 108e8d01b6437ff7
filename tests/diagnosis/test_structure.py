from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.diagnosis import Clue, explain
from grader.model import Array

Move = Callable[[Array], Array]
IMAGES = [(2, 3, 5, 4), (3, 2, 6, 7)]
MATRICES = [(5, 3), (4, 6)]
SQUARES = [(4, 4), (5, 5)]


def named(move: Move, shapes: Sequence[tuple[int, ...]], *, factor: float = 1.0) -> str:
    """The name of a mistake that moves entries, in cases of these shapes."""
    rng = np.random.default_rng(0)
    wants = [rng.standard_normal(shape) for shape in shapes]
    clues = [
        Clue(case=str(k), got=factor * move(want), want=want, sizes={"N": 3.0 + 4 * k})
        for k, want in enumerate(wants)
    ]
    found = explain("dx", {"dx": clues}, hints={}, words={})
    return found.name if found else ""


@pytest.mark.parametrize(
    ("name", "move", "shapes"),
    [
        ("transpose", lambda a: a.T, SQUARES),
        ("transpose", lambda a: a.T, MATRICES),
        ("reshape-not-transpose", lambda a: a.T.reshape(a.shape), MATRICES),
        ("reshape-not-transpose", lambda a: a.transpose(0, 2, 3, 1).reshape(a.shape), IMAGES),
        (
            "fortran-order",
            lambda a: a.reshape(len(a), -1).reshape(a.shape, order="F"),
            [(5, 2, 3), (4, 3, 2)],
        ),
        ("flipped-kernel", lambda a: a[:, :, ::-1, ::-1], IMAGES),
        ("flipped-axis", lambda a: a[:, :, ::-1], IMAGES),
        ("axes-exchanged", lambda a: a.swapaxes(1, 2), [(2, 3, 3, 4)]),
        ("axes-exchanged", lambda a: a.transpose(0, 2, 3, 1), IMAGES),
        ("extra-dimension", lambda a: a[None], [(4,), (6,)]),
        ("not-reshaped", lambda a: a.reshape(len(a), -1), IMAGES),
        ("not-summed", lambda a: np.stack([a / 4, 3 * a / 4]), [(4,), (6,)]),
        ("not-cropped", lambda a: np.pad(a, ((0, 0), (0, 0), (1, 1), (2, 2))), IMAGES),
        ("empty", lambda a: a[:, :, 0:-0, 0:-0], IMAGES),
        ("cut-short", lambda a: a[:, :-1], MATRICES),
        ("shifted", lambda a: np.pad(a, ((0, 0), (0, 0), (1, 0), (1, 0)))[:, :, :-1, :-1], IMAGES),
    ],
)
def test_moved_entries_are_named(name: str, move: Move, shapes: list[tuple[int, ...]]) -> None:
    assert named(move, shapes) == name


def test_moved_entries_are_named_with_a_factor() -> None:
    found = named(lambda a: a.T.reshape(a.shape), MATRICES, factor=-2.0)
    both = named(lambda a: a[:, :, ::-1, ::-1], IMAGES, factor=2.0)

    assert found == ""
    assert both == "flipped-kernel+all*2"


def test_entries_in_a_random_order_have_no_name() -> None:
    rng = np.random.default_rng(0)

    assert named(rng.permutation, [(7, 5), (6, 8)]) == ""


def test_cases_of_different_dimension_are_explained_together() -> None:
    assert named(lambda a: -a, [(5, 2, 3, 4), (3, 7), (4,)]) == "all*-1"
    assert named(np.cos, [(5, 2, 3, 4), (3, 7), (4,)]) == ""


SHAPES = npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
NUMBERS = st.one_of(
    npst.arrays(np.float64, SHAPES), npst.arrays(np.int64, SHAPES), npst.arrays(np.bool_, SHAPES)
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(NUMBERS, npst.arrays(np.float64, SHAPES)), min_size=1, max_size=3))
def test_diagnosis_survives_every_answer(pairs: list[tuple[Array, Array]]) -> None:
    clues = [
        Clue(case=str(k), got=got, want=want, block=want, sizes={"N": 3.0}, strengths={"reg": 0.0})
        for k, (got, want) in enumerate(pairs)
    ]
    with np.errstate(all="ignore"):
        found = explain("dx", {"dx": clues}, hints={}, words={})

    if all(clue.right for clue in clues):
        assert found is None
