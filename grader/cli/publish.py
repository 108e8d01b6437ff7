"""`grade publish`: pages, and the files that other systems read."""

from pathlib import Path

import click

from .common import relative
from .platforms import publish_platforms
from .tables import roster_option

EPILOG = (
    "Exit codes: 0 all is written; 2 a file or an option cannot be used. Nothing is graded, and no "
    "student code runs."
)


@click.command(epilog=EPILOG, short_help="Publish the reports of a batch.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="REPORTS")
@click.option("--csv", "tidy", type=click.Path(path_type=Path), metavar="FILE", help="A tidy CSV.")
@click.option(
    "--gradescope",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="DIR/STUDENT/results.json for each, as an autograder of Gradescope gives it.",
)
@click.option(
    "--prairielearn",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="DIR/STUDENT/results.json for each, as an external grader of PrairieLearn gives it.",
)
@click.option(
    "--markdown",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A summary page of a step on GitHub, of the class or of one report.",
)
@click.option(
    "--github-classroom",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Of one report: the output that GitHub Classroom's reporter reads.",
)
@roster_option
def publish(  # noqa: PLR0913, PLR0917  # one parameter for each option
    folder: Path,
    tidy: Path | None,
    gradescope: Path | None,
    prairielearn: Path | None,
    markdown: Path | None,
    github_classroom: Path | None,
    roster: Path | None,
) -> None:
    """Publish the reports of a batch: pages, and the files that other systems read.

    REPORTS is the --out folder of grade batch or of grade report collect, or a single report.

    \b
    grade publish graded/ --csv scores-by-check.csv
    grade publish graded/ --gradescope results/
    grade publish score-report.json --markdown summary.md
    """  # noqa: D301
    from grader.folders import replace_file  # noqa: PLC0415
    from grader.publish import tidy as tidy_csv  # noqa: PLC0415
    from grader.publish.gradebook import read_gradebook  # noqa: PLC0415
    from grader.roster import read_roster  # noqa: PLC0415

    platforms = {
        "gradescope": gradescope,
        "prairielearn": prairielearn,
        "markdown": markdown,
        "classroom": github_classroom,
    }
    if not tidy and not any(platforms.values()):
        raise click.UsageError("Say what to write, such as --csv FILE: see grade publish --help.")
    gradebook = read_gradebook(folder, read_roster(roster) if roster else [])
    if tidy:
        replace_file(tidy, tidy_csv.text(gradebook))
        click.echo(f"{relative(tidy)}: every check of {len(gradebook.records)} students.")
    publish_platforms(folder, gradebook, platforms)
