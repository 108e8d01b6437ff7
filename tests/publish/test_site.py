"""The pages say what the reports say, to whom they may, and nothing that they hold can act."""

import base64
import hashlib
import html
import re
import shutil
import stat
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from graded import class_folder, graded, publish
from grader.pictures import ErrorMap, Images, Speed
from grader.publish import charts
from made_class import (
    CLASS,
    EVIL,
    EVIL_IDS,
    ROSTER,
    Page,
    evil,
    hidden,
    late,
    small_class,
    with_all_pictures,
)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return small_class(tmp_path / "graded")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, "utf-8")
    return path


def content(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def student(site: Path, name: str) -> Page:
    return Page(site / "students" / f"{name}.html")


# --- what the pages say ---------------------------------------------------------------------


def test_every_student_has_a_page_and_the_class_has_one(reports: Path, site: Path) -> None:
    done = publish(reports, "--html", site)

    assert done.exit_code == 0, done.output
    assert "index.html: the class, and 9 pages of students." in done.output
    assert content(site).keys() == {"index.html", *(f"students/{s}.html" for s in CLASS)}


def test_a_students_page_tells_points_outcomes_and_the_hint(reports: Path, site: Path) -> None:
    publish(reports, "--html", site)
    page, report = student(site, "bob"), graded("wrong_gradient")

    wrong = next(entry for entry in report.checks if entry.outcome == "failed")
    assert f"{report.points:g} of 100 points" in page.text
    assert "✓ passed value" in page.text
    assert "✗ wrong gradient" in page.text
    assert wrong.hint
    assert wrong.hint in page.text
    assert f"({wrong.misconception})" in page.text
    assert "error 1" in page.text or "allowed" in page.text


@pytest.mark.parametrize("specimen", sorted({*CLASS.values()}))
def test_every_check_has_its_outcome_and_its_points(
    tmp_path: Path, site: Path, specimen: str
) -> None:
    report = graded(specimen)
    publish(class_folder(tmp_path / "graded", {"ann": report}), "--html", site)
    page = student(site, "ann")

    assert sum("check" in value.split() for name, value in page.attributes if name == "class") == 3
    for entry in report.checks:
        assert f"{entry.title} " in page.text
        assert f"{entry.points:g} / {entry.max_points:g}" in page.text
        assert entry.message in page.text


def test_all_pictures_are_drawn_and_have_words(tmp_path: Path, site: Path) -> None:
    publish(class_folder(tmp_path / "graded", {"ann": with_all_pictures()}), "--html", site)
    page = student(site, "ann")
    pictures = [value for name, value in page.attributes if name == "aria-label"]

    assert page.tags.count("figure") == 6 + 2, "and those of the gradient itself"
    assert page.tags.count("img") == 10
    assert any("0 of 10" not in v and "the gradient says" in v for v in pictures)
    assert any("times the CPU time of the reference" in value for value in pictures)
    assert any("over 200 steps" in value for value in pictures)
    assert page.text.count("along the direction in which") == 3
    assert page.text.count("in units of the measured slope") == 1


def test_a_page_with_large_pictures_is_below_150_kb(tmp_path: Path, site: Path) -> None:
    """Ten checks: five outputs in which every entry is wrong in its own way, and 16 images."""
    rng = np.random.default_rng(0)
    found = graded("wrong_gradient")
    checks = []
    for number in range(10):
        errors = ErrorMap.of(
            10 ** -rng.uniform(0, 5, (40, 40)), output="dW", case="", axes=(), tolerance=1e-6
        )
        images = Images.of("filters", rng.random((16, 32, 32)))
        entry = found.checks[1]
        shown = [*entry.pictures, *[errors] * (number % 2), *[images] * (number == 0)]
        checks.append(replace(entry, id=f"p{number}.c", problem=f"p{number}", pictures=shown))
    publish(
        class_folder(tmp_path / "graded", {"ann": replace(found, checks=checks)}), "--html", site
    )

    assert (site / "students" / "ann.html").stat().st_size < 150_000


def test_small_images_are_pngs_of_their_greys() -> None:
    (one,) = charts.pngs(Images.of("x", np.array([[[0.0, 1, 2], [3, 4, 5]]])))
    raw = base64.b64decode(one.removeprefix("data:image/png;base64,"))
    body = raw[raw.index(b"IDAT") + 4 :]

    assert raw.startswith(b"\x89PNG")
    assert zlib.decompressobj().decompress(body).hex() == "00" + "0360" + "00" + "9cf0"


def test_times_lie_on_their_axis_whatever_they_are() -> None:
    for ratio in (1e-9, 0.3, 1.0, 3.0, 1e6):
        axis = charts.speed_axis(Speed(max_ratio=4, half_credit_ratio=12), ratio)
        places = [axis.place(value) for value in (ratio, 1, 4, 12)]

        assert all(0 < place < 100 for place in places)
        assert places[1] < places[2] < places[3]
        assert 1 < len(axis.ticks) < 20


def test_the_class_page_counts_students_and_names_them(
    reports: Path, site: Path, roster: Path
) -> None:
    publish(reports, "--html", site, "--roster", roster)
    page = Page(site / "index.html")
    gradient = next(e for e in graded("wrong_gradient").checks if e.misconception)

    assert "9 graded" in page.text or "graded 9" in page.text
    assert f"2 {gradient.hint}" in page.text, "bob and bella"
    assert "1 missing: nothing was handed in" in page.text
    assert "Zoë Absent" in page.text
    for name in ("Alice Liddell", "Robert Roß", "dave"):
        assert name in page.text
    assert "1 time-out" in page.text
    assert "1 Something is wrong that no known mistake explains." in page.text


def test_the_hardest_check_comes_first(reports: Path, site: Path) -> None:
    publish(reports, "--html", site)
    rates = [
        int(rate) for rate in re.findall(r">(\d+) %<", (site / "index.html").read_text("utf-8"))
    ]

    assert len(rates) == 3
    assert rates == sorted(rates)


def test_late_days_and_what_they_cost_are_told(tmp_path: Path, site: Path) -> None:
    class_ = {"ann": late(graded("right"), 2), "ben": graded("right")}
    publish(class_folder(tmp_path / "graded", class_), "--html", site)

    assert "90 of 100 points" in student(site, "ann").text
    assert "2 days late, 10 taken off" in student(site, "ann").text
    assert "late policy" not in student(site, "ben").text
    assert "1 2 days late" in Page(site / "index.html").text


def test_every_link_and_anchor_leads_somewhere(reports: Path, site: Path, roster: Path) -> None:
    publish(reports, "--html", site, "--roster", roster)
    for path in site.rglob("*.html"):
        page = Page(path)
        anchors = [value for name, value in page.attributes if name == "id"]
        assert len(anchors) == len(set(anchors)), path
        for target in (value for name, value in page.attributes if name == "href"):
            if target.startswith("#"):
                assert target[1:] in anchors, target
            else:
                assert (path.parent / unquote(target)).is_file(), target


def test_the_same_reports_give_the_same_bytes(reports: Path, site: Path) -> None:
    publish(reports, "--html", site)
    before = content(site)
    publish(reports, "--html", site)

    assert content(site) == before


# --- nothing that a report holds can act ----------------------------------------------------

TAGS = {
    *("a", "bdi", "body", "caption", "circle", "dd", "details", "div", "dl", "dt", "figcaption"),
    *("figure", "footer", "g", "h1", "h2", "h3", "head", "header", "html", "img", "li", "line"),
    *("main", "meta", "nav", "ol", "p", "path", "rect", "section", "span", "strong", "style"),
    *("summary", "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul", "wbr"),
}


@pytest.fixture
def hostile(tmp_path: Path, site: Path) -> Path:
    """A site in which every text is hostile."""
    class_ = {student: evil() for student in EVIL_IDS}
    done = publish(class_folder(tmp_path / "graded", class_), "--html", site)
    assert done.exit_code == 0, done.output
    return site


def test_no_text_becomes_markup(hostile: Path) -> None:
    for path in hostile.rglob("*.html"):
        page = Page(path)
        assert set(page.tags) <= TAGS
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert not [name for name, _ in page.attributes if name == "style"]
        for name, value in page.attributes:
            if name == "src":
                assert value.startswith("data:image/png;base64,")
            if name == "href":
                assert re.fullmatch(r"#[\w-]+|students/[\w.%-]+\.html", value)
        assert "<script>window.hit=1" in page.text, "it is shown as text"
        assert "49" not in page.text


def test_no_control_or_bidirectional_character_is_left(hostile: Path) -> None:
    for path in hostile.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text
        )


