"""What pages call an outcome, and how they mark it: a sign, a word and a colour for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model import Outcome
from grader.report import Entry
from grader.summary import MARKS, WRONG
from grader.text import error, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """An outcome as it is shown; `look` is a class of the style sheet."""

    word: str
    look: str
    mark: str


_LOOKS = {
    Outcome.PASSED: ("passed", "right"),
    Outcome.PARTIAL: ("partial", "partly"),
    Outcome.FAILED: ("wrong", "wrong"),
    Outcome.ERROR: ("error", "stopped"),
    Outcome.TIMEOUT: ("time-out", "stopped"),
    Outcome.MEMORY: ("too much memory", "stopped"),
    Outcome.CRASHED: ("crashed", "stopped"),
    Outcome.NOT_IMPLEMENTED: ("not written", "todo"),
    Outcome.SKIPPED: ("not asked", "quiet"),
    Outcome.NOT_APPLICABLE: ("left out", "quiet"),
    Outcome.GRADER_ERROR: ("grader error", "stopped"),
}
STOPPED = "!"
CHIPS: Mapping[str, Chip] = {
    outcome.value: Chip(
        word=word,
        look=look,
        mark=STOPPED if look == "stopped" else MARKS.get(outcome, WRONG),
    )
    for outcome, (word, look) in _LOOKS.items()
}
"""By the outcome's value, from good to bad: the order in which a page counts them."""


def measured(entry: Entry) -> str:
    """What was measured against what is allowed: `error 1.2e-09, allowed 4.0e-06`."""
    if entry.measured is None or entry.tolerance is None:
        return ""
    if entry.kind == "timing":
        return f"{entry.measured:.1f} times the reference, full credit to {entry.tolerance:g}"
    if entry.kind == "trains":
        return f"{number(entry.measured)}, at least {number(entry.tolerance)}"
    found = error(entry.measured) if entry.measured else "0"
    return f"error {found}, allowed {error(entry.tolerance)}"
