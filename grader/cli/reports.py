"""`grade report`."""

from pathlib import Path

import click

from grader.errors import CourseError

from .common import complain, show_report, tell_totals, this_course
from .diff import tell_comparison
from .tables import roster_option, times_option

COLLECT_EPILOG = (
    "Exit codes: 0 all reports are collected; 2 a file cannot be used, or two reports on one "
    "student are different; 3 the grader broke on some submission."
)


@click.group(name="report")
def report_group() -> None:
    """Look at score reports."""


@report_group.command(
    epilog="Exit codes: 0 all are valid, 2 some are not.",
    short_help="Check reports against the schema.",
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.pass_context
def validate(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Check reports against the published schema, and that their points add up.

    \b
    grade report validate graded/reports/*.json
    """  # noqa: D301
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


@report_group.command(epilog="Exit codes: 0 it is shown, 2 it cannot be read.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-v", "--verbose", is_flag=True, help="Show the evidence for every check.")
def show(file: Path, verbose: bool) -> None:  # noqa: FBT001
    """Print a report as `grade local` does.

    \b
    grade report show score-report.json
    grade report show -v graded/reports/alice.json
    """  # noqa: D301
    from grader.report import read  # noqa: PLC0415

    show_report(read(file), verbose=verbose)


@report_group.command(
    epilog="Exit codes: 0 the score is the same, 1 it moved, 2 a file cannot be used.",
    short_help="Compare two reports.",
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def compare(ctx: click.Context, old: Path, new: Path, as_json: bool) -> None:  # noqa: FBT001
    """Compare two reports: which check ended otherwise, in points and in words.

    They may be of one student at two times, or of two students. grade diff compares whole batches.

    \b
    grade report compare monday/reports/alice.json friday/reports/alice.json
    """  # noqa: D301
    from grader import comparison  # noqa: PLC0415
    from grader.report import read  # noqa: PLC0415

    found = comparison.compare({"": read(old)}, {"": read(new)})
    tell_comparison(found, verbose=True, as_json=as_json)
    ctx.exit(0 if found.nothing_moved else 1)


@report_group.command(epilog=COLLECT_EPILOG, short_help="Merge the folders of shards into one.")
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR..."
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where all go."
)
@roster_option
@times_option
@click.pass_context
def collect(
    ctx: click.Context,
    folders: tuple[Path, ...],
    out: Path,
    roster: Path | None,
    times: Path | None,
) -> None:
    """Merge the --out folders of shards into one, with scores.csv and summary.json of all.

    Nothing is merged where two of them have different reports on one student. What --out has
    already stays; --times needs the course, for its late policy.

    \b
    grade report collect shard-1/ shard-2/ --out graded/ --roster roster.csv
    """  # noqa: D301
    from grader.collect import gather  # noqa: PLC0415
    from grader.lateness import for_assignment  # noqa: PLC0415
    from grader.roster import read_roster, read_times  # noqa: PLC0415
    from grader.scores import write_scores  # noqa: PLC0415

    students = read_roster(roster) if roster else []
    used = {student.id: student.late_days_used for student in students}
    handed_in = read_times(times) if times else {}
    found = gather(folders, out)
    found.write(out)
    for note in found.notes:
        click.secho(f"{note}.", fg="yellow", err=True)
    if times:
        course = this_course()
        due = course.entry(found.assignment).due
        totals = write_scores(out, students, for_assignment(course.late, due, handed_in, used))
    else:
        totals = write_scores(out, students)
    tell_totals(totals, out)
    ctx.exit(3 if totals.grader_errors else 0)