def test_names_of_pages_are_plain_whatever_the_reports_are_called(
    tmp_path: Path, site: Path
) -> None:
    names = ("ann", "<b>", "a b", ".", "%2e%2e", "ü", "x" * 200)
    folder = class_folder(tmp_path / "graded", dict.fromkeys(names, graded("right")))
    for path, name in zip(sorted((folder / "reports").iterdir()), names, strict=True):
        path.rename(path.with_name(f"{name}.json"))
    done = publish(folder, "--html", site)

    assert done.exit_code == 0, done.output
    pages = [path.name for path in (site / "students").iterdir()]
    assert len(pages) == len(names)
    for name in pages:
        assert re.fullmatch(r"\w[\w-]{0,60}\.html", name, re.ASCII), name


def test_the_policy_allows_our_style_and_nothing_else(reports: Path, site: Path) -> None:
    publish(reports, "--html", site)
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        (policy,) = re.findall(r'Policy" content="([^"]*)"', text)

        assert html.unescape(policy) == (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
        assert "url(" not in style
        assert "@import" not in style


# --- pages without names --------------------------------------------------------------------


def published_anonymously(reports: Path, site: Path, key: Path, *more: object) -> None:
    done = publish(reports, "--html", site, "--anonymous", key, *more)
    assert done.exit_code == 0, done.output


def test_nothing_identifies_anybody_on_pages_without_names(
    tmp_path: Path, site: Path, roster: Path
) -> None:
    raises = graded("raises")
    told = [
        replace(
            e,
            message="Alice_Liddell.zip of ALICE, by Alice Liddell: broken",
            where="alice/line.py",
            values=["alice = 1"],
        )
        for e in raises.checks
    ]
    class_ = {
        "alice": late(replace(raises, checks=told), 1),
        "bob": graded("raises"),
        "carol": graded("wrong_gradient"),
    }
    assert any(entry.student_text for entry in raises.checks)
    published_anonymously(
        class_folder(tmp_path / "graded", class_), site, tmp_path / "key", "--roster", roster
    )

    digest = raises.submission["digest"].partition(":")[2]
    kept = ["alice", "liddell", "bob", "robert", "roß", "carol", "zoe", "zoë", "absent", "tuesday"]
    kept += ["friday", digest[:8], "11:22", "2027-02-03", raises.checks[0].student_text.lower()]
    for name, raw in content(site).items():
        text = html.unescape(raw.decode("utf-8")).lower()
        for one in kept:
            assert one not in name.lower(), one
            assert one not in text, f"{one} in {name}"
    assert "Names are pseudonyms" in Page(site / "index.html").text


def test_the_words_about_what_stopped_have_names_of_the_students_and_are_gone(
    tmp_path: Path, site: Path
) -> None:
    raises, wrong = graded("raises"), graded("wrong_gradient")
    says = "it raised Ada_Error at ada_tools.py, line 2, called from line.py, line 3"
    told = [replace(e, message=says, hint="Did you mean ada?") for e in raises.checks]
    maximum = [replace(e, message="max_pool is wrong, Max Power") for e in wrong.checks]
    class_ = {"a1": replace(raises, checks=told), "m42": replace(wrong, checks=maximum)}
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\na1,Ada L\nm42,Max Power\n", "utf-8")
    published_anonymously(
        class_folder(tmp_path / "graded", class_), site, tmp_path / "key", "--roster", roster
    )

    pages = " ".join(Page(page).text for page in sorted((site / "students").iterdir()))
    assert "ada" not in pages.lower()
    assert "max_pool is wrong, " in pages
    assert "Power" not in pages


def test_bars_of_small_assignments_lead_to_their_own_students(tmp_path: Path, site: Path) -> None:
    right = graded("right")
    small = [replace(e, points=e.points / 50, max_points=e.max_points / 50) for e in right.checks]
    half = [replace(e, points=e.points / 2) for e in small]
    class_ = {"ann": replace(right, checks=small), "ben": replace(right, checks=half)}
    publish(class_folder(tmp_path / "graded", class_), "--html", site)

    page = Page(site / "index.html")
    anchors = [value for name, value in page.attributes if value.startswith("from-")]
    links = [value for name, value in page.attributes if value.startswith("#from-")]
    assert len(set(anchors)) == len(anchors) == 2
    assert {f"#{anchor}" for anchor in anchors} == set(links)


def test_the_same_key_gives_the_same_pseudonyms_and_another_key_others(
    tmp_path: Path, reports: Path
) -> None:
    for site, key in (("one", "key"), ("two", "key"), ("three", "other")):
        published_anonymously(reports, tmp_path / site, tmp_path / key)
    one, two, three = ({*content(tmp_path / site)} for site in ("one", "two", "three"))

    assert one == two
    assert one & three == {"index.html"}
    shutil.rmtree(reports / "reports")
    again = class_folder(tmp_path / "later", {"dave": graded("right"), "newcomer": graded("right")})
    published_anonymously(again, tmp_path / "four", tmp_path / "key")
    assert len({*content(tmp_path / "four")} & one) == 2, "the class and dave"


def test_pseudonyms_are_no_plain_hashes(tmp_path: Path, reports: Path, site: Path) -> None:
    """Who has the list of students and no key cannot find out whose page is whose."""
    published_anonymously(reports, site, tmp_path / "key")
    key = (tmp_path / "key").read_text("utf-8").strip()

    assert len(key) == 64
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert key not in "".join(raw.decode() for raw in content(site).values())


def test_going_without_names_leaves_no_page_with_a_name(
    tmp_path: Path, reports: Path, site: Path
) -> None:
    publish(reports, "--html", site)
    published_anonymously(reports, site, tmp_path / "key")

    assert len(content(site)) == 10
    assert not any(student in name for name in content(site) for student in CLASS)


def test_a_key_is_kept_away_from_the_pages_and_cannot_be_guessed(
    tmp_path: Path, reports: Path, site: Path
) -> None:
    (tmp_path / "short").write_text("12345\n")

    inside = publish(reports, "--html", site, "--anonymous", site / "key")
    short = publish(reports, "--html", site, "--anonymous", tmp_path / "short")
    nowhere = publish(reports, "--html", site, "--anonymous", tmp_path / "no" / "key")
    alone = publish(reports, "--anonymous", tmp_path / "key")

    assert [one.exit_code for one in (inside, short, nowhere, alone)] == [2, 2, 2, 2]
    assert "lies among the pages" in inside.output
    assert "has 5 characters" in short.output
    assert "cannot be used: No such file" in nowhere.output
    assert "name a folder for them with --html" in alone.output
    assert not site.exists()


# --- the folder -----------------------------------------------------------------------------


def test_pages_of_students_who_are_gone_are_removed_and_other_files_stay(
    reports: Path, site: Path
) -> None:
    publish(reports, "--html", site)
    (site / "CNAME").write_text("example.org")
    (site / "students" / "notes.html").write_text("<p>mine</p>")
    (reports / "reports" / "bob.json").unlink()
    done = publish(reports, "--html", site)

    assert done.exit_code == 0, done.output
    assert not (site / "students" / "bob.html").exists()
    assert (site / "CNAME").read_text() == "example.org"
    assert (site / "students" / "notes.html").read_text() == "<p>mine</p>"


@pytest.mark.parametrize("name", ["index.html", "students/bob.html"])
def test_a_file_of_somebody_else_is_never_replaced(reports: Path, site: Path, name: str) -> None:
    (site / "students").mkdir(parents=True)
    (site / name).write_text("<h1>my homepage</h1>")
    done = publish(reports, "--html", site)

    assert done.exit_code == 2
    assert "is no page of grade publish, and stays as it is" in done.output
    assert (site / name).read_text() == "<h1>my homepage</h1>"
    assert len(content(site)) == 1


def test_the_pages_of_another_assignment_are_not_replaced(
    tmp_path: Path, reports: Path, site: Path
) -> None:
    publish(reports, "--html", site)
    found = graded("right")
    other = replace(found, assignment={**found.assignment, "id": "a2_svm"})
    done = publish(class_folder(tmp_path / "other", {"ann": other}), "--html", site)

    assert done.exit_code == 2
    assert "has the pages of line" in done.output


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    tmp_path: Path, reports: Path
) -> None:
    (tmp_path / "file").write_text("")
    done = publish(reports, "--html", tmp_path / "file")

    assert done.exit_code == 2
    assert "file cannot be written: " in done.output


