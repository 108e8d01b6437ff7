"""Words for people: student-produced text made safe, and small pieces of sentences."""

import re
import unicodedata
from collections.abc import Sequence

MOST_AXES = 6

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
_PATH = re.compile(r"(?<!\w)(?:[A-Za-z]:)?(?:[\\/][\w.+@~-]+)+[\\/]([\w.+@~-]+)")


def clean(text: str, most: int = 300) -> str:
    """Student-produced text on one line of at most `most` characters, made safe to show.

    No control or bidirectional characters, no addresses, no folders before file names.
    """
    return _short(_PATH.sub(r"\1", _ADDRESS.sub("0x…", _inert(text[: 20 * most]))), most)


def shown(name: str, most: int = 80) -> str:
    """A name that somebody chose, such as a path in an archive: like `clean`, but whole."""
    return _short(_inert(name[: 20 * most]), most)


def is_plain(name: str) -> bool:
    """Whether a name has no control, bidirectional or otherwise invisible character."""
    # C*: control, format (which holds the bidirectional marks), surrogates, unassigned.
    return not any(unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" for c in name)


def _inert(text: str) -> str:
    kept = "".join(" " if c in "\n\t\r" else c for c in text)
    return "".join(c for c in kept if is_plain(c))


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


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
    """`(3, 4)`, and `()` for a scalar; of many axes only the first."""
    first = str(tuple(int(n) for n in value[:MOST_AXES]))
    return first if len(value) <= MOST_AXES else f"{first[:-1]}, …)"
