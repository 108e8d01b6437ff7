"""The gradebook database: what was published last, in SQLite and in a real PostgreSQL."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

import postgres
from a_class import CLASS, HOSTILE, LATE, broken, gradebook_of, of, saying
from graded import class_folder, graded, publish
from grader.errors import CourseError
from grader.publish.database import Published, to_postgresql, to_sqlite
from grader.publish.gradebook import Gradebook, read_gradebook
from grader.publish.tables import METADATA
from grader.report import Report
from grader.roster import Student

TOOLS = postgres.binaries()
PASSWORD = "pa55:w/rd"  # noqa: S105
ENCODED = "pa55%3Aw%2Frd"
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A database to publish to, and to look into."""

    option: Sequence[str]
    engine: sqlalchemy.Engine
    fill: Callable[[Gradebook], Published]

    def rows(self, query: str) -> Rows:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sqlalchemy.text(query))]

    def run(self, command: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(sqlalchemy.text(command))

    def everything(self) -> dict[str, Rows]:
        return {name: sorted(self.rows(f"SELECT * FROM {name}"), key=str) for name in TABLES}  # noqa: S608


TABLES = [*METADATA.tables]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if TOOLS is None:
        pytest.skip("PostgreSQL is missing: apt-get install postgresql")
    with postgres.server(TOOLS, PASSWORD) as url:
        yield url.replace(PASSWORD, ENCODED)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        path = tmp_path / "gradebook.sqlite"
        engine = sqlalchemy.create_engine(f"sqlite:///{path}", poolclass=NullPool)
        return Place(["--sqlite", str(path)], engine, lambda book: to_sqlite(path, book))
    url = request.getfixturevalue("server")
    driver = make_url(url).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(driver, poolclass=NullPool)
    found = Place(["--database", url], engine, lambda book: to_postgresql(url, book))
    found.run("DROP SCHEMA public CASCADE")
    found.run("CREATE SCHEMA public")
    return found


def test_a_class_is_in_the_tables(place: Place, tmp_path: Path) -> None:
    students: Mapping[str, str | Report] = {
        **CLASS,
        "dave": replace(graded("right"), lateness=LATE),
    }
    book = gradebook_of(tmp_path, students, [Student("zoe", "Zoe", "B")])
    found = place.fill(book)

    assert (found.students, found.checks, found.gone) == (5, 4 * len(graded("right").checks), [])
    assert place.rows("SELECT * FROM nabla_schema") == [(1,)]
    assert place.rows("SELECT id, title, max_points FROM assignments") == [
        ("line", "Least squares", 100.0)
    ]
    query = "SELECT student, standing, points, late_days, final FROM reports ORDER BY student"
    assert place.rows(query) == [
        ("alice", "graded", 100.0, 0, 100.0),
        ("bob", "graded", 40.0, 0, 40.0),
        ("carol", "graded", 0.0, 0, 0.0),
        ("dave", "graded", 100.0, 2, 80.0),
        ("zoe", "missing", 0.0, 0, 0.0),
    ]
    query = "SELECT outcome, points, misconception FROM checks WHERE student = 'bob' AND id = "
    assert place.rows(f"{query} 'squared_error.gradient'") == [("failed", 0.0, "reg*0")]
    query = "SELECT submission_digest FROM reports WHERE student = 'alice'"
    assert place.rows(query) == [(graded("right").submission["digest"],)]


def test_points_of_checks_add_up_to_those_of_reports(place: Place, tmp_path: Path) -> None:
    place.fill(gradebook_of(tmp_path, CLASS))
    query = """
        SELECT student, reports.points, sum(checks.points) FROM reports
        JOIN checks USING (assignment, student) GROUP BY student, reports.points
    """

    assert all(points == added for _, points, added in place.rows(query))


def test_publishing_again_changes_nothing(place: Place, tmp_path: Path) -> None:
    book = gradebook_of(tmp_path, CLASS)
    place.fill(book)
    first = place.everything()
    place.fill(book)

    assert place.everything() == first


def test_a_new_grading_takes_the_place_of_the_old_one(place: Place, tmp_path: Path) -> None:
    place.fill(gradebook_of(tmp_path, CLASS))
    one, *_ = graded("right").checks
    fewer = replace(graded("right"), checks=[one])
    place.fill(gradebook_of(tmp_path, {"bob": fewer}))

    assert place.rows("SELECT id FROM checks WHERE student = 'bob'") == [(one.id,)]
    assert place.rows("SELECT points FROM reports WHERE student = 'bob'") == [(one.points,)]


def test_who_is_no_longer_in_the_reports_is_removed_and_told(place: Place, tmp_path: Path) -> None:
    folder = class_folder(tmp_path, CLASS)
    publish(folder, *place.option)
    (folder / "reports" / "bob.json").unlink()
    done = publish(folder, *place.option)

    assert done.exit_code == 0, done.output
    assert "  Not in the reports any more, so removed: bob.\n" in done.output
    for table in ("reports", "checks"):
        rows = place.rows(f"SELECT DISTINCT student FROM {table}")  # noqa: S608
        assert sorted(rows) == [("alice",), ("carol",)]
    assert len(place.rows("SELECT * FROM students")) == 3


def test_assignments_do_not_touch_each_other(place: Place, tmp_path: Path) -> None:
    other = {"id": "curve", "title": "A curve", "digest": graded("right").assignment["digest"]}
    place.fill(gradebook_of(tmp_path / "line", CLASS, [Student("alice", "Alice", "A")]))
    place.fill(
        gradebook_of(tmp_path / "curve", {"alice": replace(graded("zeros"), assignment=other)})
    )

    assert len(place.rows("SELECT * FROM reports")) == 4
    assert place.rows("SELECT name, section FROM students WHERE id = 'alice'") == [("Alice", "A")]


def test_somebody_elses_rows_that_point_to_a_report_stay(place: Place, tmp_path: Path) -> None:
    book = gradebook_of(tmp_path, CLASS)
    place.fill(book)
    place.run(
        "CREATE TABLE notes (assignment TEXT, student TEXT, note TEXT, "
        "FOREIGN KEY (assignment, student) REFERENCES reports (assignment, student))"
    )
    place.run("INSERT INTO notes VALUES ('line', 'bob', 'came to office hours')")
    place.fill(book)

    assert len(place.rows("SELECT * FROM notes")) == 1


@pytest.mark.parametrize("words", [*HOSTILE[:5], "a\0b"], ids=range(6))
def test_hostile_words_are_values(place: Place, tmp_path: Path, words: str) -> None:
    hostile = saying(graded("right"), words)
    place.fill(gradebook_of(tmp_path, {words: hostile}, [Student(words, words, words)]))

    kept = words.replace("\0", "")
    assert place.rows("SELECT id, name, section FROM students") == [(kept, kept, kept)]
    assert set(place.rows("SELECT message, hint, misconception FROM checks")) == {(kept,) * 3}


def test_two_at_once_wait_for_each_other(place: Place, tmp_path: Path) -> None:
    book = gradebook_of(tmp_path, CLASS)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(place.fill, [book] * 4))

    assert {one.students for one in found} == {3}
    assert len(place.rows("SELECT * FROM reports")) == 3


