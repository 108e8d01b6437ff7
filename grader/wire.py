"""Values across the trust line: a JSON header, then raw little-endian bytes. No pickle.

    frame   4 bytes, little-endian: the length of the header
            the header, JSON in UTF-8
            the bytes of its arrays, one after the other

A value in a header is a list that begins with its tag: ["n"] None, ["b", true], ["i", 5],
["f", "0x1.8p+1"], ["s", "text"], ["z", dtype, "0x1.8p+1"] a NumPy scalar, ["t", [...]] a tuple,
["l", [...]], ["d", [[key, value], ...]], ["a", dtype, [shape]] the next array,
["u", dtype, [shape]] an array too large to be sent, and ["x", "what it was"] for anything else: it
stays where it is.

This module runs beside student code, so it uses only the standard library and NumPy.
"""

import json
import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

MAX_HEADER = 1 << 20
MAX_DEPTH = 8
MAX_ITEMS = 10_000
MAX_TEXT = 4_000
LEAST_INT, MOST_INT = -(1 << 63), (1 << 64) - 1
"""What NumPy's integers hold."""
DTYPES = frozenset(
    ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"]
)

TOO_LARGE = "a structure too deep or too large"
TOO_LONG = "an integer of more than 64 bits"
ODD_KEYS = "a dict whose keys are not strings or integers"
REASONS = frozenset([TOO_LARGE, TOO_LONG, ODD_KEYS])
"""Why a value does not cross the line, beside that it is of another type."""

# Bound early: student code may replace them in the module.
_ARRAY, _MATRIX, _as_array = np.ndarray, np.matrix, np.asarray


class WireError(Exception):
    """A frame that is not what the other side must send."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Stands for a value that may not cross the line."""

    what: str


@dataclass(frozen=True, slots=True)
class Unfetched:
    """Stands for an array that is larger than any right answer."""

    dtype: str
    shape: tuple[int, ...]


# --- values to headers ----------------------------------------------------------------------


class Packer:
    """Collects the arrays of a value while its header is made.

    Arrays beyond `most_bytes` in all are announced but not sent.
    """

    def __init__(self, most_bytes: int) -> None:
        self.arrays: list[np.ndarray[Any, Any]] = []
        self._bytes_left = most_bytes
        self._items_left = MAX_ITEMS

    def pack(self, value: object, depth: int = 0) -> list[Any]:
        """The header of `value`."""
        self._items_left -= 1
        if depth > MAX_DEPTH or self._items_left < 0:
            return ["x", TOO_LARGE]
        kind = type(value)
        if kind is _ARRAY:
            return self._pack_array(value)  # type: ignore[arg-type]
        if kind is _MATRIX:
            packed = self._pack_array(_as_array(value))
            return ["m", *packed[1:]] if packed[0] == "a" else packed
        if kind in (tuple, list):
            items = [self.pack(item, depth + 1) for item in value]  # type: ignore[attr-defined]
            return ["t" if kind is tuple else "l", items]
        if kind is dict:
            return self._pack_dict(value, depth)  # type: ignore[arg-type]
        return self._pack_scalar(value)

    def _pack_dict(self, value: dict[Any, Any], depth: int) -> list[Any]:
        if not all(type(key) in (str, int) for key in value):
            return ["x", ODD_KEYS]
        return ["d", [[key, self.pack(item, depth + 1)] for key, item in value.items()]]

    def _pack_array(self, value: np.ndarray[Any, Any]) -> list[Any]:
        if value.dtype.kind not in "biuf":
            return ["x", f"an array of dtype {value.dtype.name}"]
        size = value.dtype.itemsize if value.dtype.itemsize in (1, 2, 4) else 8
        dtype = np.dtype(f"{value.dtype.kind}{size}").newbyteorder("<")
        needed = math.prod(value.shape) * size
        if needed > self._bytes_left:
            return ["u", dtype.str, list(value.shape)]
        self._bytes_left -= needed
        # The conversion happens here, inside the timed window: a lazy result gains nothing.
        self.arrays.append(_as_array(value, dtype=dtype.str, order="C"))
        return ["a", dtype.str, list(value.shape)]

    def _pack_scalar(self, value: object) -> list[Any]:
        if value is None:
            return ["n"]
        if type(value) in (bool, np.bool_):
            return ["b", bool(value)]
        if isinstance(value, int | np.integer) and type(value).__module__ in ("builtins", "numpy"):
            return self._pack_int(int(value))
        if type(value) is float or type(value) is np.float64:
            return ["f", float(value).hex()]
        if type(value) in (np.float16, np.float32):
            return ["z", "<f2" if type(value) is np.float16 else "<f4", float(value).hex()]  # type: ignore[arg-type]
        if type(value) is str:
            return ["s", _text(value[:MAX_TEXT])]
        return ["x", type_name(value)]

    @staticmethod
    def _pack_int(value: int) -> list[Any]:
        return ["i", value] if LEAST_INT <= value <= MOST_INT else ["x", TOO_LONG]


def type_name(value: object) -> str:
    """The type of `value` as a person would write it: `numpy.matrix`, `set`."""
    kind = type(value)
    module, name = str(kind.__module__)[:80], str(kind.__name__)[:80]
    return name if module in ("builtins", "__main__") else f"{module}.{name}"


