"""Student-produced text is safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import text


@given(st.text(), st.integers(2, 50))
def test_clean_text_is_one_short_printable_line(raw: str, most: int) -> None:
    found = text.clean(raw, most)

    assert len(found) <= most
    assert not any(unicodedata.category(c).startswith("C") for c in found)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("right\u202eleft", "rightleft"),
        ("<object at 0x7f3a5c001234>", "<object at 0x…>"),
        ("in /home/ann/course/svm.py", "in svm.py"),
        ("in C:\\Users\\ann\\svm.py", "in svm.py"),
        ("in pack/inner/svm.py", "in pack/inner/svm.py"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("x" * 400, "x" * 299 + "…"),
        ("1/N and a/b stay", "1/N and a/b stay"),
    ],
)
def test_what_is_cleaned(raw: str, shown: str) -> None:
    assert text.clean(raw) == shown


def test_words_in_a_list() -> None:
    assert text.listed([]) == ""
    assert text.listed(["a"]) == "a"
    assert text.listed(["a", "b", "c"]) == "a, b and c"


def test_counts() -> None:
    assert text.count(1, "case") == "1 case"
    assert text.count(2, "case") == "2 cases"
