"""`grade local --watch`: when to look, and the screen."""

import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

import click

from grader.errors import CourseError
from grader.text import count, listed

from .common import show_report, width

if TYPE_CHECKING:
    from grader.live import Live, Turn
    from grader.local import Desk
    from grader.report import Report

STEP, LOOK = 20, 1000
"""Milliseconds: how long files are at rest before a look, and the longest time without one."""

SUFFIXES = (".py", ".ipynb", ".yml")
THEN = "save it"


def insist_on_watchfiles() -> None:
    """Raises CourseError where the package is missing that tells of saved files."""
    if find_spec("watchfiles") is None:
        raise CourseError(
            "--watch needs the package watchfiles, which is not installed",
            "Run: pip install 'nabla-grader[watch]'",
        )


def watch(first: "Desk", live: "Live", keep: Callable[["Report"], None], *, verbose: bool) -> None:
    """Grades, and grades again whenever a file is saved, until it is interrupted.

    keep: writes a report that tells of all files as they are.
    """
    from grader.live import Desks  # noqa: PLC0415  # the children of the first desk start

    sys.dont_write_bytecode = True  # it would not tell two edits of the same second apart
    screen: Screen = Pane(verbose=verbose) if sys.stdout.isatty() else Scroll(verbose=verbose)
    with _interruptible(), screen, Desks(first) as desks:
        for _ in _looks(live):
            turn = live.turn(desks, screen.begin)
            if turn is None:
                screen.refresh()
                continue
            if not turn.waits:
                keep(turn.report)
            screen.show(turn)


def _looks(live: "Live") -> Iterator[None]:
    """At once, whenever a file was saved, and now and then: not every file system tells."""
    yield
    import watchfiles  # noqa: PLC0415  # 0.1 s, and an optional package

    try:
        for _ in watchfiles.watch(
            *live.folders,
            watch_filter=lambda _, path: path.endswith(SUFFIXES),
            step=STEP,
            rust_timeout=LOOK,
            yield_on_timeout=True,
        ):
            yield
    except OSError as error:
        raise CourseError(
            f"the folder cannot be watched: {error}",
            "Set WATCHFILES_FORCE_POLLING=1 and run the command again.",
        ) from error


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C, a closed terminal and a polite kill end the block, and nothing else."""
    names = ("SIGTERM", "SIGHUP")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.default_int_handler) for number in signals}
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# --- what is shown --------------------------------------------------------------------------


class Screen(Protocol):
    """Where results go."""

    def __enter__(self) -> object: ...

    def __exit__(self, *_: object) -> None: ...

    def begin(self, saved: Sequence[str]) -> None:
        """Says that grading begins."""

    def show(self, turn: "Turn") -> None:
        """Shows what came of it."""

    def refresh(self) -> None:
        """Is called now and then while nothing happens."""


class Scroll:
    """For a pipe or a file: each result below the one before."""

    def __init__(self, *, verbose: bool) -> None:
        self._verbose = verbose
        self._any = False

    def __enter__(self) -> object:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def begin(self, saved: Sequence[str]) -> None:
        pass

    def show(self, turn: "Turn") -> None:
        from grader.screen import render_problems  # noqa: PLC0415

        if not self._any:
            show_report(turn.report, verbose=self._verbose)
        click.echo(f"\n{_status(turn, first=not self._any)}")
        if self._any and turn.graded:
            click.echo(
                render_problems(
                    turn.report, turn.graded, width=width(), verbose=self._verbose, then=THEN
                )
            )
        sys.stdout.flush()
        self._any = True

    def refresh(self) -> None:
        pass


class Pane:
    """The terminal's other screen, rewritten in place; what was on the first one comes back."""

    def __init__(self, *, verbose: bool) -> None:
        self._verbose = verbose
        self._turn: Turn | None = None
        self._focus: Sequence[str] = ()
        self._status = ""
        self._size = os.terminal_size((0, 0))
        self._keys = ExitStack()

    def __enter__(self) -> object:
        self._keys.enter_context(_quiet_keys())
        # The other screen, no cursor, and lines end at the right edge.
        self._write("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J")
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._write("\x1b[?7h\x1b[?25h\x1b[?1049l")
            self._keys.close()
            if self._turn:
                show_report(self._turn.report, verbose=self._verbose)

    def begin(self, saved: Sequence[str]) -> None:
        self._draw(f"{_now()}{_names(saved)}: grading …" if saved else "grading …")

    def show(self, turn: "Turn") -> None:
        first, self._turn = self._turn is None, turn
        troubles = _troubles(turn.report)
        moved = [problem for problem in turn.moved or self._focus if problem in troubles]
        self._focus = moved or troubles[:1]
        self._draw(_status(turn, first=first))

    def refresh(self) -> None:
        if self._size != shutil.get_terminal_size():
            self._draw(self._status)

    def _draw(self, status: str) -> None:
        from grader.screen import render_within  # noqa: PLC0415

        self._status, self._size = status, shutil.get_terminal_size()
        # In the last column a terminal would clear what was just written there.
        columns, lines = self._size.columns - 1, self._size.lines
        below = textwrap.wrap(status, max(20, min(columns, 100))) or [""]
        shown = ""
        if self._turn:
            shown = render_within(
                lines - len(below) - 1,
                self._turn.report,
                width=columns,
                verbose=self._verbose,
                then=THEN,
                focus=self._focus,
            )
        waits = self._turn and self._turn.waits
        colour = {"fg": "yellow"} if waits else {"dim": True}
        below = [click.style(line, **colour) for line in below]
        # Each line is rewritten where it stands, and the rest is cleared: nothing flickers.
        text = "\n".join(f"{line}\x1b[K" for line in [*shown.splitlines(), "", *below])
        self._write(f"\x1b[H{text}\x1b[J")

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def _quiet_keys() -> Iterator[None]:
    """Keys that are pressed do not appear on the screen, as far as the terminal knows how."""
    if not (find_spec("termios") and sys.stdin.isatty()):
        yield
        return
    import termios  # noqa: PLC0415  # Unix only

    before = termios.tcgetattr(sys.stdin)
    quiet = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def _status(turn: "Turn", *, first: bool) -> str:
    """One sentence on what happened."""
    if first:
        return "Waiting for the next saved file. Ctrl-C ends."
    waits = " ".join(turn.waits.split()).removesuffix(".")
    if not turn.graded:
        return f"{_now()}{waits}. The result above is from before."
    problems = turn.graded[0] if len(turn.graded) == 1 else count(len(turn.graded), "problem")
    text = f"{_now()}{_names(turn.saved)}: {problems} graded in {turn.seconds:.2f} s"
    text += f", {turn.gained:+g} points" if turn.gained else ""
    return f"{text}; {waits}." if waits else f"{text}."


def _now() -> str:
    return f"{datetime.now().astimezone():%H:%M:%S}  "


def _names(saved: Sequence[str]) -> str:
    few = [*saved[:2], count(len(saved) - 2, "other file")] if len(saved) > 3 else saved
    return listed(few) or "checks and references"


def _troubles(report: "Report") -> list[str]:
    """The problems in which something is not right, in their order."""
    from grader.summary import FINE  # noqa: PLC0415

    return list(dict.fromkeys(e.problem for e in report.checks if e.outcome not in FINE))
