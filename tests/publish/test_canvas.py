"""The export of a Canvas gradebook comes back with one column filled, and nothing else changed."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a_class import CLASS, LATE, broken, gradebook_of
from graded import class_folder, graded, publish
from grader.errors import CourseError
from grader.publish.canvas import Filled, fill
from grader.publish.canvas_export import cells, number, read_export
from grader.publish.gradebook import Gradebook, Record, Standing
from grader.roster import Student

HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,{title},Homework 1 (11),Final Score"
LINES = """\
,,,,,Manual Posting,,
    Points Possible,,,,,100.00,10.00,(read only)
"Liddell, Alice",101,s1,alice,"A, ""late"" B",,9.50,95.00
"Ross, Bob",102,s2,bob,B,40.0,8.00,80.00
Łukasz,103,s3,carol,B,3.00,-,
"Student, Test",109,,f00ba4,A,,,
"""


def exported(folder: Path, title: str = "Least squares (12)", lines: str = LINES) -> Path:
    path = folder / "export.csv"
    path.write_bytes(f"{HEADER.format(title=title)}\n{lines}".encode())
    return path


def filled(folder: Path, export: Path, column: str = "") -> Filled:
    book = gradebook_of(folder / "graded", CLASS)
    return fill(read_export(export), book, column)


def values(content: bytes, column: int = 5) -> list[str]:
    text = content.decode("utf-8-sig")
    return [row[column] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]


def test_one_column_gets_the_points_and_every_other_byte_stays(tmp_path: Path) -> None:
    export = exported(tmp_path)
    found = filled(tmp_path, export)

    # 40.0 is what Bob has, so his cell stays as it is.
    assert found.content == (
        export.read_bytes()
        .replace(b'"" B",,9.50', b'"" B",100.00,9.50')
        .replace("Łukasz,103,s3,carol,B,3.00".encode(), "Łukasz,103,s3,carol,B,0.00".encode())
    )
    assert (found.students, found.changed, found.matched_by) == (3, 2, "SIS Login ID")
    assert found.column == "Least squares (12)"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_byte_order_mark_stay(
    tmp_path: Path,
    end: str,
    mark: bytes,
    last: bool,  # noqa: FBT001
) -> None:
    export = exported(tmp_path)
    text = export.read_text("utf-8") if last else export.read_text("utf-8").rstrip("\n")
    export.write_bytes(mark + text.replace("\n", end).encode())
    found = filled(tmp_path, export)

    assert values(found.content)[3:6] == ["100.00", "40.0", "0.00"]
    assert found.content.startswith(mark + b"Student,ID")
    changed = found.content.replace(b"100.00,9.50", b",9.50").replace(b",0.00,", b",3.00,")
    assert changed == export.read_bytes()


def test_filling_twice_changes_nothing_more(tmp_path: Path) -> None:
    export = exported(tmp_path)
    once = filled(tmp_path, export)
    export.write_bytes(once.content)
    twice = filled(tmp_path, export)

    assert (twice.content, twice.changed) == (once.content, 0)


def test_a_semicolon_and_a_decimal_comma_are_kept(tmp_path: Path) -> None:
    export = exported(tmp_path)
    rows = csv.reader(io.StringIO(export.read_text("utf-8"), newline=""))
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(
        [cell.replace("0.00", "0,00").replace("40.0", "40,00") for cell in row] for row in rows
    )
    export.write_text(stream.getvalue(), "utf-8")
    found = filled(tmp_path, export)

    assert ";100,00;9.50;" in found.content.decode()
    assert found.changed == 2


def test_lateness_counts(tmp_path: Path) -> None:
    late = replace(graded("right"), lateness=LATE)
    book = gradebook_of(tmp_path, {"alice": late})

    assert values(fill(read_export(exported(tmp_path)), book).content)[3] == "80.00"


def test_another_scale_is_applied_and_told(tmp_path: Path) -> None:
    folder = class_folder(tmp_path / "graded", CLASS)
    done = publish(folder, "--canvas", exported(tmp_path), "--column", "homework 1")

    assert done.exit_code == 0, done.output
    assert "out of 10 in Canvas and out of 100 here: every score is multiplied by 0.1." in (
        done.output
    )
    out = (tmp_path / "export-filled.csv").read_bytes()
    assert values(out, 6)[3:] == ["10.00", "4.00", "0.00", ""]
    assert values(out, 5) == values(exported(tmp_path).read_bytes(), 5)


def test_who_is_excused_stays_excused_and_is_told(tmp_path: Path) -> None:
    export = exported(tmp_path, lines=LINES.replace("B,40.0", "B,EX").replace("B,3.00", "B,N/A"))
    found = filled(tmp_path, export)

    assert values(found.content)[3:6] == ["100.00", "EX", "N/A"]
    assert found.kept == ["Ross, Bob (EX)", "Łukasz (N/A)"]


def test_who_is_missing_on_either_side_is_told(tmp_path: Path) -> None:
    lines = LINES.replace('"Ross, Bob",102,s2,bob', "\x1b[31mEve,104,s4,eve")
    folder = class_folder(tmp_path / "graded", CLASS)
    done = publish(folder, "--canvas", exported(tmp_path, lines=lines))

    assert done.exit_code == 0
    assert "  No report, left as it was: [31mEve.\n" in done.output
    assert "  Report, but not in the export: bob.\n" in done.output
    assert "Student, Test" not in done.output


def test_nobody_gets_a_zero_because_the_grader_broke(tmp_path: Path) -> None:
    book = gradebook_of(tmp_path, {"alice": "right", "carol": broken(graded("right"))})
    found = fill(read_export(exported(tmp_path)), book)

    assert values(found.content)[3:6] == ["100.00", "40.0", "3.00"]
    assert found.broken == ["carol"]


@pytest.mark.parametrize("title", ["line", "line (12)", "Least squares", "least  SQUARES (7)"])
def test_the_column_has_the_title_or_the_id_of_the_assignment(tmp_path: Path, title: str) -> None:
    found = filled(tmp_path, exported(tmp_path, title))

    assert found.column == title


@pytest.mark.parametrize(
    ("title", "column", "says"),
    [
        ("Lines (12)", "", "has no assignment 'Least squares' or 'line'"),
        ("Least squares (12)", "Homework", "has no assignment 'Homework'"),
        ("Least squares (12)", "Final Score", "has no assignment 'Final Score'"),
        ("Least squares (12)", "Section", "has no assignment 'Section'"),
    ],
)
def test_a_column_that_is_not_there_is_told(
    tmp_path: Path, title: str, column: str, says: str
) -> None:
    with pytest.raises(CourseError, match=says) as trouble:
        filled(tmp_path, exported(tmp_path, title), column)

    assert "--column TEXT" in trouble.value.hint
    assert title in trouble.value.hint or "Homework 1 (11)" in trouble.value.hint


def test_of_two_such_columns_none_is_guessed(tmp_path: Path) -> None:
    export = exported(tmp_path)
    export.write_text(
        export.read_text("utf-8").replace("Homework 1 (11)", "Least squares (11)"), "utf-8"
    )

    with pytest.raises(
        CourseError, match=r"several such columns: 'Least squares \(12\)' and 'Least"
    ):
        filled(tmp_path, export)
    assert filled(tmp_path, export, "Least squares (12)").column == "Least squares (12)"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id,name\nalice,Alice\n", "is no gradebook export of Canvas"),
        ("", "is no gradebook export of Canvas"),
        ('Student,ID,"line\n', "line 1 has a quotation mark out of place"),
        ("Student,ID,line (1)\nAlice,alice,1\n", "has no line 'Points Possible'"),
        ("Student,ID,line\n Points Possible,,1\nA,alice\n", "line 3: found 2 cells, expected 3"),
        ("Student,ID,line\n Points Possible,,0\nA,alice,\n", "'line' is out of 0"),
        ("Student,ID,line\n Points Possible,,9\nA,alice,\nB,alice,\n", "several lines with one ID"),
        ("Student,ID,line\n Points Possible,,9\nA,al,\n", "no ID is the id of a report"),
        (
            "Student,ID,SIS User ID,line\n Points Possible,,,9\nA,alice,,\nB,,bob,\n",
            "ID and SIS User ID match as many reports each",
        ),
    ],
)
def test_what_cannot_be_filled_for_sure_is_refused(tmp_path: Path, content: str, says: str) -> None:
    export = tmp_path / "export.csv"
    export.write_text(content)
    before = {path.name for path in tmp_path.iterdir()} | {"graded"}
    done = publish(class_folder(tmp_path / "graded", CLASS), "--canvas", export)

    assert done.exit_code == 2
    assert says in done.output
    assert {path.name for path in tmp_path.iterdir()} == before


def test_an_export_in_another_encoding_is_refused(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_bytes("Student,ID,Ł\n".encode("utf-16"))

    with pytest.raises(CourseError, match="is not UTF-8 text"):
        read_export(export)


# --- laws -----------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
QUOTED = WORDS.map(lambda text: '"' + text.replace('"', '""') + '"')
BARE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='",;\r\n'), max_size=8)
RAW = st.one_of(BARE, QUOTED)
ENDS = st.sampled_from(["\n", "\r\n"])


@given(st.lists(st.lists(RAW, min_size=2, max_size=4), min_size=1, max_size=5), ENDS)
def test_cells_are_what_the_csv_module_reads(rows: list[list[str]], end: str) -> None:
    text = end.join(",".join(row) for row in rows)
    bare = text.removeprefix("\ufeff")
    expected = list(csv.reader(io.StringIO(bare, newline=""), strict=True))

    assert [[cell.value for cell in line] for line in cells(text, ",")] == expected
    pieces = [",".join(text[c.start : c.end] for c in line) for line in cells(text, ",")]
    assert end.join(pieces) == bare.removesuffix(end)


@given(
    rows=st.lists(
        st.tuples(st.floats(0, 100), st.sampled_from(["", "3.5", "-", '"12"', "EX"]), RAW, RAW),
        min_size=1,
        max_size=6,
    ),
    end=ENDS,
)
def test_all_other_bytes_are_equal_whatever_stands_in_them(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, str, str, str]], end: str
) -> None:
    lines = ["Student,ID,Notes,line (1),Final", " Points Possible,,,100,(read only)"]
    lines += [f'"N",{n},{a},{old},{b}' for n, (_, old, a, b) in enumerate(rows)]
    path = tmp_path_factory.mktemp("law") / "export.csv"
    path.write_bytes(end.join(lines).encode())
    before = path.read_bytes().decode()
    after = fill(read_export(path), book_of([points for points, *_ in rows])).content.decode()

    assert without(after) == without(before)
    for (points, old, *_), line in zip(rows, cells(after, ",")[2:], strict=True):
        if old == "EX":
            assert line[3].value == old
        else:
            assert number(line[3].value) == pytest.approx(points, abs=0.0051)


def without(text: str) -> str:
    """The text without the cells that may change."""
    for line in reversed(cells(text, ",")[2:]):
        text = text[: line[3].start] + text[line[3].end :]
    return text


def book_of(points: list[float]) -> Gradebook:
    """Students 0, 1, 2, ... with these points."""
    return Gradebook(
        assignment="line",
        title="Line",
        max_points=100,
        records=[
            Record(
                student=Student(str(n)),
                standing=Standing.GRADED,
                path=Path("a report"),
                points=one,
                max_points=100,
                final=one,
                outcomes={},
                misconceptions={},
            )
            for n, one in enumerate(points)
        ],
    )
