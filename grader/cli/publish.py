"""`grade publish`: pages, and the files that other systems read."""

from pathlib import Path

import click

from .tables import roster_option

EPILOG = (
    "Exit codes: 0 all is written; 2 a file or an option cannot be used, and nothing is written. "
    "Nothing is graded, and no student code runs."
)
_FILE = click.Path(path_type=Path)


@click.command(epilog=EPILOG, short_help="Publish the reports of a batch.")
@click.argument("folder", type=_FILE, metavar="REPORTS")
@click.option(
    "--canvas",
    type=_FILE,
    metavar="EXPORT",
    help="A gradebook export of Canvas: its column is filled in EXPORT-filled.csv beside it.",
)
@click.option("--column", metavar="TEXT", help="Which column of EXPORT, if not the assignment's.")
@click.option("--csv", "tidy", type=_FILE, metavar="FILE", help="A tidy CSV: a line per check.")
@click.option("--junit", type=_FILE, metavar="FILE", help="JUnit XML: a test suite per student.")
@click.option("--lti", type=_FILE, metavar="DIR", help="LTI scores (AGS 2.0): a file per student.")
@click.option("--sqlite", type=_FILE, metavar="FILE", help="A gradebook database in a file.")
@click.option("--database", metavar="URL", help="A gradebook database in PostgreSQL.")
@roster_option
def publish(  # noqa: PLR0913, PLR0917  # one parameter for each option
    folder: Path,
    canvas: Path | None,
    column: str | None,
    tidy: Path | None,
    junit: Path | None,
    lti: Path | None,
    sqlite: Path | None,
    database: str | None,
    roster: Path | None,
) -> None:
    """Publish the reports of a batch: pages, and the files that other systems read.

    REPORTS is the --out folder of grade batch or of grade report collect. Several formats may be
    asked for at once.

    \b
    grade publish graded/ --canvas export.csv
    grade publish graded/ --canvas export.csv --column "Homework 2"
    grade publish graded/ --csv scores-by-check.csv --roster roster.csv
    grade publish graded/ --junit results.xml
    grade publish graded/ --lti scores/
    grade publish graded/ --sqlite gradebook.sqlite
    grade publish graded/ --database postgresql://me@host/gradebook
    """  # noqa: D301
    from grader.publish.gradebook import read_gradebook  # noqa: PLC0415
    from grader.roster import read_roster  # noqa: PLC0415

    from . import formats  # noqa: PLC0415

    if not any((canvas, tidy, junit, lti, sqlite, database)):
        raise click.UsageError("Say what to write, such as --csv FILE: see grade publish --help.")
    if column and not canvas:
        raise click.UsageError("--column names a column of the export that --canvas takes.")
    gradebook = read_gradebook(folder, read_roster(roster) if roster else [])
    publications = []
    if canvas:
        publications.append(formats.canvas_export(gradebook, canvas, column or ""))
    if tidy:
        publications.append(formats.tidy_csv(gradebook, tidy))
    if junit:
        publications.append(formats.junit_xml(gradebook, junit))
    if lti:
        publications.append(formats.lti_scores(gradebook, lti))
    formats.check_places(publications, [path for path in (canvas, roster, sqlite) if path])
    # Databases first: they are what fails, if anything does.
    for line in formats.into_databases(gradebook, sqlite, database):
        click.echo(line)
    for one in publications:
        one.write()
        for line in one.says:
            click.echo(line)
