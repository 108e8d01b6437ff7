"""`grade report`."""

from pathlib import Path

import click

from grader.errors import CourseError

from .common import EPILOG, complain, show_report


@click.group(name="report")
def report_group() -> None:
    """Look at score reports."""


@report_group.command(epilog=EPILOG)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.pass_context
def validate(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Check reports against the published schema, and that their points add up."""
    from grader.report import read  # noqa: PLC0415

    bad = 0
    for file in files:
        try:
            read(file)
        except CourseError as error:
            bad += 1
            complain(error.message, error.hint)
        else:
            click.echo(f"{file}: valid")
    ctx.exit(CourseError.exit_code if bad else 0)


@report_group.command(epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-v", "--verbose", is_flag=True, help="Show the evidence for every check.")
def show(file: Path, verbose: bool) -> None:  # noqa: FBT001
    """Print a report as `grade local` does."""
    from grader.report import read  # noqa: PLC0415

    show_report(read(file), verbose=verbose)
