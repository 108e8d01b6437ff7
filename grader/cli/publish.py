"""`grade publish`: pages, and the files that other systems read."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import relative
from .tables import roster_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.publish.gradebook import Gradebook

EPILOG = (
    "Exit codes: 0 all is written; 2 a file or an option cannot be used. Nothing is graded, and no "
    "student code runs."
)


@click.command(epilog=EPILOG, short_help="Publish the reports of a batch.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="REPORTS")
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Pages: one for each student, and index.html for the class.",
)
@click.option(
    "--anonymous",
    type=click.Path(path_type=Path),
    metavar="KEYFILE",
    help="Pages without names. The pseudonyms come from the key in this file, which is made if it "
    "is not there. Keep it, and keep it to yourself.",
)
@click.option("--csv", "tidy", type=click.Path(path_type=Path), metavar="FILE", help="A tidy CSV.")
@roster_option
def publish(
    folder: Path, html: Path | None, anonymous: Path | None, tidy: Path | None, roster: Path | None
) -> None:
    """Publish the reports of a batch: pages, and the files that other systems read.

    REPORTS is the --out folder of grade batch or of grade report collect.

    \b
    grade publish graded/ --html site/ --roster roster.csv
    grade publish graded/ --csv scores-by-check.csv
    """  # noqa: D301
    from grader.folders import replace_file  # noqa: PLC0415
    from grader.publish import tidy as tidy_csv  # noqa: PLC0415
    from grader.publish.gradebook import read_gradebook  # noqa: PLC0415
    from grader.roster import read_roster  # noqa: PLC0415

    if anonymous and not html:
        raise click.UsageError("--anonymous is for pages: name a folder for them with --html DIR.")
    if not (html or tidy):
        raise click.UsageError("Say what to write, such as --html DIR: see grade publish --help.")
    gradebook = read_gradebook(folder, read_roster(roster) if roster else [])
    if html:
        _pages(gradebook, html, anonymous)
    if tidy:
        replace_file(tidy, tidy_csv.text(gradebook))
        click.echo(f"{relative(tidy)}: every check of {len(gradebook.records)} students.")


def _pages(gradebook: "Gradebook", folder: Path, keyfile: Path | None) -> None:
    """Writes the site, with a bar on a terminal, and says where it begins."""
    from grader.publish.people import key_of_pages  # noqa: PLC0415
    from grader.publish.site import INDEX, Site  # noqa: PLC0415

    key = None
    if keyfile:
        key, new = key_of_pages(keyfile, folder)
        if new:
            says = "with it the same students get the same pseudonyms again; do not publish it"
            click.echo(f"{relative(keyfile)} has a new key: {says}.", err=True)
    site, total = Site(gradebook=gradebook, folder=folder, key=key), len(gradebook.records) + 1
    count = sum(1 for _ in _watched(site.pages(), total))
    click.echo(f"{relative(folder / INDEX)}: the class, and {count - 1} pages of students.")


def _watched(pages: "Iterator[Path]", total: int) -> "Iterator[Path]":
    """The same, with a bar on a terminal. A class of 500 takes some seconds."""
    if not sys.stderr.isatty():
        yield from pages
        return
    with click.progressbar(pages, total, file=sys.stderr) as bar:
        yield from bar
