"""`grade diff`."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.text import count

from .common import width

if TYPE_CHECKING:
    from grader.comparison import Change, CheckChange, Comparison
    from grader.report import Entry

EPILOG = (
    "Exit codes: 0 no score moved and nobody appeared or vanished; 1 something did; 2 a file "
    "cannot be used; 3 the grader itself broke."
)


@click.command(epilog=EPILOG)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "-v", "--verbose", is_flag=True, help="Also show who kept the score for other reasons."
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def diff(
    ctx: click.Context,
    old: Path,
    new: Path,
    verbose: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Compare two gradings: whose score moved, by how much, and why.

    OLD and NEW are two reports, or the --out folders of two batches. The largest moves come first.

    \b
    grade diff graded-monday/ graded-tuesday/
    grade diff old/reports/alice.json new/reports/alice.json
    """  # noqa: D301
    from grader.comparison import compare, load  # noqa: PLC0415

    found = compare(load(old), load(new))
    tell_comparison(found, verbose=verbose, as_json=as_json)
    ctx.exit(0 if found.nothing_moved else 1)


def tell_comparison(found: "Comparison", *, verbose: bool, as_json: bool) -> None:
    """Prints what is different, for a person or for a program."""
    click.echo(
        json.dumps(_data(found), indent=2, ensure_ascii=False)
        if as_json
        else "\n".join(_page(found, verbose=verbose))
    )


# --- for programs ---------------------------------------------------------------------------


def _data(found: "Comparison") -> dict[str, object]:
    return {
        "moved": [_change_data(one) for one in found.moved],
        "reworded": [_change_data(one) for one in found.reworded],
        "appeared": found.appeared,
        "vanished": found.vanished,
        "same": found.same,
    }


def _change_data(one: "Change") -> dict[str, object]:
    from grader.comparison import score  # noqa: PLC0415

    return {
        "student": one.student,
        "before": score(one.before),
        "after": score(one.after),
        "moved": round(one.moved, 4),
        "reasons": list(one.reasons),
        "checks": [
            {"id": check.id, "before": _entry_data(check.before), "after": _entry_data(check.after)}
            for check in one.checks
        ],
    }


def _entry_data(one: "Entry | None") -> Mapping[str, object] | None:
    if one is None:
        return None
    return {
        "outcome": one.outcome.value,
        "points": one.points,
        "max_points": one.max_points,
        "message": one.message,
        "hint": one.hint,
        "misconception": one.misconception,
    }


# --- for people -----------------------------------------------------------------------------


def _page(found: "Comparison", *, verbose: bool) -> Iterator[str]:
    changes = [*found.moved, *(found.reworded if verbose else ())]
    everywhere = _everywhere(changes)
    if everywhere:
        yield f"Different for all: {'; '.join(everywhere)}."
        yield ""
    for one in changes:
        yield from _change(one, everywhere)
        yield ""
    for verb, students in (("Appeared", found.appeared), ("Vanished", found.vanished)):
        if students:
            yield f"{verb}: {', '.join(f'{s} ({points:g})' for s, points in students.items())}."
    kept = found.same + len(found.reworded)
    yield f"{count(len(found.moved), 'score')} moved, {kept} did not." + _reworded(found)


def _reworded(found: "Comparison") -> str:
    if not found.reworded:
        return ""
    return f" Of these, {len(found.reworded)} with other outcomes or words (-v shows them)."


def _everywhere(changes: Sequence["Change"]) -> list[str]:
    """The reasons that all of several changes have."""
    times = Counter(reason for one in changes for reason in one.reasons)
    return [reason for reason, n in times.items() if n == len(changes) > 1]


def _change(one: "Change", everywhere: Sequence[str]) -> Iterator[str]:
    from grader.comparison import score  # noqa: PLC0415

    colour = "green" if one.moved > 0 else "red" if one.moved < 0 else None
    moved = click.style(f"{one.moved:+g}" if one.moved else "same score", fg=colour)
    name = click.style(one.student, bold=True)
    yield f"{name}  {score(one.before):g} → {score(one.after):g}  {moved}"
    own = [reason for reason in one.reasons if reason not in everywhere]
    if own:
        yield f"  different: {'; '.join(own)}"
    elif not one.reasons:
        yield "  different: no condition that a report tells of; a timing may vary"
    for check in one.checks:
        yield from _check(check)


def _check(check: "CheckChange") -> Iterator[str]:
    was, is_ = (_outcome(one) for one in (check.before, check.after))
    points = " → ".join(f"{one.points:g}" if one else "-" for one in (check.before, check.after))
    yield (
        f"  {check.id}: {was} → {is_}, {points}" if was != is_ else f"  {check.id}: {was}, {points}"
    )
    words = [_words(one) for one in (check.before, check.after)]
    if words[0] == words[1]:
        return
    for label, text in zip(("before: ", "after:  "), words, strict=True):
        if text:
            yield from textwrap.wrap(
                text,
                max(40, width()),
                initial_indent=f"    {label}",
                subsequent_indent=" " * 12,
                break_on_hyphens=False,
            )


def _outcome(one: "Entry | None") -> str:
    return one.outcome.value if one else "not asked"


def _words(one: "Entry | None") -> str:
    if one is None:
        return ""
    name = f"({one.misconception})" if one.misconception else ""
    return " ".join(filter(None, [f"{one.message}." if one.message else "", one.hint, name]))
