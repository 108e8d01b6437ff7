"""Pictures of errors: every wrong entry shows, whatever the shape."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.heatmap import COLOUR, caption, heat_map, light_map
from grader.model import Array
from grader.pictures import MOST_SQUARES, ErrorMap

SVG = "{http://www.w3.org/2000/svg}"


def errors(values: Array, axes: str = "", output: str = "dW") -> ErrorMap:
    return ErrorMap.of(values, output=output, case="many classes", axes=tuple(axes), tolerance=1e-6)


def squares(found: ErrorMap) -> list[ET.Element]:
    return ET.fromstring(heat_map(found)).findall(f".//{SVG}rect")  # noqa: S314  # our own


def at(shape: tuple[int, ...], *place: int, error: float = 0.5) -> Array:
    values = np.zeros(shape)
    values[place] = error
    return values


def test_every_wrong_entry_is_a_square_with_its_place_and_error() -> None:
    (square,) = squares(errors(at((3, 4), 2, 1), "DC"))

    assert square.findtext(f"{SVG}title") == "dW[2, 1]: error above 1.0e-01"
    assert float(square.attrib["x"]) == float(square.attrib["width"])
    assert float(square.attrib["y"]) == 2 * float(square.attrib["height"])


def test_what_rounding_explains_is_no_square() -> None:
    assert squares(errors(np.full((3, 4), 1e-6), "DC")) == []


def test_larger_errors_have_more_colour_and_infinite_ones_all_of_it() -> None:
    found = squares(errors(np.array([2e-6, 1e-3, 1.0, 7.0, np.inf]), "D"))

    strengths = [float(square.attrib["fill-opacity"]) for square in found]
    assert strengths[0] < strengths[1] < strengths[2] == strengths[3] == strengths[4] == 1
    assert len(found) == 5
    assert {square.attrib["fill"] for square in found} == {COLOUR}


def test_a_single_wrong_entry_of_a_large_array_still_shows() -> None:
    (square,) = squares(errors(at((3072, 100), 3071, 99), "DC"))

    assert square.findtext(f"{SVG}title") == "dW[3003:3080, 99:102]: error above 1.0e-01"
    assert "a square shows the worst of up to 231 entries" in caption(errors(at((3072, 100), 0)))


def test_images_are_tiles_whose_places_are_the_first_axes() -> None:
    found = errors(at((2, 3, 5, 4), 1, 2, 4, 0), "NCHW", "dx")

    (square,) = squares(found)

    assert square.findtext(f"{SVG}title") == "dx[1, 2, 4, 0]: error above 1.0e-01"
    assert len(ET.fromstring(heat_map(found)).findall(f"{SVG}g")) == 6  # noqa: S314
    assert caption(found) == (
        "dx, many classes: H down, W across in every tile; tiles: N down, C across. Wrong is "
        "coloured: faint from 1.0e-06, full above 0.1."
    )


@pytest.mark.parametrize(
    ("shape", "axes", "names"),
    [
        ((4,), "C", ["C", ""]),
        ((4, 3), "DC", ["C", "D"]),
        ((4, 3), "", ["axis 1", "axis 0"]),
        ((2, 4, 3), "NHW", ["N · W", "H"]),
        ((2, 3, 4, 3), "NCHW", ["C · W", "N · H"]),
    ],
)
def test_the_axes_have_their_letters(shape: tuple[int, ...], axes: str, names: list[str]) -> None:
    picture = ET.fromstring(heat_map(errors(at(shape, 0), axes)))  # noqa: S314

    assert [text.text or "" for text in picture.findall(f"{SVG}text")] == names


@given(st.lists(st.integers(1, 90), min_size=1, max_size=5), st.data())
def test_a_picture_is_small_and_shows_what_is_wrong(shape: list[int], data: st.DataObject) -> None:
    while np.prod(shape) > 100_000:
        shape[int(np.argmax(shape))] //= 2
    place = [data.draw(st.integers(0, n - 1)) for n in shape]
    picture = ET.fromstring(heat_map(errors(at(tuple(shape), *place))))  # noqa: S314

    assert len(picture.findall(f".//{SVG}rect")) == 1
    full = squares(errors(np.ones(shape)))
    assert len(full) <= MOST_SQUARES**2


def test_names_are_escaped() -> None:
    found = ErrorMap.of(
        np.ones((2, 2)), output="<b>", case="&'\"", axes=("<i>", "&"), tolerance=1e-6
    )

    picture = ET.fromstring(heat_map(found))  # noqa: S314

    assert {element.tag.removeprefix(SVG) for element in picture.iter()} == {
        *("svg", "text", "g", "path", "rect", "title")
    }


@given(
    st.lists(st.floats(0, 10, allow_nan=False), min_size=24, max_size=24),
    st.sampled_from([(24,), (6, 4), (2, 3, 4), (2, 1, 3, 4)]),
)
def test_the_light_map_colours_the_same_area(values: list[float], shape: tuple[int, ...]) -> None:
    found = errors(np.array(values).reshape(shape))
    tree = ET.fromstring(light_map(found))  # noqa: S314  # our own
    paths = tree.iter(f"{SVG}path")
    lines = [p for p in paths if re.fullmatch(r"(M\d+ \d+h\d+)+", p.attrib["d"])]
    lengths = [int(n) for path in lines for n in re.findall(r"h(\d+)", path.attrib["d"])]

    each = squares(found)
    assert sum(lengths) == len(each)
    assert {path.attrib["stroke-opacity"] for path in lines} == {
        one.attrib["fill-opacity"] for one in each
    }
    assert "style" not in tree.attrib


def test_the_light_map_of_a_large_output_is_small() -> None:
    found = errors(10 ** -np.random.default_rng(0).uniform(0, 5, (40, 40)))

    assert len(light_map(found)) < len(heat_map(found)) / 5
