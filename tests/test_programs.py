"""A child's troubles become sentences, whatever the child says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Outcome
from grader.programs import trouble_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KINDS = [
    "arity",
    "exception",
    "exit",
    "memory",
    "missing_file",
    "missing_function",
    "missing_item",
    "not_implemented",
    "syntax",
]
FIELDS = [
    "type",
    "text",
    "file",
    "line",
    "caller_file",
    "caller_line",
    "function",
    "known",
    "wanted",
    "count",
    "item",
    "importing",
]


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_field_of_a_trouble_can_break_the_grader(kind: str, fields: dict[str, Any]) -> None:
    found = trouble_of({"kind": kind, **fields})

    assert found.says
    assert found.outcome is not Outcome.PASSED
    assert all(c.isprintable() for c in found.says + found.student_text)


@given(JSON)
def test_anything_but_a_known_trouble_is_a_crash(told: Any) -> None:
    if not (isinstance(told, dict) and told.get("kind") in KINDS):
        assert trouble_of(told).outcome is Outcome.CRASHED


def test_a_misspelt_function_gets_a_suggestion() -> None:
    told = {
        "kind": "missing_function",
        "file": "svm.py",
        "function": "svm_loss_naive",
        "known": ["svm_los_naive", "other"],
    }

    assert trouble_of(told).says == (
        "svm.py defines no svm_loss_naive. Did you mean 'svm_los_naive'?"
    )


def test_the_name_of_an_exception_that_a_student_made_up_is_student_text() -> None:
    """A class may be called after the hidden inputs."""
    found = trouble_of({"kind": "exception", "type": "SECRET_1_2_3", "text": "x"})

    assert "SECRET" not in found.says
    assert found.student_text == "SECRET_1_2_3: x"


@pytest.mark.parametrize("line", [0, -1, 10**9, "7", None, True])
def test_a_line_number_that_is_none_is_not_shown(line: Any) -> None:
    told = {"kind": "exception", "type": "ValueError", "file": "svm.py", "line": line}

    assert trouble_of(told).says == "it raised ValueError"


def test_a_line_of_another_file_is_told_with_the_line_that_called_it() -> None:
    told = {"kind": "exception", "type": "ValueError", "file": "given.py", "line": 30}
    called = {**told, "caller_file": "net.py", "caller_line": 7}

    assert trouble_of(told).says == "it raised ValueError at given.py, line 30"
    assert trouble_of(called).says == (
        "it raised ValueError at given.py, line 30, called from net.py, line 7"
    )
