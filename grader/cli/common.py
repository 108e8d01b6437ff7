"""What several commands share: finding the course, and showing reports."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.course import Course
    from grader.report import Report

EPILOG = (
    "Exit codes: 0 all passed, 1 something did not, 2 a file or an option cannot be used, "
    "3 the grader itself broke."
)

INTERRUPTED = 130
"""The exit code of what a person interrupted."""


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
