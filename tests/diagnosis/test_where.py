"""Where a wrong answer is wrong."""

import numpy as np
import pytest

from grader.diagnosis import where

SHAPE = (3, 4, 5, 6)


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ((0,), "only example 0 (index 0 along axis 0) of dx"),
        ((slice(None), 1), "only channel 1 (index 1 along axis 1) of dx"),
        ((..., 4, slice(None)), "only row 4 (index 4 along axis 2, the last) of dx"),
        ((..., 0), "only column 0 (index 0 along axis 3) of dx"),
    ],
)
def test_images_have_channels_and_not_classes(place: tuple[int, ...], says: str) -> None:
    wrong = np.zeros(SHAPE, bool)
    wrong[place] = True

    assert where("dx", wrong, ("N", "C", "H", "W")) == says


def test_the_rows_of_an_output_and_of_a_filter_are_rows() -> None:
    wrong = np.zeros(SHAPE, bool)
    wrong[:, :, 2] = True

    assert where("dw", wrong, ("F", "C", "HH", "WW")).startswith("only row 2")
    assert where("out", wrong, ("N", "F", "Ho", "Wo")).startswith("only row 2")


def test_scores_have_classes() -> None:
    wrong = np.zeros((5, 4), bool)
    wrong[:, 3] = True

    assert where("scores", wrong, ("N", "C")) == "only class 3 (column 3, the last) of scores"
