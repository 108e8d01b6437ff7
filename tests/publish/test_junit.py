"""JUnit XML: what strict readers take, with every outcome as what it is."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from a_class import CLASS, HOSTILE, LATE, broken, gradebook_of, saying
from graded import class_folder, graded, publish
from grader.model import Outcome
from grader.publish import junit
from grader.publish.gradebook import Gradebook
from grader.report import Report
from grader.roster import Student

SCHEMA = xmlschema.XMLSchema11(Path(__file__).parent / "junit.xsd")
FORBIDDEN = {*map(chr, range(32))} - {"\t", "\n"} | {"\ufffe", "\uffff"} | {"\ud800"}


def parsed(book: Gradebook) -> ET.Element:
    root = ET.fromstring(junit.text(book))  # noqa: S314  # our own
    SCHEMA.validate(root)
    return root


def ended(outcome: Outcome) -> Report:
    """A report whose first check ended so."""
    found = graded("right")
    first, *others = found.checks
    return replace(found, checks=[replace(first, outcome=outcome, points=0.0), *others])


def test_each_student_is_a_suite_and_each_check_a_case(tmp_path: Path) -> None:
    root = parsed(gradebook_of(tmp_path, CLASS, [Student("zoe", "Zoe", "B")]))

    assert [suite.get("name") for suite in root] == ["alice", "bob", "carol", "zoe"]
    alice, bob, carol, zoe = root
    checks = graded("right").checks
    names = [(case.get("classname"), case.get("name")) for case in alice.iter("testcase")]
    assert names == [(check.problem, check.title) for check in checks]
    assert [case for case in alice.iter("testcase") if len(case)] == []
    assert (bob.get("failures"), bob.get("skipped")) == ("1", "1")
    assert carol.get("failures") == carol.get("tests") == str(len(checks))
    assert zoe.get("tests") == "0"


def test_the_counts_add_up(tmp_path: Path) -> None:
    students: dict[str, str | Report] = {**CLASS, "dave": "raises"}
    root = parsed(gradebook_of(tmp_path, students))

    for kind, element in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(root.get(kind, "")) == len(list(root.iter(element)))
        for suite in root:
            assert int(suite.get(kind, "")) == len(list(suite.iter(element)))


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_element(tmp_path: Path, outcome: Outcome) -> None:
    root = parsed(gradebook_of(tmp_path, {"alice": ended(outcome)}))
    case = next(root.iter("testcase"))

    if outcome is Outcome.PASSED:
        assert len(case) == 0
    else:
        assert [inner.tag for inner in case] == [junit.ELEMENTS[outcome]]
        assert case[0].get("type") == outcome.value


def test_a_failure_says_points_and_reason(tmp_path: Path) -> None:
    (failure,) = parsed(gradebook_of(tmp_path, {"bob": "wrong_gradient"})).iter("failure")

    assert failure.get("message") == "0 of 40 points: dw is wrong in 2 of 2 cases"
    assert failure.text is not None
    assert "hint: The regularization term is missing. (reg*0)" in failure.text


def test_scores_are_properties_of_the_suite(tmp_path: Path) -> None:
    late = replace(graded("right"), lateness=LATE)
    root = parsed(gradebook_of(tmp_path, {"alice": late}, [Student("alice", "Alice", "A")]))
    told = {one.get("name"): one.get("value") for one in root.iter("property")}

    assert told["name"] == "Alice"
    assert (told["points"], told["penalty"], told["final"]) == ("100", "20", "80")
    assert told["points of squared_error.gradient"] == "40 of 40"


def test_what_the_grader_broke_on_is_an_error(tmp_path: Path) -> None:
    root = parsed(gradebook_of(tmp_path, {"alice": broken(graded("right"))}))

    assert root[0].get("errors") == "1"


@pytest.mark.parametrize("words", HOSTILE[:5], ids=range(5))
def test_hostile_words_stay_words(tmp_path: Path, words: str) -> None:
    book = gradebook_of(
        tmp_path, {words: saying(graded("right"), words)}, [Student(words, words, words)]
    )
    (suite,) = parsed(book)

    kept = "".join(c for c in words if c not in FORBIDDEN)
    assert suite.get("name") == kept
    assert len(list(suite.iter("testcase"))) == len(graded("right").checks)
    for failure in suite.iter("failure"):
        assert str(failure.get("message")).endswith(kept)
        assert kept in str(failure.text)


@given(st.text(st.one_of(st.characters(), st.sampled_from(sorted(FORBIDDEN)))))
def test_a_text_reads_back_without_what_xml_cannot_hold(words: str) -> None:
    element = ET.fromstring(ET.tostring(junit.element("a", words=words), "utf-8"))  # noqa: S314
    kept = (c for c in words if c not in FORBIDDEN and not "\ud800" <= c <= "\udfff")

    assert element.get("words") == "".join(kept)


def test_the_same_reports_give_the_same_file(tmp_path: Path) -> None:
    folder, out = class_folder(tmp_path / "graded", CLASS), tmp_path / "results.xml"
    done = publish(folder, "--junit", out)
    first = out.read_bytes()
    publish(folder, "--junit", out)

    assert "results.xml: a test suite for each of 3 students." in done.output
    assert out.read_bytes() == first
