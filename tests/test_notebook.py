"""What notebooks use: `written` and `check`."""

import asyncio
import shutil
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import SUBMISSIONS
from grader import check, inline, notebook, written
from grader.cli import main
from grader.errors import CourseError, GraderError
from grader.pictures import ErrorMap
from grader.report import Entry, Remark

# --- written --------------------------------------------------------------------------------


def stub(*message: str) -> None:
    raise NotImplementedError(*message)


def test_a_stub_in_a_cell_becomes_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with written():
        stub("a2_svm: svm_loss_naive")
        print("the rest")  # noqa: T201

    assert capsys.readouterr().out == "not written yet: a2_svm: svm_loss_naive\n"


def test_a_stub_without_a_message_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    with written():
        stub()

    assert capsys.readouterr().out == "not written yet\n"


def test_every_other_exception_of_a_cell_is_raised(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="shapes"), written():
        raise ValueError("shapes do not fit")

    assert capsys.readouterr().out == ""


def test_a_figure_that_a_stub_left_half_drawn_is_not_shown() -> None:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    earlier = plt.figure()
    with written():
        plt.figure()
        stub("a2_svm: svm_loss_naive")

    assert plt.get_fignums() == [earlier.number]
    plt.close("all")


def test_a_cell_whose_functions_are_written_runs(capsys: pytest.CaptureFixture[str]) -> None:
    with written():
        found = 1 + 1

    assert found == 2
    assert capsys.readouterr().out == ""


# --- check ----------------------------------------------------------------------------------


