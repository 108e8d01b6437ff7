"""`grade doctor`."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.doctor import Health, Level

EPILOG = (
    "Exit codes: 0 isolation level 3 holds, so that grade batch runs here; 1 it does not; 2 an "
    "option cannot be used; 3 the grader itself broke."
)
MEANS = {
    3: "namespaces of its own, for code of strangers",
    2: "files, network and processes refused, if you accept it",
    1: "a process with limits, for your own code only",
}


@click.command(epilog=EPILOG, short_help="Tell what isolates code on this machine.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:  # noqa: FBT001
    """Look at this machine: what isolates code here, and what to do where nothing does.

    A probe goes through the same sandbox as submissions and tries what they must not be able to do.

    \b
    grade doctor
    grade doctor --json | jq .todo
    """  # noqa: D301
    from grader.doctor import look  # noqa: PLC0415

    found = look()
    click.echo(json.dumps(_data(found), indent=2) if as_json else _page(found))
    ctx.exit(0 if found.ready else 1)


def _data(found: "Health") -> dict[str, object]:
    levels = [{**asdict(level), "holds": level.holds} for level in found.levels]
    return {"ready": found.ready, "facts": found.facts, "levels": levels, "todo": found.todo}


def _page(found: "Health") -> str:
    width = max(len(name) for name in found.facts)
    lines = [f"{name.ljust(width)}  {says}" for name, says in found.facts.items()]
    for level in found.levels:
        lines += ["", *_level(level)]
    if found.todo:
        lines += ["", click.style("To do", bold=True), *(f"  {text}" for text in found.todo)]
    says = "grade batch runs here." if found.ready else "grade batch does not run here as it is."
    return "\n".join([*lines, "", click.style(says, fg="green" if found.ready else "red")])


def _level(level: "Level") -> list[str]:
    promise = level.level > 1
    head = click.style(f"Level {level.level}", bold=True) + f": {MEANS[level.level]}"
    if level.error:
        return [f"{_mark(holds=False)} {head}", f"    {level.error}"]
    mark = _mark(holds=level.holds) if promise else "·"
    lines = [f"{mark} {head} ({level.mechanism})"]
    for name, stopped in level.probes.items():
        if stopped:
            lines.append(f"    {_mark(holds=True)} cannot {name}")
        else:
            lines.append(f"    {_mark(holds=False) if promise else '·'} can {name}")
    return lines


def _mark(*, holds: bool) -> str:
    return click.style("✓", fg="green") if holds else click.style("✗", fg="red")
