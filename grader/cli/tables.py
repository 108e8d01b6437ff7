"""Options for the tables that an instructor brings."""

from pathlib import Path

import click

roster_option = click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="All students (columns id, name, section): who handed in nothing appears with 0.",
)
times_option = click.option(
    "--times",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="When each student handed in (columns id, submitted), for the late policy.",
)
