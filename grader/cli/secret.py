"""The course's secret: where commands find it."""

import os
from pathlib import Path

import click

from grader.errors import CourseError

SECRET = "NABLA_SECRET"  # noqa: S105  # the name of a variable
LEAST = 16
"""Reports carry a label of the secret, by which short ones could be tried."""

SECRET_HINT = (
    f"Put 32 random characters into a file for --secret-file, or into {SECRET}; "
    "with --public-seed the inputs are those that students can see."
)

secret_option = click.option(
    "--secret-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"The course's secret, from which hidden inputs are drawn; or the variable {SECRET}.",
)


def read_secret(file: Path | None) -> bytes:
    """The secret in a file, or in the environment; empty for none.

    Raises CourseError where it cannot be read, or could be guessed.
    """
    secret = os.environ.get(SECRET, "").encode()
    if file:
        try:
            secret = file.read_bytes().strip()
        except OSError as error:
            raise CourseError(f"{file} cannot be read: {error.strerror}") from error
    if (secret or file) and len(secret) < LEAST:
        raise CourseError(
            f"the secret has {len(secret)} characters, so that it can be guessed", SECRET_HINT
        )
    return secret
