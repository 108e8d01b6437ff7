"""`grade local`: one submission on its author's own machine."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .isolation import PlainProcess, Seat, seat

if TYPE_CHECKING:
    from .course import Course
    from .report import Report

Desk: TypeAlias = tuple[Seat, Seat]
"""A child for the submission and one for the reference: both start while we import NumPy."""


@contextmanager
def desk() -> Iterator[Desk]:
    """Starts the children, at isolation level 1. They end with the block."""
    launcher = PlainProcess()
    with seat(launcher) as own, seat(launcher) as other:
        yield own, other


def grade_local(
    desk: Desk, course: "Course", assignment_id: str, source: Path, only: Sequence[str] = ()
) -> "Report":
    """The report on one submission, with the public seed.

    Raises CourseError where the course or the words of `only` cannot be used.
    """
    from .grading import grade, load_task, reference_worker  # noqa: PLC0415  # the children start
    from .seed import PUBLIC  # noqa: PLC0415

    own, other = desk
    task = load_task(course, assignment_id, only=only, seed=PUBLIC)
    with reference_worker(task, other) as reference:
        return grade(task, source, own, reference)