def test_a_folder_that_cannot_be_used_stops_the_other_formats_too(
    reports: Path, site: Path, tmp_path: Path
) -> None:
    site.mkdir()
    (site / "index.html").write_text("mine")
    done = publish(reports, "--csv", tmp_path / "table.csv", "--html", site)

    assert done.exit_code == 2
    assert not (tmp_path / "table.csv").exists()


def test_nothing_replaces_a_report_a_key_or_a_page(
    reports: Path, site: Path, tmp_path: Path
) -> None:
    key, one = tmp_path / "key", reports / "reports" / "bob.json"
    publish(reports, "--html", site, "--anonymous", key)
    before = {path: path.read_bytes() for path in (key, one, site / "index.html")}

    for words in (
        (one, "--markdown", one),
        (reports, "--csv", one),
        (reports, "--html", site, "--anonymous", key, "--csv", key),
        (reports, "--html", site, "--anonymous", key, "--junit", site / "index.html"),
    ):
        assert publish(*words).exit_code == 2
    assert {path: path.read_bytes() for path in before} == before


def test_no_key_is_made_for_pages_that_cannot_be_written(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = publish(reports, "--html", tmp_path / "file", "--anonymous", tmp_path / "key")

    assert done.exit_code == 2
    assert not (tmp_path / "key").exists()


def test_no_other_command_pays_for_the_templates() -> None:
    code = "import sys, grader.cli, grader.cli.publish; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_hidden_cases_show_no_values(tmp_path: Path, site: Path) -> None:
    class_ = {"ann": graded("wrong_gradient"), "ben": hidden(graded("wrong_gradient"))}
    publish(class_folder(tmp_path / "graded", class_), "--html", site)

    assert "expected" in student(site, "ann").text
    assert "expected" not in student(site, "ben").text


def test_evil_is_evil() -> None:
    assert EVIL in evil().checks[0].hint
