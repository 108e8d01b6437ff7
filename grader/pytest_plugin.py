"""For pytest: in an assignment's folder every check is a test item.

pytest imports this module wherever it runs, so it imports nothing. Where there is no course, it
stays at that.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

COURSE = "autograder.yml"


def pytest_configure(config: "pytest.Config") -> None:
    """Collects the checks of the courses in which pytest was started, or that were named."""
    here = config.invocation_params.dir
    named = [here / str(argument).partition("::")[0] for argument in config.args]
    if courses := {root for start in (here, *named) if (root := _course_around(start))}:
        from .checkitems import Checks  # noqa: PLC0415  # only in a course

        config.pluginmanager.register(Checks(courses), "nabla-checks")


def _course_around(start: Path) -> Path | None:
    """The folder of the course that a folder is in."""
    return next((f for f in (start, *start.parents) if (f / COURSE).is_file()), None)
