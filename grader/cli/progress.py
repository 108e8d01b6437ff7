"""What a person sees of a long batch, and how it is interrupted."""

import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from grader.text import shown

if TYPE_CHECKING:
    from types import FrameType

    from grader.batch import Batch, Done

LOG_SECONDS = 30.0
LOG_PARTS = 10
"""In a log there is a line for every tenth of the work, and now and then between."""

NAME = 30


@contextmanager
def interruptible(grading: "Batch") -> Iterator[list[int]]:
    """The signals that came while it ran: Ctrl-C, or SIGTERM.

    The first stops after what is in flight, the second at once, a third ends the process.
    """
    got: list[int] = []

    def handle(number: int, _: "FrameType | None") -> None:
        got.append(number)
        if len(got) == 1:
            grading.stop()
            says = "Stopping after what is in flight; once more to stop at once."
        else:
            grading.abort()
            signal.signal(number, signal.SIG_DFL)
            says = "Stopping at once."
        with suppress(RuntimeError):  # somebody may be in the middle of printing
            click.echo(f"\n{says}", err=True)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield got
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


@dataclass(slots=True)
class Course:
    """How far a batch is, and how long the rest will take at the same rate."""

    total: int
    number: int = 0
    unchanged: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, done: "Done") -> None:
        """Counts one that is done."""
        self.number += 1
        self.unchanged += done.unchanged

    @property
    def left(self) -> str:
        """`about 3 min left`; empty while nothing tells."""
        graded = self.number - self.unchanged
        if not graded or self.number == self.total:
            return ""
        seconds = (time.monotonic() - self.began) / graded * (self.total - self.number)
        if seconds < 90:
            return f"about {max(1, round(seconds))} s left"
        if seconds < 5400:
            return f"about {round(seconds / 60)} min left"
        return f"about {seconds / 3600:.1f} h left"

    def __str__(self) -> str:
        """All of it: `30 of 100 done, 10 unchanged, about 3 min left`."""
        unchanged = f", {self.unchanged} unchanged" if self.unchanged else ""
        left = f", {self.left}" if self.left else ""
        return f"{self.number} of {self.total} done{unchanged}{left}"


def watched(work: Iterable["Done"], total: int) -> Iterator["Done"]:
    """The same, with a bar on a terminal, and a line now and then in a log."""
    course = Course(total)
    return _bar(work, course) if sys.stderr.isatty() else _log(work, course)


def _log(work: Iterable["Done"], course: Course) -> Iterator["Done"]:
    told_at, told_number = course.began, 0
    for done in work:
        course.add(done)
        yield done
        now, step = time.monotonic(), course.number - told_number
        last = course.number == course.total
        if step * LOG_PARTS >= course.total or now - told_at >= LOG_SECONDS or last:
            told_at, told_number = now, course.number
            click.echo(f"{course}.", err=True)


def _bar(work: Iterable["Done"], course: Course) -> Iterator["Done"]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    text = TextColumn("{task.fields[left]}"), TextColumn("{task.fields[now]}", markup=False)
    columns = (BarColumn(30), MofNCompleteColumn(), *text)
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=course.total, left="", now="")
        for done in work:
            course.add(done)
            now = f"{shown(done.hand_in.id, NAME)}: {done.points:g} of {done.max_points:g}"
            progress.update(bar, advance=1, left=course.left, now=now)
            yield done