def test_a_failure_in_the_middle_leaves_everything_as_it_was(place: Place, tmp_path: Path) -> None:
    folder = class_folder(tmp_path, CLASS)
    book = read_gradebook(folder)
    place.fill(book)
    before = place.everything()
    (folder / "reports" / "carol.json").write_text("no report")
    changed = replace(book, title="Another title")

    with pytest.raises(CourseError, match="is not a JSON file"):
        place.fill(changed)
    assert place.everything() == before


def test_tables_of_another_version_are_left_alone(place: Place, tmp_path: Path) -> None:
    folder = class_folder(tmp_path, CLASS)
    publish(folder, *place.option)
    place.run("UPDATE nabla_schema SET version = 9")
    done = publish(folder, *place.option)

    assert done.exit_code == 2
    assert "has version 9 of the gradebook's tables, expected 1" in done.output


def test_tables_of_somebody_else_are_left_alone(place: Place, tmp_path: Path) -> None:
    place.run("CREATE TABLE students (name TEXT)")
    done = publish(class_folder(tmp_path, CLASS), *place.option)

    assert done.exit_code == 2
    assert "has a table 'students' that grade publish did not make" in done.output
    assert place.rows("SELECT * FROM students") == []


def test_the_command_says_what_it_wrote_and_no_password(place: Place, tmp_path: Path) -> None:
    done = publish(class_folder(tmp_path, CLASS), *place.option)

    assert done.exit_code == 0, done.output
    assert f"3 students and {3 * len(graded('right').checks)} checks of line." in done.output
    assert PASSWORD not in done.output
    assert ENCODED not in done.output


# --- what cannot be used --------------------------------------------------------------------


def test_a_file_that_is_no_database_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Something that I need." * 100)
    done = publish(class_folder(tmp_path, CLASS), "--sqlite", path)

    assert done.exit_code == 2
    assert "notes.txt cannot be written: file is not a database" in done.output
    assert path.read_text() == "Something that I need." * 100


