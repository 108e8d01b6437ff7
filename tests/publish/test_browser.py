"""The pages in a real browser: nothing acts, nothing leaves, everybody can read them."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from graded import class_folder, graded, publish
from made_class import EVIL_IDS, ROSTER, evil, late, with_all_pictures

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SIZES = [(1280, 900), (390, 844)]
Scheme = Literal["light", "dark"]
SCHEMES: list[Scheme] = ["light", "dark"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="chromium is missing: apt-get install chromium"
)


@dataclass
class Seen:
    """A page in the browser, and what happened that should not."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        note = self.trouble.append
        self.page.on("console", lambda message: note(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: note(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self._request(request.url))

    def _dialog(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        if not url.startswith(("file://", "data:image/png;")):
            self.trouble.append(f"request: {url}")

    def open(self, path: Path) -> Page:
        self.page.goto(path.as_uri())
        return self.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield found
        found.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with everything: pictures, mistakes, trouble, late and missing."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "roster.csv").write_text(ROSTER, "utf-8")
    class_ = {
        "alice": late(graded("right"), 2),
        "bob": with_all_pictures(),
        "carol": graded("not_written"),
        "dave": graded("raises"),
        "frank": graded("never_returns"),
        "gina": graded("right_but_loops"),
    }
    reports = class_folder(folder / "graded", class_)
    done = publish(reports, "--html", folder / "site", "--roster", folder / "roster.csv")
    assert done.exit_code == 0, done.output
    return folder / "site"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    reports = class_folder(folder / "graded", {student: evil() for student in EVIL_IDS})
    done = publish(reports, "--html", folder / "site")
    assert done.exit_code == 0, done.output
    return folder / "site"


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> Scheme:
    found: Scheme = request.param
    return found


@pytest.fixture(params=SIZES, ids=["screen", "phone"])
def seen(browser: Browser, scheme: Scheme, request: pytest.FixtureRequest) -> Iterator[Seen]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield Seen(context.new_page())
    context.close()


def too_wide(page: Page) -> object:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth > 0")


@pytest.mark.parametrize("name", ["index.html", "students/bob.html", "students/alice.html"])
def test_a_page_is_shown_whole_and_quietly(
    seen: Seen, site: Path, tmp_path: Path, name: str
) -> None:
    page = seen.open(site / name)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    assert not too_wide(page)
    assert page.screenshot(path=tmp_path / "page.png", full_page=True)
    assert seen.trouble == []


@pytest.mark.parametrize("name", ["index.html", "students/bob.html", "students/alice.html"])
def test_everybody_can_use_a_page(seen: Seen, site: Path, name: str) -> None:
    page = seen.open(site / name)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


def test_hostile_texts_stay_texts(seen: Seen, hostile: Path) -> None:
    paths = [hostile / "index.html", *sorted((hostile / "students").iterdir())]
    assert len(paths) == 1 + len(EVIL_IDS)
    for path in paths:
        page = seen.open(path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("window.hit") is None
        assert page.title() != "hit"
        assert not too_wide(page), path.name
        assert "<script>window.hit=1" in page.inner_text("body")
    assert seen.trouble == []


def test_links_lead_to_the_students_behind_a_number(browser: Browser, site: Path) -> None:
    seen = Seen(browser.new_page())
    page = seen.open(site / "index.html")
    page.get_by_role("link", name="90 to 100 points").click()
    assert page.locator("tbody:target").inner_text().startswith(("Alice", "gina"))

    page.locator("#trouble summary", has_text="not written").click()
    page.locator("#trouble details[open]").get_by_role("link", name="carol").click()
    assert page.get_by_role("heading", level=1).inner_text() == "carol"
    assert seen.trouble == []
    page.close()


def test_light_and_dark_are_two_looks(browser: Browser, site: Path) -> None:
    colours = set()
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)
        page = Seen(context.new_page()).open(site / "index.html")
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()

    assert len(colours) == 2


def test_a_page_can_be_printed(browser: Browser, site: Path) -> None:
    page = Seen(browser.new_page()).open(site / "students" / "bob.html")

    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    assert not too_wide(page)
    page.close()
