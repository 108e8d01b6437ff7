"""`grade local`: one submission on its author's own machine."""

from collections.abc import Sequence
from pathlib import Path

from .course import Course
from .folders import temporary_folder
from .isolation import PlainProcess, end
from .report import Report


def grade_local(course: Course, assignment_id: str, source: Path, only: Sequence[str]) -> Report:
    """The report on one submission, at isolation level 1 and with the public seed.

    Raises CourseError where the course or the words of `only` cannot be used.
    """
    launcher = PlainProcess()
    with temporary_folder() as folder:
        started = launcher.start(folder)
        try:
            # The child imports NumPy while we do: that is most of what a student waits for.
            from .grading import grade, load_task  # noqa: PLC0415
            from .seed import PUBLIC  # noqa: PLC0415

            task = load_task(course, assignment_id, only=only, seed=PUBLIC)
            return grade(task, source, folder, launcher, started)
        finally:
            end(launcher, started)
