"""A child's troubles become sentences, whatever the child says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Call, Get, Outcome, Program, Put, Ref, Take
from grader.programs import trouble_of, words_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KNOWN = frozenset(["svm.py", "net.py", "given.py", "work.ipynb", "svm_loss_naive", "dW", "1"])
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
    found = trouble_of({"kind": kind, **fields}, KNOWN)

    assert found.says
    assert len(found.says) < 1000
    assert found.outcome is not Outcome.PASSED
    assert all(c.isprintable() for c in found.says + found.student_text)


@given(JSON)
def test_anything_but_a_known_trouble_is_a_crash(told: Any) -> None:
    if not (isinstance(told, dict) and told.get("kind") in KINDS):
        assert trouble_of(told, KNOWN).outcome is Outcome.CRASHED


def test_a_misspelt_function_gets_a_suggestion() -> None:
    told = {
        "kind": "missing_function",
        "file": "svm.py",
        "function": "svm_loss_naive",
        "known": ["svm_los_naive", "other"],
    }

    found = trouble_of(told, KNOWN)

    assert found.says == "svm.py defines no svm_loss_naive"
    assert found.student_text == "did you mean 'svm_los_naive'?"


def test_the_name_of_an_exception_that_a_student_made_up_is_student_text() -> None:
    """A class may be called after the hidden inputs."""
    found = trouble_of({"kind": "exception", "type": "SECRET_1_2_3", "text": "x"}, KNOWN)

    assert "SECRET" not in found.says
    assert found.student_text == "SECRET_1_2_3: x"


@pytest.mark.parametrize("line", [0, -1, 10**9, "7", None, True])
def test_a_line_number_that_is_none_is_not_shown(line: Any) -> None:
    told = {"kind": "exception", "type": "ValueError", "file": "svm.py", "line": line}

    assert trouble_of(told, KNOWN).says == "it raised ValueError"


def test_a_line_of_another_file_is_told_with_the_line_that_called_it() -> None:
    told = {"kind": "exception", "type": "ValueError", "file": "given.py", "line": 30}
    called = {**told, "caller_file": "net.py", "caller_line": 7}

    assert trouble_of(told, KNOWN).says == "it raised ValueError at given.py, line 30"
    assert trouble_of(called, KNOWN).says == (
        "it raised ValueError at given.py, line 30, called from net.py, line 7"
    )


SECRETS = [
    {"kind": "missing_function", "file": "SECRET.py", "function": "SECRET", "known": ["SECRET"]},
    {
        "kind": "missing_function",
        "file": "svm.py",
        "function": "svm_loss_naive",
        "known": ["SECRET"],
    },
    {"kind": "missing_file", "file": "SECRET.py"},
    {"kind": "missing_item", "item": "SECRET", "type": "SECRET", "known": ["SECRET"]},
    {"kind": "missing_item", "item": 5383383, "type": "SECRET", "known": []},
    {
        "kind": "arity",
        "function": "SECRET",
        "wanted": ["SECRET"],
        "count": 5383383,
        "type": "SECRET",
    },
    {"kind": "exception", "type": "SECRET", "text": "SECRET", "file": "SECRET.py", "line": 3},
    {"kind": "exception", "type": "E", "file": "SECRET.ipynb, cell 3", "line": 3},
    {"kind": "exception", "type": "E", "file": "svm.py", "line": 5383383, "importing": "SECRET"},
    {"kind": "syntax", "text": "SECRET", "file": "SECRET.py", "line": 3, "importing": "SECRET.py"},
]


@pytest.mark.parametrize("told", SECRETS, ids=lambda told: str(told["kind"]))
def test_a_sentence_holds_no_name_that_the_submission_chose(told: dict[str, Any]) -> None:
    """Any of them may spell the hidden inputs; student-produced text is not shown there."""
    found = trouble_of(told, KNOWN)

    assert "SECRET" not in found.says
    assert "5383383" not in found.says


def test_a_cell_of_a_notebook_that_was_handed_in_is_named() -> None:
    told = {"kind": "exception", "type": "ValueError", "file": "work.ipynb, cell 3", "line": 7}

    assert trouble_of(told, KNOWN).says == "it raised ValueError at work.ipynb, cell 3, line 7"


def test_eighty_thousand_names_are_not_compared() -> None:
    """Each comparison takes some time of the grader's."""
    told = {"kind": "missing_function", "file": "svm.py", "function": "svm_loss_naive"}
    names = [f"svm_los_naiv{number}" for number in range(80_000)]

    assert trouble_of({**told, "known": names}, KNOWN).student_text == (
        trouble_of({**told, "known": names[:99]}, KNOWN).student_text
    )


def test_the_words_of_a_program_are_its_names() -> None:
    program = Program(
        "net.py",
        (
            Call("Net", file="given.py", unpack=("a", "b")),
            Take("f"),
            Get(Ref(0, ("grads",)), "params"),
            Put(Ref(2), "W", 1.0, item=True),
        ),
        {"dW": Ref(0, (1, "W1"))},
    )

    assert words_of(program) == {
        *("net.py", "given.py", "Net", "a", "b", "f", "grads", "params", "W", "dW", "1", "W1")
    }