@pytest.fixture
def folder(own_course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an assignment, where a notebook runs."""
    place = own_course / "assignments" / "line"
    monkeypatch.chdir(place)
    return place


def hand_in(folder: Path, name: str) -> None:
    shutil.copy(SUBMISSIONS / f"{name}.py", folder / "line.py")


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.open = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.open += 1

    def handle_endtag(self, tag: str) -> None:
        self.open -= 1

    def handle_data(self, data: str) -> None:
        self.text += f"{data}\n"

    @property
    def words(self) -> list[str]:
        return self.text.split()


@pytest.mark.parametrize(
    "name", ["not_written", "wrong_gradient", "wrong_loss_with_its_gradient", "raises", "right"]
)
def test_a_cell_says_what_grade_local_says(folder: Path, name: str) -> None:
    hand_in(folder, name)

    found = check()

    terminal = CliRunner().invoke(main, ["local"]).output.split("Report:")[0].strip()
    plain = repr(found)
    if name == "right":  # what is too slow may differ between two gradings, when others compute
        terminal, plain = terminal[:200], plain[:200]
    assert plain.replace("this cell", "grade local").startswith(terminal)
    lines = " ".join(terminal.split("\n\n")[1].replace("100", "").split())
    shown = " ".join(Page(found._repr_html_()).words)
    for word in set(lines.split()):
        assert word in shown


def test_one_problem_is_graded_by_its_name(folder: Path) -> None:
    hand_in(folder, "right")

    found = check("squared_error")

    assert found.report.only == ["squared_error"]
    assert {entry.problem for entry in found.report.checks} == {"squared_error"}


def test_several_problems_have_a_sum(folder: Path) -> None:
    first = check().report
    other = [replace(entry, problem="other") for entry in first.checks]
    both = replace(first, checks=[*first.checks, *other])

    assert "0 / 200" in inline.render(both, "")
    assert "0 / 200" not in inline.render(first, "")
    assert first.assignment["title"] in inline.render(both, "")


def test_it_tells_that_the_saved_files_are_graded_and_writes_none(folder: Path) -> None:
    before = sorted(folder.iterdir())

    found = check()

    assert "your files as they are saved, so save your edits first" in repr(found)
    assert "your files as they are saved, so save your edits first" in found._repr_html_()
    assert sorted(folder.iterdir()) == before


def test_a_wrong_gradient_has_a_map_of_its_errors(folder: Path) -> None:
    hand_in(folder, "wrong_gradient")

    page = Page(check()._repr_html_())

    assert page.tags.count("svg") == 1
    assert page.tags.count("rect") == 13, "one for every feature"
    assert "dw, many examples: D across." in page.text


@pytest.mark.parametrize(
    ("name", "asked"), [("right", "gradient"), ("wrong_loss_with_its_gradient", "value")]
)
def test_right_gradients_and_single_numbers_have_none(folder: Path, name: str, asked: str) -> None:
    hand_in(folder, name)

    assert "svg" not in check(asked)._repr_html_()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("squared_eror", "'squared_eror' | Did you mean 'squared_error'?"),
        ("<script>", "'<script>' | Known: "),
        (len, 'not a builtin_function_or_method | Write check("len")'),
        (3, 'not a int | Write check("the_function")'),
    ],
)
def test_a_name_that_is_none_is_told_in_a_sentence(folder: Path, name: Any, says: str) -> None:
    with pytest.raises(CourseError) as caught:
        check(name)

    assert says in " | ".join(caught.value._render_traceback_())


def test_outside_an_assignment_it_says_where_to_open_the_notebook(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)

    with pytest.raises(CourseError, match="assignments is no assignment") as caught:
        check()

    assert caught.value.hint == "Open the notebook in the folder of one of them: line."


def test_it_works_inside_a_running_event_loop(folder: Path) -> None:
    async def cell() -> str:
        return repr(check("squared_error"))

    assert "not written yet" in asyncio.run(cell())


def test_the_students_modules_in_the_kernel_stay_as_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys
    from types import ModuleType

    own = ModuleType("line")
    monkeypatch.setitem(sys.modules, "line", own)

    check()

    assert sys.modules["line"] is own


EVIL = "<script>alert(1)</script><img src=x onerror='alert(2)'>\" onload=\"x &lt; ]]> <!--"


def test_no_text_of_anybody_becomes_part_of_the_page(folder: Path) -> None:
    hand_in(folder, "wrong_gradient")
    report = check().report
    texts = [f.name for f in fields(Entry) if f.type is str]
    assert {"message", "where", "hint", "student_text", "misconception", "title"} <= set(texts)
    evil: dict[str, Any] = dict.fromkeys(texts, EVIL)
    wrong = [
        replace(
            entry,
            **evil,
            values=[EVIL],
            pictures=[
                replace(picture, output=EVIL, case=EVIL, axes=(EVIL,))
                for picture in entry.pictures
                if isinstance(picture, ErrorMap)
            ],
        )
        for entry in report.checks
    ]
    page = Page(
        inline.render(
            replace(report, checks=wrong, remarks=[Remark(problem=EVIL, text=EVIL)]), EVIL
        )
    )

    allowed = {"div", "span", "b", "svg", "text", "g", "path", "rect", "title"}
    assert set(page.tags) == allowed
    assert page.open == 0
    assert page.text.count("<script>alert(1)</script>") > 10
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]


def test_what_a_submission_says_is_shown_as_text(folder: Path) -> None:
    (folder / "line.py").write_text(f"def squared_error(*_):\n    raise ValueError({EVIL!r})\n")

    page = Page(check()._repr_html_())

    assert "ValueError: <script>alert(1)</script>" in page.text
    assert "script" not in page.tags


def test_colours_are_the_pages_own_or_fit_light_and_dark(folder: Path) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(k * p for k, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for colour in {*inline.COLOURS.values(), inline.WRONG, inline.HINT}:
        assert 1.05 / (luminance(colour) + 0.05) > 3, "on white"
        assert (luminance(colour) + 0.05) / (luminance("#202020") + 0.05) > 3, "on a dark page"


def test_every_error_of_the_grader_is_a_sentence_in_a_notebook() -> None:
    assert GraderError("what", "do this")._render_traceback_() == ["what", "do this"]
    assert GraderError("what")._render_traceback_() == ["what"]
    assert "save your edits" in notebook.NOTE
