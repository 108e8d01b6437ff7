"""`grade publish`: pages, and the files that other systems read."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import formats, pages, platforms
from .tables import roster_option

if TYPE_CHECKING:
    from grader.publish.gradebook import Gradebook

EPILOG = (
    "Exit codes: 0 all is written; 2 a file or an option cannot be used, and nothing is written. "
    "Nothing is graded, and no student code runs."
)
_FILE = click.Path(path_type=Path)
_EACH = "DIR/STUDENT/results.json for each, as an autograder gives it to"
_ONE = "Of one report: the output of a step, for GitHub"


@click.command(epilog=EPILOG, short_help="Publish the reports of a batch.")
@click.argument("folder", type=_FILE, metavar="REPORTS")
@click.option(
    "--html",
    type=_FILE,
    metavar="DIR",
    help="Pages: one for each student, and index.html for the class.",
)
@click.option(
    "--anonymous",
    type=_FILE,
    metavar="KEYFILE",
    help="Pages without names. The pseudonyms come from the key in this file, which is made if it "
    "is not there. Keep it, and keep it to yourself.",
)
@click.option(
    "--canvas",
    type=_FILE,
    metavar="EXPORT",
    help="A gradebook export of Canvas: its column is filled in EXPORT-filled.csv beside it.",
)
@click.option("--column", metavar="TEXT", help="Which column of EXPORT, if not the assignment's.")
@click.option("--csv", "tidy", type=_FILE, metavar="FILE", help="A tidy CSV: a line per check.")
@click.option("--database", metavar="URL", help="A gradebook database in PostgreSQL.")
@click.option(
    "--github-classroom", type=_FILE, metavar="FILE", help=f"{_ONE} Classroom's reporter."
)
@click.option("--gradescope", type=_FILE, metavar="DIR", help=f"{_EACH} Gradescope.")
@click.option("--junit", type=_FILE, metavar="FILE", help="JUnit XML: a test suite per student.")
@click.option("--lti", type=_FILE, metavar="DIR", help="LTI scores (AGS 2.0): a file per student.")
@click.option("--markdown", type=_FILE, metavar="FILE", help="A summary page for a step on GitHub.")
@click.option("--prairielearn", type=_FILE, metavar="DIR", help=f"{_EACH} PrairieLearn.")
@click.option("--sqlite", type=_FILE, metavar="FILE", help="A gradebook database in a file.")
@roster_option
def publish(  # noqa: PLR0913, PLR0917  # one parameter for each option
    folder: Path,
    roster: Path | None,
    html: Path | None,
    anonymous: Path | None,
    column: str | None,
    sqlite: Path | None,
    database: str | None,
    **wanted: Path | None,
) -> None:
    """Publish the reports of a batch: pages, and the files that other systems read.

    REPORTS is the --out folder of grade batch or of grade report collect, or a single report.
    Several formats may be asked for at once.

    \b
    grade publish graded/ --html site/ --roster roster.csv
    grade publish graded/ --canvas export.csv
    grade publish graded/ --canvas export.csv --column "Homework 2"
    grade publish graded/ --csv scores-by-check.csv --roster roster.csv
    grade publish graded/ --database postgresql://me@host/gradebook
    grade publish graded/ --gradescope results/
    grade publish graded/ --junit results.xml
    grade publish graded/ --lti scores/
    grade publish graded/ --sqlite gradebook.sqlite
    grade publish score-report.json --markdown summary.md
    """  # noqa: D301
    from grader.publish.gradebook import read_gradebook  # noqa: PLC0415
    from grader.roster import read_roster  # noqa: PLC0415

    if anonymous and not html:
        raise click.UsageError("--anonymous is for pages: name a folder for them with --html DIR.")
    if not any((html, sqlite, database, *wanted.values())):
        raise click.UsageError("Say what to write, such as --html DIR: see grade publish --help.")
    if column and not wanted["canvas"]:
        raise click.UsageError("--column names a column of the export that --canvas takes.")
    gradebook = read_gradebook(folder, read_roster(roster) if roster else [])
    publications = [
        make(gradebook, path)
        for name, make in _makers(column or "").items()
        if (path := wanted[name])
    ]
    own = (wanted["canvas"], roster, sqlite, anonymous, *(one.path for one in gradebook.records))
    formats.check_places(publications, [path for path in own if path], html)
    site = pages.prepare(gradebook, html, anonymous) if html else None
    # Databases first: they are what fails, if anything does.
    for line in formats.into_databases(gradebook, sqlite, database):
        click.echo(line)
    for one in publications:
        one.write()
        for line in one.says:
            click.echo(line)
    if site:
        pages.write(site)


def _makers(column: str) -> "Mapping[str, Callable[[Gradebook, Path], formats.Publication]]":
    """What makes each format, by the name of its option."""
    return {
        "canvas": partial(formats.canvas_export, column=column),
        "tidy": formats.tidy_csv,
        "junit": formats.junit_xml,
        "lti": formats.lti_scores,
        "gradescope": platforms.gradescope_results,
        "prairielearn": platforms.prairielearn_results,
        "markdown": platforms.markdown_page,
        "github_classroom": platforms.classroom_output,
    }