# --- headers to values ----------------------------------------------------------------------


def unpack(tree: object, array: Callable[[str, tuple[int, ...]], Any], depth: int = 0) -> Any:  # noqa: ANN401
    """The value of a header that may be hostile; `array` is called for each array in order.

    Raises WireError for anything that `Packer` cannot have written.
    """
    if not isinstance(tree, list) or not tree or depth > MAX_DEPTH + 2:
        raise WireError("a value without a tag")
    tag, *rest = tree
    if tag == "n" and not rest:
        return None
    if tag in ("a", "u") and len(rest) == 2:
        dtype, shape = _checked_array(rest[0], rest[1])
        return array(dtype, shape) if tag == "a" else Unfetched(dtype, shape)
    if tag == "m" and len(rest) == 2:
        dtype, shape = _checked_array(rest[0], rest[1])
        if len(shape) != 2:
            raise WireError("a matrix that does not have two dimensions")
        return array(dtype, shape).view(_MATRIX)
    if tag in ("t", "l") and len(rest) == 1 and isinstance(rest[0], list):
        items = [unpack(item, array, depth + 1) for item in rest[0]]
        return tuple(items) if tag == "t" else items
    if tag == "d" and len(rest) == 1 and isinstance(rest[0], list):
        return dict(_item(pair, array, depth) for pair in rest[0])
    return _unpack_scalar(tag, rest)


def _item(pair: object, array: Callable[..., Any], depth: int) -> tuple[str | int, Any]:
    match pair:
        case [str() | int() as key, value]:
            own = _text(key) if isinstance(key, str) else key
            return own, unpack(value, array, depth + 1)
    raise WireError("a dict entry that is no pair")


def _unpack_scalar(tag: object, rest: Sequence[object]) -> Any:  # noqa: ANN401
    match tag, *rest:
        case "b", bool() as value:
            return value
        case "i", int() as value if type(value) is int and LEAST_INT <= value <= MOST_INT:
            return value
        case "f", str() as text:
            return _float(text)
        case "z", "<f4" | "<f2" as dtype, str() as text:
            with np.errstate(over="ignore"):
                return np.dtype(dtype).type(_float(text))
        case "s", str() as text:
            return _text(text[:MAX_TEXT])
        case "x", str() as text:
            return Unsupported(_text(text[:200]))
    raise WireError("an unknown tag or a wrong payload")


def _text(text: str) -> str:
    """Text that can be written: JSON also spells halves of characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _float(text: str) -> float:
    try:
        return float.fromhex(text[:40])
    except (ValueError, OverflowError) as error:
        raise WireError("a float that is not hexadecimal") from error


def _checked_array(dtype: object, shape: object) -> tuple[str, tuple[int, ...]]:
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise WireError("an array of a dtype that is not sent")
    if not isinstance(shape, list) or len(shape) > 64:
        raise WireError("an array without a shape")
    if not all(type(n) is int and 0 <= n < 1 << 62 for n in shape):
        raise WireError("an array with an impossible shape")
    return dtype, tuple(shape)


class Arrays:
    """Makes room for the arrays of a header as `unpack` meets them, up to `most_bytes` in all."""

    def __init__(self, most_bytes: int) -> None:
        self.made: list[np.ndarray[Any, Any]] = []
        self._bytes_left = most_bytes

    def __call__(self, dtype: str, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        self._bytes_left -= math.prod(shape) * np.dtype(dtype).itemsize
        if self._bytes_left < 0:
            raise WireError("more bytes of arrays than any answer has")
        try:
            self.made.append(np.empty(shape, dtype=dtype))
        except ValueError as error:  # axes that are too many, or too long beside one of length 0
            raise WireError("an array of a shape that there is not") from error
        return self.made[-1]


# --- frames ---------------------------------------------------------------------------------


def send(stream: BinaryIO, header: object, arrays: Sequence[np.ndarray[Any, Any]] = ()) -> None:
    """Writes one frame."""
    text = json.dumps(header, separators=(",", ":")).encode()
    if len(text) > MAX_HEADER:
        raise WireError(f"a header of {len(text)} bytes")
    stream.write(struct.pack("<I", len(text)) + text)
    stream.writelines(array.data if array.size else b"" for array in arrays)
    stream.flush()


def receive(stream: BinaryIO) -> Any:  # noqa: ANN401
    """Reads the header of one frame. Raises EOFError at the end, WireError for a bad header."""
    (length,) = struct.unpack("<I", _exactly(stream, 4))
    if length > MAX_HEADER:
        raise WireError(f"a header of {length} bytes")
    try:
        return json.loads(_exactly(stream, length))
    except (ValueError, RecursionError) as error:
        raise WireError("a header that is not JSON") from error


def receive_into(stream: BinaryIO, array: np.ndarray[Any, Any]) -> None:
    """Reads the bytes of one array. Raises EOFError where they end early."""
    view = array.data.cast("B") if array.size else memoryview(b"")
    done = 0
    while done < len(view):
        count = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        done += count


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        piece = stream.read(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)
