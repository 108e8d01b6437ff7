"""Canvas: one column of the instructor's own gradebook export is filled; no other byte changes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import CourseError, did_you_mean
from grader.text import listed, shown

from .canvas_export import EXPORT_AGAIN, Cell, Export, number
from .gradebook import Gradebook, Record, Standing

ID_COLUMNS = ("ID", "SIS User ID", "SIS Login ID")
BLANK = ("", "-")

_NUMBER_OF_CANVAS = re.compile(r"\s*\(\d+\)$")


# --- to fill it -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled export. Of people: what Canvas calls them, but `strangers` and `broken` are ids.

    column, matched_by: titles of columns. scale: what a point of ours is worth in the column.
    kept: who has something else than points, such as EX, and keeps it. alone: no report is theirs.
    strangers: reports without a line. broken: the grader broke on them, so they keep what they had.
    """

    content: bytes
    column: str
    matched_by: str
    scale: float
    points_possible: float
    students: int
    changed: int
    kept: Sequence[str]
    alone: Sequence[str]
    strangers: Sequence[str]
    broken: Sequence[str]


@dataclass(slots=True)
class _Filling:
    """What was found out while lines are filled."""

    cells: list[tuple[Cell, str]] = field(default_factory=list)
    students: int = 0
    kept: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)


def filled_path(path: Path) -> Path:
    """Where the filled export goes: beside the export, with -filled behind its name."""
    return path.with_name(f"{path.stem}-filled{path.suffix}")


def fill(export: Export, gradebook: Gradebook, column: str = "") -> Filled:
    """The export with the points after lateness in one column, in the column's own scale.

    column: its title, with or without the number of Canvas; by default the assignment's title or
    id. Raises CourseError where column or students cannot be found for sure.
    """
    at = _column(export, gradebook, column)
    possible = export.points(at)
    if not possible or possible < 0 or not gradebook.max_points:
        raise CourseError(
            f"{export.name}: {export.header[at]!r} is out of {export.possible[at].strip()}, "
            f"{gradebook.assignment} out of {gradebook.max_points:g}",
            "Give the assignment points in Canvas, and export again.",
        )
    handed_in = {r.student.id: r for r in gradebook.records if r.path}
    matched_by, lines = _matched(export, handed_in)
    scale = possible / gradebook.max_points
    filling = _Filling()
    for line in export.students:
        record = lines.pop(line[matched_by].value.strip(), None)
        _fill_line(filling, record, export.who(line), line[at], scale)
    comma = "," in export.possible[at]
    changes = [(cell, new.replace(".", ",") if comma else new) for cell, new in filling.cells]
    return Filled(
        content=_spliced(export, changes).encode(),
        column=export.header[at],
        matched_by=export.header[matched_by],
        scale=scale,
        points_possible=possible,
        students=filling.students,
        changed=len(changes),
        kept=filling.kept,
        alone=filling.alone,
        strangers=list(lines),
        broken=[i for i, r in handed_in.items() if r.standing is Standing.GRADER_ERROR],
    )


def _fill_line(
    filling: _Filling, record: Record | None, name: str, cell: Cell, scale: float
) -> None:
    """Equal is what Canvas shows as equal: two decimals. Such a cell stays as it is."""
    name = shown(name)
    if record is None:
        filling.alone.append(name)
        return
    if record.standing is Standing.GRADER_ERROR:
        return
    found, new = number(cell.value), f"{record.final * scale:.2f}"
    if found is None and cell.value.strip() not in BLANK:
        filling.kept.append(f"{name} ({shown(cell.value)})")
        return
    filling.students += 1
    if found is None or f"{found:.2f}" != new:
        filling.cells.append((cell, new))


def _spliced(export: Export, changes: Sequence[tuple[Cell, str]]) -> str:
    """The text with other values in some cells; quoted where they were, or must be."""
    pieces, place = [], 0
    for cell, new in changes:
        quoted = export.text.startswith('"', cell.start) or export.separator in new
        pieces += [export.text[place : cell.start], f'"{new}"' if quoted else new]
        place = cell.end
    return "".join([*pieces, export.text[place:]])


# --- which column, which students -----------------------------------------------------------


def _column(export: Export, gradebook: Gradebook, column: str) -> int:
    """Only columns that have points possible are an assignment's."""
    titles = {n: title for n, title in enumerate(export.header) if export.points(n) is not None}
    wanted = [column] if column else [gradebook.title, gradebook.assignment]
    names = {_plain(name) for name in wanted}
    whole = [n for n, title in titles.items() if _plain(title) in names]
    bare = [n for n, t in titles.items() if _plain(_NUMBER_OF_CANVAS.sub("", t)) in names]
    found = whole if column and whole else sorted({*whole, *bare})
    if len(found) == 1:
        return found[0]
    if found:
        raise CourseError(
            f"{export.name} has several such columns: {listed([repr(titles[n]) for n in found])}",
            "Name one of them whole: --column TEXT.",
        )
    close = did_you_mean(wanted[0], [shown(title) for title in titles.values()])
    raise CourseError(
        f"{export.name} has no assignment {listed([repr(name) for name in wanted], 'or')}",
        f"{close} Name its column: --column TEXT.",
    )


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _matched(export: Export, records: Mapping[str, Record]) -> tuple[int, dict[str, Record]]:
    """The column whose cells are most of our ids, and our records by id."""
    found = {n: hits for n in _id_columns(export) if (hits := set(_hits(export, n, records)))}
    if not found:
        names = listed([export.header[n] for n in _id_columns(export)], "or")
        raise CourseError(
            f"{export.name}: no {names} is the id of a report, such as {shown(min(records))}",
            "The name of a hand-in is the student's id: it must be one of these, letter by letter.",
        )
    best = max(found, key=lambda n: len({student for student, _ in found[n]}))
    rivals = [n for n, hits in found.items() if len(hits) == len(found[best])]
    if any(found[n] != found[best] for n in rivals):
        names = listed([export.header[n] for n in rivals])
        raise CourseError(
            f"{export.name}: {names} match as many reports each, but not the same students",
            "Name the hand-ins by one of these columns.",
        )
    if len({student for student, _ in found[best]}) != len(found[best]):
        raise CourseError(
            f"{export.name} has several lines with one {export.header[best]}", EXPORT_AGAIN
        )
    return best, dict(records)


def _id_columns(export: Export) -> list[int]:
    return [export.header.index(name) for name in ID_COLUMNS if name in export.header]


def _hits(export: Export, column: int, records: Mapping[str, Record]) -> Iterator[tuple[str, int]]:
    """Ids of ours in a column, each with the place of its line."""
    for line in export.students:
        if line[column].value.strip() in records:
            yield line[column].value.strip(), line[0].start
