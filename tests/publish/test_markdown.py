"""Summary pages on GitHub: what is folded, what fits, and text that stays text."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from graded import class_folder, graded, publish
from grader.publish.gradebook import read_gradebook
from grader.publish.markdown import MOST, escaped, of_class, of_report
from grader.roster import Student
from platform_reports import PAYLOADS, broken, hostile, with_checks

OURS = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre"}


class Page(HTMLParser):
    """The tags of a page as it is shown, and its text."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.feed(parser.render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_report_is_a_table_with_what_is_wrong_folded_below() -> None:
    text = of_report(graded("wrong_gradient"))
    page = Page(text)

    assert page.tags == OURS
    assert "Least squares: 40 of 100 points" in page.text
    assert "squared_error: gradient" in page.text
    assert text.count("<details>") == 1
    assert "The regularization term is missing." in text.partition("<details>")[2]


def test_of_a_right_submission_nothing_is_folded() -> None:
    text = of_report(graded("right"))

    assert "All right." in text
    assert "<details>" not in text


def test_a_class_has_a_line_for_each_student(tmp_path: Path) -> None:
    folder = class_folder(
        tmp_path / "graded",
        {"alice": graded("right"), "bob": graded("wrong_gradient"), "eve": broken()},
    )
    page = Page(of_class(read_gradebook(folder, [Student("zoe", name="Zoë Ω"), Student("bob")])))

    assert page.tags == OURS
    assert "2 reports of 4 students, mean 70.0, median 70.0" in page.text
    for word in ("Zoë Ω", "nothing handed in", "the grader broke: grade again", "(reg*0)"):
        assert word in page.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_shown_as_it_is(payload: str) -> None:
    page = Page(f"| a |\n|---|\n| {escaped(payload)} |\n\n<p>{escaped(payload)}</p>")

    assert page.tags == {"table", "thead", "tbody", "tr", "th", "td", "p"}
    plain = " ".join(re.sub(r"[\x07\x1b\u202e\u2066\ud800]", "", payload).split())
    assert page.text.replace("\u200b", "").count(plain) == 2


def test_a_page_full_of_hostile_text_has_our_tags_only(tmp_path: Path) -> None:
    text = of_report(hostile())
    page = Page(text)

    assert page.tags == OURS
    assert text.count("<details>") == text.count("</details>") == len(PAYLOADS)
    outside = re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL)
    assert not re.search(r"@\w|https?:|www\.|!\[|\$\{\{", outside)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800]", text)


def test_what_github_would_drop_as_a_whole_is_cut_and_told() -> None:
    text = of_report(with_checks(6000, "x" * 400))

    assert len(text.encode()) < MOST + 200
    assert text.count("<details>") == text.count("</details>") > 100
    assert re.search(r"\d+ parts of this page left out: it would be too large\.\n$", text)
    assert Page(text).tags == OURS


def test_publish_writes_the_page_of_a_class_or_of_one_report(tmp_path: Path) -> None:
    folder = class_folder(
        tmp_path / "graded", {"alice": graded("right"), "bob": graded("wrong_gradient")}
    )
    page = tmp_path / "page.md"

    assert publish(folder, "--markdown", page).exit_code == 0
    assert page.read_text("utf-8") == of_class(read_gradebook(folder))
    assert publish(folder / "reports" / "bob.json", "--markdown", page).exit_code == 0
    assert page.read_text("utf-8") == of_report(graded("wrong_gradient"))
