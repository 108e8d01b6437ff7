"""`grade publish`: pages, and the files that other systems read."""

from pathlib import Path

import click

from .common import relative
from .tables import roster_option

EPILOG = (
    "Exit codes: 0 all is written; 2 a file or an option cannot be used. Nothing is graded, and no "
    "student code runs."
)


@click.command(epilog=EPILOG, short_help="Publish the reports of a batch.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="REPORTS")
@click.option("--csv", "tidy", type=click.Path(path_type=Path), metavar="FILE", help="A tidy CSV.")
@roster_option
def publish(folder: Path, tidy: Path | None, roster: Path | None) -> None:
    """Publish the reports of a batch: pages, and the files that other systems read.

    REPORTS is the --out folder of grade batch or of grade report collect.

    \b
    grade publish graded/ --csv scores-by-check.csv
    """  # noqa: D301
    from grader.folders import replace_file  # noqa: PLC0415
    from grader.publish import tidy as tidy_csv  # noqa: PLC0415
    from grader.publish.gradebook import read_gradebook  # noqa: PLC0415
    from grader.roster import read_roster  # noqa: PLC0415

    if not tidy:
        raise click.UsageError("Say what to write, such as --csv FILE: see grade publish --help.")
    gradebook = read_gradebook(folder, read_roster(roster) if roster else [])
    replace_file(tidy, tidy_csv.text(gradebook))
    click.echo(f"{relative(tidy)}: every check of {len(gradebook.records)} students.")
