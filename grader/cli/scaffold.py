"""For authors who begin: `grade init` and `grade new`."""

from collections.abc import Sequence
from pathlib import Path

import click

from .common import relative, this_course

EPILOG = "Exit codes: 0 it is made, 2 a name cannot be used or something would be overwritten."


@click.command(epilog=EPILOG)
@click.argument("name")
def new(name: str) -> None:
    """Begin an assignment, with a complete example to change.

    It gets its reference, misconceptions, checks, README, notebook and stub, passes grade verify as
    it is, and is listed in autograder.yml. Nothing is overwritten.

    \b
    grade new a8_pooling       assignments/a8_pooling, whose students write pooling.py
    """  # noqa: D301
    from grader.scaffold import new_assignment  # noqa: PLC0415

    _tell(new_assignment(this_course().root, name))
    click.echo(f"Next: change solutions/{name} and checks.py, then run grade stubs, and")
    click.echo(f"      grade verify {name}")


@click.command(epilog=EPILOG)
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")
def init(folder: Path) -> None:
    """Begin a course, with a first assignment.

    Also with autograder.yml, an example of a roster, a workflow for CI and a .gitignore. Nothing is
    overwritten.

    \b
    grade init                 in this folder
    grade init my-course       in a new one
    """  # noqa: D301
    from grader.scaffold import FIRST, new_course  # noqa: PLC0415

    _tell(new_course(folder.resolve()))
    click.echo("solutions/ holds the answers: keep the repository private.")
    if folder.resolve() != Path.cwd():
        click.echo(f"Next: cd {folder}")
    click.echo(f"Next: grade verify {FIRST}, or grade new NAME for an assignment of your own")


def _tell(written: Sequence[Path]) -> None:
    for path in written:
        click.echo(f"  {relative(path)}")
