"""`grade replay`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import CourseError

from .common import show_report, this_course
from .secret import read_secret, secret_option

if TYPE_CHECKING:
    from grader.report import Report

EPILOG = (
    "Exit codes: 0 the same report, timings aside; 1 another one; 2 it cannot be replayed as it "
    "was, or a file cannot be used; 3 the grader itself broke."
)


@click.command(epilog=EPILOG, short_help="Grade again as a report says, and compare.")
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--submission",
    required=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="What was handed in: a folder, archive, .py file or notebook.",
)
@secret_option
@click.option("--anyway", is_flag=True, help="Go on where something is not as it was.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Show the new report, with the values of hidden cases."
)
@click.pass_context
def replay(
    ctx: click.Context,
    report: Path,
    submission: Path,
    secret_file: Path | None,
    anyway: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Grade a submission again as its REPORT says it was graded, and compare.

    That takes the same submission, secret, assignment, grader, NumPy and isolation level. Nothing
    is written: what -v shows of hidden cases is for an instructor's eyes only.

    \b
    grade replay graded/reports/alice.json --submission submissions/alice
    """  # noqa: D301
    from grader.comparison import conditions  # noqa: PLC0415
    from grader.replay import differences, prepare  # noqa: PLC0415
    from grader.report import read  # noqa: PLC0415

    found = read(report)
    again = prepare(this_course(), found, submission, read_secret(secret_file))
    if again.obstacles:
        says = f"this is not the grading of the report: {'; '.join(again.obstacles)}"
        if not anyway:
            raise CourseError(says, "Put that right, or go on with --anyway.")
        click.secho(f"{says[0].upper()}{says[1:]}.", fg="yellow", err=True)
    new = again.run()
    if verbose:
        show_report(new, verbose=True)
        click.echo()
    lasting, timed = differences(found, new)
    _tell(lasting, timed, found, new)
    if lasting and not again.obstacles and (other := list(conditions(found, new))):
        click.echo(f"Perhaps because of another {'; '.join(other)}.")
    ctx.exit(1 if lasting else 0)


def _tell(lasting: Sequence[str], timed: Sequence[str], found: "Report", new: "Report") -> None:
    if timed:
        click.echo("Decided by a timing, which varies:")
        for line in timed:
            click.echo(f"  {line}")
    if not lasting:
        click.secho("The same report, timings aside.", fg="green")
        return
    click.secho(f"Another report: {found.points:g} → {new.points:g} points.", fg="red")
    for line in lasting:
        click.echo(f"  {line}")
