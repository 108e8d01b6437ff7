"""A gradebook in a database, SQLite or PostgreSQL, for questions in SQL over a whole course.

A database holds of an assignment what was published last. Only here is SQLAlchemy imported.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from grader.errors import CourseError
from grader.lateness import parse_time
from grader.report import Report

from .gradebook import Gradebook, Record
from .tables import ASSIGNMENTS, CHECKS, METADATA, REPORTS, SCHEMA, STUDENTS, VERSION

CONNECT_SECONDS = 10
LOCK = 0x6E61626C61
"""Of two that publish at once into one PostgreSQL, one waits for the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a database holds now. where: without a password. gone: who was there before."""

    where: str
    students: int
    checks: int
    gone: Sequence[str]


def to_sqlite(path: Path, gradebook: Gradebook) -> Published:
    """The gradebook in a SQLite file, which is made where there is none.

    Raises CourseError where it is no such file, or cannot be written.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
    event.listen(engine, "connect", _plain_sqlite)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return _publish(engine, str(path), gradebook)


def _plain_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401  # SQLAlchemy's
    """Transactions as we begin them, tables included, and foreign keys."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def to_postgresql(url: str, gradebook: Gradebook) -> Published:
    """The gradebook in the PostgreSQL database of a URL.

    Raises CourseError where the URL is none, nobody answers, or tables cannot be written. No
    message holds the password.
    """
    found = _url(url)
    timeout = {} if "connect_timeout" in found.query else {"connect_timeout": CONNECT_SECONDS}
    engine = create_engine(found, connect_args=timeout, poolclass=NullPool)
    where = f"postgresql://{found.host or ''}{f':{found.port}' if found.port else ''}"
    return _publish(engine, f"{where}/{found.database or ''}", gradebook)


def _url(url: str) -> URL:
    """An @ in a password would make a host of its end, and messages name hosts."""
    try:
        found = make_url(url) if url.count("@") < 2 else None
    except (ArgumentError, ValueError):
        found = None
    if found is None or found.drivername not in (
        "postgresql",
        "postgres",
        "postgresql+psycopg",
    ):
        raise CourseError(
            "--database is no URL of a PostgreSQL database",
            "Write postgresql://USER@HOST/NAME, in a password %40 for @; --sqlite takes a file.",
        )
    return found.set(drivername="postgresql+psycopg")


# --- one transaction ------------------------------------------------------------------------


def _publish(engine: Engine, where: str, gradebook: Gradebook) -> Published:
    with _one_sentence(where, engine.url), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _check_schema(connection, where)
        METADATA.create_all(connection)
        if connection.scalar(select(SCHEMA.c.version)) is None:
            connection.execute(SCHEMA.insert(), {"version": VERSION})
        return _fill(connection, where, gradebook)


@contextmanager
def _one_sentence(where: str, url: URL) -> Iterator[None]:
    """What goes wrong in a database as CourseError: the first line of what its driver says."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        said = (str(cause).strip() or type(cause).__name__).splitlines()[0]
        for secret in _passwords(url):
            said = said.replace(secret, "***")
        raise CourseError(
            f"{where} cannot be written: {said}", "Nothing was changed in it."
        ) from error


def _passwords(url: URL) -> list[str]:
    asked = [str(value) for key, value in url.query.items() if key.endswith("password")]
    return [secret for secret in (str(url.password or ""), *asked) if secret]


def _check_schema(connection: Connection, where: str) -> None:
    """Nothing is written into tables of somebody else, or of another version."""
    there = set(inspect(connection).get_table_names())
    if SCHEMA.name not in there:
        foreign = sorted(there & METADATA.tables.keys())
        if foreign:
            raise CourseError(
                f"{where} has a table {foreign[0]!r} that grade publish did not make",
                "Name an empty database.",
            )
        return
    found = connection.scalar(select(SCHEMA.c.version))
    if found != VERSION:
        raise CourseError(
            f"{where} has version {found} of the gradebook's tables, expected {VERSION}",
            "Publish into a new database: everything in it comes from the reports.",
        )


