"""The screenshots in docs/images, from the class that make.py made.

python examples/class/screenshots.py OUT    (the OUT of make.py; needs Debian's chromium)
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
SIZE = {"width": 880, "height": 1640}
SHOTS = {
    "class": ("a3_softmax/index.html", "light", []),
    # A page has all problems; a picture of it has room for two.
    "student": (
        "a4_regularization/students/s2091.html",
        "dark",
        ["#p1", "#p3", "#p4", "#p5", "#p6"],
    ),
}


def main() -> None:
    """Takes each, and keeps it in 256 colours."""
    site = Path(sys.argv[1]).resolve() / "site"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (path, scheme, left_out) in SHOTS.items():
            page = browser.new_page(viewport=SIZE, color_scheme=scheme)
            page.goto((site / path).as_uri())
            for selector in left_out:
                page.locator(selector).evaluate("element => element.remove()")
            shot = Image.open(io.BytesIO(page.screenshot()))
            shot.convert("RGB").quantize(256).save(IMAGES / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
