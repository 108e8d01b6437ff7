"""Words for people: student-produced text made safe, and small pieces of sentences."""

import re
import unicodedata
from collections.abc import Sequence

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][\w.+@~-]+)+[\\/]([\w.+@~-]+)")


def clean(text: str, most: int = 300) -> str:
    """Student-produced text on one line of at most `most` characters, made safe to show.

    No control or bidirectional characters, no addresses, no folders before file names.
    """
    kept = "".join(" " if c in "\n\t\r" else c for c in text[: 20 * most])
    # Categories C*: control, format (which holds the bidirectional marks), surrogates, unassigned.
    kept = "".join(c for c in kept if not unicodedata.category(c).startswith("C"))
    kept = " ".join(_PATH.sub(r"\1", _ADDRESS.sub("0x…", kept)).split())
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def count(number: int, noun: str) -> str:
    """`3 cases`, `1 case`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def number(value: float) -> str:
    """A number with as many digits as a person can use."""
    return f"{value:.6g}"


def error(value: float) -> str:
    """A relative error: `3.2e-07`."""
    return f"{value:.1e}"


def shape(value: tuple[int, ...]) -> str:
    """`(3, 4)`, and `()` for a scalar."""
    return str(tuple(int(n) for n in value))
