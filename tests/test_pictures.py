"""What pictures need is small, says what it should, and survives the way through JSON."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader import pictures, schemas
from grader.pictures import Curve, ErrorMap, Images, Picture, Speed, Tangent, tangent

SLOPES = tangent(
    output="dW",
    case="many classes",
    value="loss",
    at=[-1, 0, 1],
    loss=[9.0, 10.0, 12.0],
    numeric=1.5,
    analytic=6.0,
)
ALL: list[Picture] = [
    ErrorMap.of(np.eye(3), output="dW", case="one", axes=("D", "C"), tolerance=1e-6),
    SLOPES or pytest.fail("a picture was expected"),
    Speed(max_ratio=4, half_credit_ratio=12),
    Curve.of("loss", np.linspace(2, 0, 300)),
    Images.of("templates", np.arange(32.0).reshape(2, 4, 4)),
]


@pytest.mark.parametrize("picture", ALL, ids=lambda picture: picture.kind)
def test_a_picture_survives_the_way_through_json(picture: Picture) -> None:
    data = json.loads(json.dumps(pictures.to_json(picture)))
    back = pictures.from_json(data)

    assert type(back) is type(picture)
    assert pictures.to_json(back) == data


def test_the_published_schema_knows_every_kind() -> None:
    found = schemas.schema(schemas.SCORE_REPORT)["$defs"]
    kinds = {part["properties"]["kind"]["const"] for part in found.values() if "const" in str(part)}

    assert kinds == set(pictures.KINDS)


@pytest.mark.parametrize(
    ("error", "decade"),
    [(0.0, "."), (1e-6, "."), (2e-6, "5"), (0.05, "1"), (0.1, "1"), (0.11, "0"), (np.inf, "0")],
)
def test_an_error_is_told_by_its_power_of_ten(error: float, decade: str) -> None:
    found = ErrorMap.of(np.array([error]), output="x", case="c", axes=(), tolerance=1e-6)

    assert found.decades == decade


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.data())
def test_a_map_has_a_character_for_every_square_and_few_of_them(
    shape: list[int], data: st.DataObject
) -> None:
    while np.prod(shape) > 200_000:
        shape[int(np.argmax(shape))] //= 2
    errors = np.zeros(shape)
    errors[tuple(data.draw(st.integers(0, n - 1)) for n in shape)] = 0.5
    found = ErrorMap.of(errors, output="x", case="c", axes=(), tolerance=1e-6)

    assert len(found.decades) == np.prod(found.squares) <= 1600
    assert found.decades.count("0") == 1
    assert set(found.decades) <= {"0", "."}


def test_a_tangent_has_its_own_units() -> None:
    assert SLOPES is not None
    assert SLOPES.loss == [-0.5, 0, 1]
    assert (SLOPES.numeric, SLOPES.analytic) == (0.75, 3)


@pytest.mark.parametrize(
    "loss",
    [[1.0, 1.0, 1.0], [np.nan, 1.0, 2.0], [1.0, 2.0, np.inf], [1.0, np.nan, 2.0], [3, 2, np.nan]],
)
def test_a_loss_that_does_not_move_has_no_tangent(loss: list[float]) -> None:
    more = {"output": "dW", "case": "c", "value": "loss"}

    assert tangent(**more, at=[-1, 0, 1], loss=loss, numeric=1, analytic=1) is None


@pytest.mark.parametrize(("numeric", "analytic"), [(1.0, 1e300), (np.nan, 1.0), (1.0, -np.inf)])
def test_slopes_that_are_not_finite_in_the_units_of_the_loss_are_not_drawn(
    numeric: float, analytic: float
) -> None:
    loss = [1e-200, 0.0, -1e-200]
    more = {"output": "dW", "case": "c", "value": "loss"}

    assert tangent(**more, at=[-1, 0, 1], loss=loss, numeric=numeric, analytic=analytic) is None


def test_of_hidden_cases_only_the_slopes_are_seen() -> None:
    (shown,) = (p for p in pictures.of_hidden(ALL) if isinstance(p, Tangent))

    assert (shown.loss, shown.at) == ((), ())
    assert (shown.numeric, shown.analytic) == (1, 4)


def test_of_hidden_cases_a_slope_of_zero_is_no_unit() -> None:
    assert SLOPES is not None
    flat = tangent(
        output="b", case="c", value="loss", at=[-1, 0, 1], loss=[1, 0, 1], numeric=0, analytic=1
    )
    assert flat is not None

    assert pictures.of_hidden([flat]) == []


def test_a_long_curve_keeps_its_ends() -> None:
    values = np.geomspace(2.302585, 1e-3, 5000)
    found = Curve.of("loss", values)

    assert len(found.values) == pictures.MOST_POINTS
    assert (found.values[0], found.values[-1], found.steps) == (2.3, 0.001, 5000)


@given(arrays.arrays(np.float64, (3, 5, 4), elements=st.floats(-1e9, 1e9)))
def test_every_image_goes_from_black_to_white(values: np.ndarray) -> None:
    found = Images.of("W", values)

    assert found.shape == (3, 5, 4)
    for image, digits in zip(
        values, (found.greys[20 * i : 20 * i + 20] for i in range(3)), strict=True
    ):
        if image.min() < image.max():
            assert digits[int(image.argmin())] == "0"
            assert digits[int(image.argmax())] == "f"
        else:
            assert set(digits) == {"8"}


@pytest.mark.parametrize("size", [1e308, 1e-308, 5e-324])
def test_no_size_of_numbers_breaks_an_image(size: float) -> None:
    found = Images.of("W", size * np.array([[[-1.0, 1.0], [0.0, 1.0]]]))

    assert found.greys[1] >= found.greys[2] >= found.greys[0]


def test_large_images_and_many_are_cut_down() -> None:
    found = Images.of("filters", np.random.default_rng(0).random((100, 90, 7)))

    assert found.shape == (pictures.MOST_IMAGES, pictures.MOST_PIXELS, 7)
    assert len(found.greys) == np.prod(found.shape)
