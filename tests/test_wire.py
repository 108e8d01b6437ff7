"""Values cross the line unchanged, and nothing else crosses it."""

import io
import json
import struct
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader import wire

DTYPES = st.sampled_from([np.dtype(name) for name in sorted(wire.DTYPES)])
ARRAYS = DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4)))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text(max_size=50).filter(lambda s: s.encode("utf-8", "replace").decode() == s)
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=8) | st.integers(0, 99), inner, max_size=4)
    ),
    max_leaves=8,
)


def through_a_stream(value: Any) -> Any:
    stream = io.BytesIO()
    packer = wire.Packer(1 << 30)
    wire.send(stream, packer.pack(value), packer.arrays)
    stream.seek(0)
    arrays = wire.Arrays(1 << 30)
    found = wire.unpack(wire.receive(stream), arrays)
    for array in arrays.made:
        wire.receive_into(stream, array)
    assert stream.read() == b""
    return found


def equal(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        return (
            isinstance(b, np.ndarray)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        )
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    return type(a) is type(b) and bool(a == b)


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert equal(value, through_a_stream(value))


@given(ARRAYS)
def test_views_in_any_order_come_back_as_their_values(array: Any) -> None:
    assert equal(array.T.copy(), through_a_stream(array.T))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.0])
def test_special_floats_survive(value: float) -> None:
    assert repr(through_a_stream(value)) == repr(value)


def test_big_endian_and_long_double_become_what_the_wire_has() -> None:
    assert through_a_stream(np.arange(3, dtype=">f8")).dtype == np.dtype("<f8")
    assert through_a_stream(np.arange(3, dtype=np.longdouble)).dtype == np.dtype("<f8")


def test_numpy_scalars_keep_their_precision() -> None:
    assert type(through_a_stream(np.float32(0.1))) is np.float32
    assert type(through_a_stream(np.float64(0.1))) is float
    assert type(through_a_stream(np.int16(3))) is int


class Sneaky(tuple[int, ...]):  # noqa: SLOT001
    def __len__(self) -> int:
        return 2


@pytest.mark.parametrize(
    "value",
    [
        np.array([None, 1], dtype=object),
        np.array([1 + 2j]),
        np.array(["text"]),
        np.ma.array([1.0]),
        np.zeros(1, dtype=[("a", float)]),
        1 + 2j,
        {1, 2},
        Sneaky((1, 2)),
        lambda: 0,
        object(),
        2**80,
        -(2**64) + 1,
        {(1, 2): 3},
        b"bytes",
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_may_not_cross_stays_and_says_what_it_was(value: Any) -> None:
    found = through_a_stream(value)

    assert isinstance(found, wire.Unsupported)
    assert found.what


def test_a_matrix_comes_back_as_one() -> None:
    found = through_a_stream([np.ones((2, 3)).view(np.matrix), 1.5])

    assert type(found[0]) is np.matrix
    assert found[0].tolist() == [[1.0] * 3] * 2


def test_a_matrix_of_three_dimensions_is_refused() -> None:
    with pytest.raises(wire.WireError, match="two dimensions"):
        wire.unpack(["m", "<f8", [1, 2, 3]], wire.Arrays(1 << 10))


def test_deep_nesting_is_cut() -> None:
    value: Any = 1.0
    for _ in range(100):
        value = [value]

    assert "Unsupported" in repr(through_a_stream(value))


def test_an_array_of_no_dimensions_keeps_none() -> None:
    packer = wire.Packer(1 << 10)

    packer.pack(np.array(1.5))

    assert packer.arrays[0].shape == ()


def test_an_array_beyond_the_budget_is_only_announced() -> None:
    packer = wire.Packer(100)

    header = packer.pack((np.broadcast_to(1.0, (10**6, 10**6)), np.zeros(3)))

    assert header == ["t", [["u", "<f8", [10**6, 10**6]], ["a", "<f8", [3]]]]
    assert len(packer.arrays) == 1


HOSTILE: list[Any] = [
    None,
    [],
    "text",
    ["q"],
    ["a", "<f8"],
    ["a", "|O", [1]],
    ["a", "<f8", [-1]],
    ["a", "<f8", [2.5]],
    ["a", "<f8", [True]],
    ["a", "<f8", [10**9, 10**9]],
    ["a", "<f8", [1] * 100],
    ["f", "one"],
    ["f", 1.0],
    ["i", 2**70],
    ["i", True],
    ["b", 1],
    ["d", [["a"]]],
    ["d", [[None, ["n"]]]],
    ["t", {}],
    ["z", "<f8", "0x1p0"],
    ["n", 1],
    ["i", -(2**63) - 1],
    ["i", 2**64],
    ["a", "<f8", [0, 2**61, 2**61]],
    ["a", "<f8", [0, *[2**40] * 60]],
    [[[[]]]],
    [{}],
]


@pytest.mark.parametrize("header", HOSTILE, ids=str)
def test_a_header_that_no_child_writes_is_refused(header: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(header, wire.Arrays(1 << 20))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_no_header_does_more_than_be_refused(header: Any) -> None:
    with suppress(wire.WireError):
        wire.unpack(header, wire.Arrays(1 << 10))


def frame(text: bytes) -> io.BytesIO:
    return io.BytesIO(struct.pack("<I", len(text)) + text)


def test_a_frame_longer_than_any_is_refused_before_it_is_read() -> None:
    with pytest.raises(wire.WireError, match="a header of 4294967295 bytes"):
        wire.receive(io.BytesIO(b"\xff\xff\xff\xff"))


@pytest.mark.parametrize("text", [b"{", b"\xff", b"[" * 100_000, b"1" * 5000])
def test_a_header_that_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(wire.WireError, match="not JSON"):
        wire.receive(frame(text))


def test_a_stream_that_ends_early_is_told_apart() -> None:
    with pytest.raises(EOFError):
        wire.receive(io.BytesIO(b"\x10\x00\x00\x00abc"))
    with pytest.raises(EOFError):
        wire.receive_into(io.BytesIO(b"abc"), np.zeros(3))


def test_headers_are_plain_json() -> None:
    header = wire.Packer(1 << 10).pack({"W": np.zeros((2, 3)), "reg": 0.5})

    assert json.loads(json.dumps(header)) == [
        "d",
        [["W", ["a", "<f8", [2, 3]]], ["reg", ["f", "0x1.0000000000000p-1"]]],
    ]


@pytest.mark.parametrize("tag", ["s", "x"])
def test_half_characters_become_text_that_can_be_written(tag: str) -> None:
    """JSON spells them, UTF-8 cannot: a report with one could not be written."""
    header = json.loads(f'["d", [["\\ud800", ["{tag}", "a\\udfff\\u0000"]]]]')

    ((key, value),) = wire.unpack(header, wire.Arrays(0)).items()

    text = value if tag == "s" else value.what
    assert (key + text).encode() == b"?a?\0"


@pytest.mark.parametrize("value", [-(2**63), 2**64 - 1])
def test_every_integer_is_one_of_numpys(value: int) -> None:
    assert np.asarray(through_a_stream(value)).dtype.kind in "iu"


def test_a_number_too_large_for_its_type_is_infinite_without_a_warning() -> None:
    assert wire.unpack(["z", "<f2", "0x1p+40"], wire.Arrays(0)) == np.inf
