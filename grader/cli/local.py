"""`grade local`."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import CourseError

from .common import EPILOG, assignments_argument, relative, show_report, this_course, width

if TYPE_CHECKING:
    from grader.course import Course
    from grader.live import Live
    from grader.local import Desk
    from grader.report import Report


@click.command(epilog=EPILOG)
@assignments_argument
@click.option(
    "--submission",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The folder that holds your files, or an archive, a notebook or a file; by default the "
    "assignment's own folder.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="WORD",
    help="A problem, a kind of check or the id of a check; may be given several times.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the report; by default score-report.json beside your files.",
)
@click.option("--watch", is_flag=True, help="Grade again whenever a file is saved, until Ctrl-C.")
@click.option("-v", "--verbose", is_flag=True, help="Show the evidence for every check.")
@click.pass_context
def local(  # noqa: PLR0913, PLR0917  # one parameter for each option
    ctx: click.Context,
    assignments: tuple[str, ...],
    submission: Path | None,
    only: tuple[str, ...],
    report: Path | None,
    watch: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Grade your own work, on your own machine.

    In an assignment's folder this grades that assignment, in the folder of the course all of them.
    It is a local result, not a grade.

    \b
    grade local                          what is in this folder
    grade local --watch                  the same again whenever a file is saved
    grade local a3_softmax               one assignment, from anywhere in the course
    grade local --only gradient          only the gradient checks
    grade local a2_svm --submission PATH files that lie elsewhere
    """  # noqa: D301
    from grader.local import desk, grade_local  # noqa: PLC0415

    if watch:
        from .watch import insist_on_watchfiles  # noqa: PLC0415

        insist_on_watchfiles()
    alone = {"--submission": submission, "--report": report, "--watch": watch}
    reports = []
    with desk() as first:  # before any further import: its child starts while we import
        course = this_course()
        ids = _which(course, assignments, [option for option, used in alone.items() if used])
        if watch:
            from grader.live import Live  # noqa: PLC0415

            source = submission or course.folder(ids[0])
            live = Live(course.root, ids[0], source, only)
            _watch(first, live, report or _beside(source), verbose=verbose)
            return
        for number, assignment in enumerate(ids):
            with desk() if number else nullcontext(first) as place:
                source = submission or course.folder(assignment)
                found = grade_local(place, course, assignment, source, only)
            _keep(found, report or _beside(source), verbose=verbose)
            reports.append(found)
    if len(reports) > 1:
        from grader.screen import render_course  # noqa: PLC0415

        click.echo(render_course(reports, width=width()))
    broke = any(found.grader_broke for found in reports)
    ctx.exit(3 if broke else 0 if all(found.all_passed for found in reports) else 1)


def _watch(first: "Desk", live: "Live", path: Path, *, verbose: bool) -> None:
    from grader.report import write  # noqa: PLC0415

    from .watch import watch  # noqa: PLC0415

    watch(first, live, lambda found: write(found, path), verbose=verbose)


def _which(course: "Course", assignments: Sequence[str], alone: Sequence[str]) -> list[str]:
    """The assignments to grade: those named, the one whose folder this is, or all.

    alone: options that were used and go with one assignment only.
    """
    ids = [course.entry(name).id for name in assignments]
    if not ids:
        here = Path.cwd()
        ids = [e.id for e in course.entries if here.is_relative_to(course.folder(e.id))]
    if not ids:
        ids = [entry.id for entry in course.entries]
    if len(ids) > 1 and alone:
        raise CourseError(f"{alone[0]} goes with one assignment", f"Name it: {', '.join(ids)}.")
    return ids


def _beside(source: Path) -> Path:
    """Where the report on a submission goes: into its folder."""
    return (source if source.is_dir() else source.parent) / "score-report.json"


def _keep(report: "Report", path: Path, *, verbose: bool) -> None:
    """Writes a report to its file and shows it."""
    from grader.report import write  # noqa: PLC0415

    write(report, path)
    show_report(report, verbose=verbose)
    click.secho(f"Report: {relative(path)}. A local result, not a grade.\n", dim=True)