@pytest.mark.parametrize("name", ["nowhere/gradebook.sqlite", "reports"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    done = publish(class_folder(tmp_path, CLASS), "--sqlite", tmp_path / name)

    assert done.exit_code == 2
    assert f"{name} cannot be written: unable to open database file" in done.output


def test_a_database_that_another_program_holds_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.sqlite"
    to_sqlite(path, gradebook_of(tmp_path, CLASS))
    held = sqlite3.connect(path, isolation_level=None, timeout=0)
    held.execute("BEGIN EXCLUSIVE")
    try:
        done = publish(tmp_path, "--sqlite", path)
    finally:
        held.close()

    assert done.exit_code == 2
    assert "gradebook.sqlite cannot be written: database is locked" in done.output


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:pa55@host/db",
        "sqlite:///gradebook.sqlite",
        "gradebook",
        "postgresql://me:half@pa55@host/db",
        "postgresql://me:pa55@host:port/db",
        "",
    ],
)
def test_what_is_no_url_of_postgresql_is_told_without_its_password(
    tmp_path: Path, url: str
) -> None:
    done = publish(class_folder(tmp_path, CLASS), "--database", url)

    assert done.exit_code == 2
    assert "pa55" not in done.output


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    for url in (
        f"postgresql://me:{ENCODED}@127.0.0.1:1/db",
        f"postgresql://me@127.0.0.1:1/db?password={ENCODED}",
    ):
        done = publish(class_folder(tmp_path, CLASS), "--database", url)

        assert done.exit_code == 2
        assert "postgresql://127.0.0.1:1/db cannot be written: " in done.output
        assert len(done.output.splitlines()) == 2
        assert PASSWORD not in done.output


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((ENCODED, "another"), 'password authentication failed for user "teacher"'),
        (("/postgres", "/gradebook"), 'database "gradebook" does not exist'),
    ],
)
def test_what_a_server_refuses_is_told(
    server: str, tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    done = publish(class_folder(tmp_path, CLASS), "--database", server.replace(*change))

    assert done.exit_code == 2
    assert says in done.output
    assert PASSWORD not in done.output


@pytest.mark.parametrize(
    ("package", "option"), [("sqlalchemy", "--sqlite"), ("psycopg", "--database")]
)
def test_without_the_packages_the_command_says_what_to_install(
    tmp_path: Path, package: str, option: str
) -> None:
    without = f"import sys; sys.modules[{package!r}] = None; from grader.cli import main; main()"
    folder = class_folder(tmp_path / "graded", CLASS)
    where = "postgresql://host/db" if option == "--database" else str(tmp_path / "a.sqlite")
    command = [sys.executable, "-c", without, "publish", str(folder), option, where]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert f"{option} needs the package {package}, which is not installed" in done.stderr
    assert "pip install 'nabla-grader[database]'" in done.stderr


def test_several_formats_are_written_at_once_or_none(tmp_path: Path) -> None:
    folder = class_folder(tmp_path / "graded", CLASS)
    database = tmp_path / "gradebook.sqlite"
    options = ("--sqlite", database, "--csv", tmp_path / "t.csv", "--lti", tmp_path / "scores")
    done = publish(folder, *options, "--junit", tmp_path / "nowhere" / "r.xml")

    assert done.exit_code == 2
    assert {path.name for path in tmp_path.iterdir()} == {"graded"}

    done = publish(folder, *options, "--junit", tmp_path / "r.xml")

    assert done.exit_code == 0
    assert len(done.output.splitlines()) == 4


def test_no_file_replaces_an_input_or_another_file(tmp_path: Path) -> None:
    folder = class_folder(tmp_path / "graded", CLASS)
    roster = tmp_path / "roster.csv"
    roster.write_text("id\nalice\n")
    for options in (
        ("--csv", roster, "--roster", roster),
        ("--csv", tmp_path / "x", "--junit", tmp_path / "x"),
        ("--csv", tmp_path / "x", "--sqlite", tmp_path / "x"),
    ):
        done = publish(folder, *options)

        assert done.exit_code == 2
        assert "another file of this command" in done.output
        assert roster.read_text() == "id\nalice\n"
        assert not (tmp_path / "x").exists()


def test_nothing_to_write_is_told(tmp_path: Path) -> None:
    folder = class_folder(tmp_path, {"alice": broken(of("x", graded("right")))})

    assert "Say what to write" in publish(folder).output
    assert "--column names a column" in publish(folder, "--csv", "x", "--column", "x").output
