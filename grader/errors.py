"""Trouble that is ours or the instructor's. What a submission does wrong is an `Outcome` instead.

GraderError      the grader itself broke                               exit code 3
├── CourseError  a file or an option that a person gave is not usable  exit code 2
├── SandboxError this machine cannot isolate untrusted code            exit code 2
└── StoppedError a person stopped the work                             exit code 130
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar


class GraderError(Exception):
    """The grader could not do its work; `message` says what was found, `hint` what to do."""

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [text for text in (self.message, self.hint) if text]


class CourseError(GraderError):
    """A file of the course, or an option on the command line, is missing or not usable."""

    exit_code: ClassVar[int] = 2


class SandboxError(GraderError):
    """No isolation that is strong enough holds on this machine."""

    exit_code: ClassVar[int] = 2


class StoppedError(GraderError):
    """Somebody stopped the work before it was done."""

    exit_code: ClassVar[int] = 130


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known name, or lists the known ones."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(names)}." if names else ""
