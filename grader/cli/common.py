"""What several commands share: finding the course, and showing reports."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.text import count

if TYPE_CHECKING:
    from grader.course import Course
    from grader.report import Report
    from grader.scores import Totals

EPILOG = (
    "Exit codes: 0 all passed, 1 something did not, 2 a file or an option cannot be used, "
    "3 the grader itself broke."
)

INTERRUPTED = 130
"""The exit code of what a person interrupted."""


def assignments_here(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """The assignments of this course whose names begin so, for a shell to offer.

    Read from the folders, not from autograder.yml: a person waits, and a mistake there is not told.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "autograder.yml").is_file():
            names = (path.parent.name for path in (folder / "assignments").glob("*/checks.py"))
            return sorted(name for name in names if name.startswith(begun))
    return []


assignments_argument = click.argument(
    "assignments", nargs=-1, metavar="[ASSIGNMENT]...", shell_complete=assignments_here
)


def complain(message: str, hint: str) -> None:
    """What went wrong, and what to do, on stderr."""
    click.secho(f"grade: {message}", err=True, fg="red")
    if hint:
        click.echo(f"       {hint}", err=True)


def this_course() -> "Course":
    """The course that this folder is in."""
    from grader.course import find_course  # noqa: PLC0415

    return find_course(Path.cwd())


def show_report(report: "Report", *, verbose: bool) -> None:
    """Prints a report."""
    from grader.screen import render  # noqa: PLC0415

    click.echo(render(report, width=width(), verbose=verbose))


def width() -> int:
    """The columns of the terminal."""
    return shutil.get_terminal_size((80, 24)).columns


def relative(path: Path) -> str:
    """A path as seen from this folder, if it lies in it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def tell_totals(totals: "Totals", out: Path) -> None:
    """What came of a batch, in a few lines."""
    click.echo(f"{count(totals.graded, 'report')} in {relative(out)}, scores in scores.csv.")
    if totals.points:
        click.echo(f"Points: mean {totals.mean:.1f}, median {totals.median:.1f}.")
    if totals.missing:
        click.echo(
            f"Nothing from {count(len(totals.missing), 'student')}: {first(totals.missing)}."
        )
    if totals.not_graded:
        click.echo(f"Handed in, but not graded here: {first(totals.not_graded)}.")
    if totals.strangers:
        click.echo(f"Not in the roster: {first(totals.strangers)}.")
    if totals.grader_errors:
        click.secho(f"The grader broke on {first(totals.grader_errors)}.", fg="red")


def first(names: Sequence[str], most: int = 5) -> str:
    """The first of several names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
