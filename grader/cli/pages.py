"""The pages of `grade publish --html`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import CourseError

from .common import relative

if TYPE_CHECKING:
    from grader.publish.gradebook import Gradebook
    from grader.publish.site import Site


def prepare(gradebook: "Gradebook", folder: Path, keyfile: Path | None) -> "Site":
    """The site, whose folder can be written. Raises CourseError.

    keyfile: the key of the pseudonyms, for pages without names.
    """
    from grader.publish.people import key_of_pages  # noqa: PLC0415
    from grader.publish.site import Site  # noqa: PLC0415

    key, new = key_of_pages(keyfile, folder) if keyfile else (None, False)
    site = Site(gradebook=gradebook, folder=folder, key=key)
    try:
        site.check()
    except CourseError:
        if keyfile and new:  # made for nothing
            keyfile.unlink()
        raise
    if keyfile and new:
        says = "with it the same students get the same pseudonyms again; do not publish it"
        click.echo(f"{relative(keyfile)} has a new key: {says}.", err=True)
    return site


def write(site: "Site") -> None:
    """Writes the pages, with a bar on a terminal, and says where they begin."""
    from grader.publish.site import INDEX  # noqa: PLC0415

    count = sum(1 for _ in _watched(site.pages(), len(site.gradebook.records) + 1))
    click.echo(f"{relative(site.folder / INDEX)}: the class, and {count - 1} pages of students.")


def _watched(pages: Iterator[Path], total: int) -> Iterator[Path]:
    """The same, with a bar on a terminal. A class of 500 takes some seconds."""
    if not sys.stderr.isatty():
        yield from pages
        return
    with click.progressbar(pages, total, file=sys.stderr) as bar:
        yield from bar