def _fill(connection: Connection, where: str, gradebook: Gradebook) -> Published:
    """Everything of one assignment, in the order of its students."""
    one = {"id": gradebook.assignment, "title": gradebook.title}
    _upsert(connection, ASSIGNMENTS, [{**one, "max_points": gradebook.max_points}])
    people = [record.student for record in gradebook.records]
    named = [{"id": one.id, "name": one.name, "section": one.section} for one in people]
    _upsert(connection, STUDENTS, named)
    checks = 0
    for record in gradebook.records:
        found = record.report()
        _upsert(connection, REPORTS, [_report_row(gradebook.assignment, record, found)])
        rows = _check_rows(gradebook.assignment, record, found)
        _upsert(connection, CHECKS, rows)
        _forget_checks(connection, gradebook.assignment, record, rows)
        checks += len(rows)
    return Published(
        where=where,
        students=len(gradebook.records),
        checks=checks,
        gone=_forget_students(connection, gradebook),
    )


# --- rows -----------------------------------------------------------------------------------


def _report_row(assignment: str, record: Record, found: Report | None) -> dict[str, object]:
    late = (found.lateness if found else None) or {}
    return {
        "assignment": assignment,
        "student": record.student.id,
        "standing": record.standing.value,
        "points": record.points,
        "max_points": record.max_points,
        "late_days": record.late_days,
        "penalty": record.penalty,
        "final": record.final,
        "submitted": parse_time(late["submitted"]) if late else None,
        "submission_digest": found.submission["digest"] if found else None,
        "assignment_digest": found.assignment["digest"] if found else None,
        "grader_version": found.grader["version"] if found else None,
        "seed": found.seed if found else None,
    }


def _check_rows(
    assignment: str, record: Record, found: Report | None
) -> Sequence[dict[str, object]]:
    return [
        {
            "assignment": assignment,
            "student": record.student.id,
            "id": check.id,
            "position": position,
            "problem": check.problem,
            "title": check.title,
            "kind": check.kind,
            "outcome": check.outcome.value,
            "points": check.points,
            "max_points": check.max_points,
            "message": check.message,
            "hint": check.hint,
            "misconception": check.misconception or None,
            "measured": check.measured,
            "tolerance": check.tolerance,
            "cpu_seconds": check.cpu_seconds,
        }
        for position, check in enumerate(found.checks if found else ())
    ]


def _upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Rows by their natural keys. A name that no roster tells does not erase an older one."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    new = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in keys}
    if table is STUDENTS:
        new = {k: func.coalesce(func.nullif(v, ""), table.c[k]) for k, v in new.items()}
    statement = insert.on_conflict_do_update(index_elements=keys, set_=new)
    connection.execute(statement, [{k: _storable(v) for k, v in row.items()} for row in rows])


def _storable(value: object) -> object:
    return _text(value) if isinstance(value, str) else value


def _text(words: str) -> str:
    """The text without what PostgreSQL cannot hold: NUL and halves of characters."""
    return words.replace("\0", "").encode("utf-8", "ignore").decode()


def _forget_checks(
    connection: Connection, assignment: str, record: Record, rows: Sequence[Mapping[str, object]]
) -> None:
    connection.execute(
        delete(CHECKS).where(
            CHECKS.c.assignment == assignment,
            CHECKS.c.student == _text(record.student.id),
            CHECKS.c.id.not_in([_storable(row["id"]) for row in rows]),
        )
    )


def _forget_students(connection: Connection, gradebook: Gradebook) -> Sequence[str]:
    """Removes from this assignment who is not in it any more, and says who that was."""
    ours = REPORTS.c.assignment == gradebook.assignment
    now = {_text(record.student.id) for record in gradebook.records}
    gone = sorted(set(connection.scalars(select(REPORTS.c.student).where(ours))) - now)
    for student in gone:
        connection.execute(delete(REPORTS).where(ours, REPORTS.c.student == student))
    return gone
