"""The tables of a gradebook in a database. A change of them is another VERSION."""

from sqlalchemy import (
    Column,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
)

VERSION = 1

METADATA = MetaData()
SCHEMA = Table("nabla_schema", METADATA, Column("version", Integer, primary_key=True))
ASSIGNMENTS = Table(
    "assignments",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("max_points", Float, nullable=False),
)
STUDENTS = Table(
    "students",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("section", Text, nullable=False),
)
REPORTS = Table(
    "reports",
    METADATA,
    Column("assignment", ForeignKey("assignments.id"), primary_key=True),
    Column("student", ForeignKey("students.id"), primary_key=True),
    Column("standing", Text, nullable=False),
    Column("points", Float, nullable=False),
    Column("max_points", Float, nullable=False),
    Column("late_days", Integer, nullable=False),
    Column("penalty", Float, nullable=False),
    Column("final", Float, nullable=False),
    Column("submitted", DateTime(timezone=True)),
    Column("submission_digest", Text),
    Column("assignment_digest", Text),
    Column("grader_version", Text),
    Column("seed", Text),
)
CHECKS = Table(
    "checks",
    METADATA,
    Column("assignment", Text, primary_key=True),
    Column("student", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("points", Float, nullable=False),
    Column("max_points", Float, nullable=False),
    Column("message", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("misconception", Text),
    Column("measured", Float),
    Column("tolerance", Float),
    Column("cpu_seconds", Float, nullable=False),
    ForeignKeyConstraint(
        ["assignment", "student"], ["reports.assignment", "reports.student"], ondelete="CASCADE"
    ),
)
