"""What a notebook of an assignment uses: cells that wait until a function is written."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from .text import clean


@contextmanager
def written() -> Iterator[None]:
    """A block of code that needs functions of the student's.

    Where one of them is still a stub, the rest of the block is left out and one sentence says so.
    Every other exception goes on.
    """
    try:
        yield
    except NotImplementedError as stub:
        what = clean(str(stub))
        click.echo(f"not written yet: {what}" if what else "not written yet")
