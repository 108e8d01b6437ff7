"""The command `grade`: the only module that prints or exits."""

import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import __version__
from .errors import CourseError, GraderError
from .text import count

if TYPE_CHECKING:
    from .course import Course
    from .report import Report

TRACEBACK = "NABLA_TRACEBACK"
EPILOG = (
    "Exit codes: 0 all passed, 1 something did not, 2 a file or an option cannot be used, "
    "3 the grader itself broke."
)


class _Commands(click.Group):
    """Turns trouble into one sentence and an exit code; never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except GraderError as error:
            _complain(error.message, error.hint)
            ctx.exit(error.exit_code)
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise  # click knows what to do
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            what = f"{type(error).__name__}: {error}"
            _complain(
                f"the grader itself broke: {what}",
                f"This is a bug. Set {TRACEBACK}=1 and run again for a report of it.",
            )
            ctx.exit(GraderError.exit_code)


def _complain(message: str, hint: str) -> None:
    click.secho(f"grade: {message}", err=True, fg="red")
    if hint:
        click.echo(f"       {hint}", err=True)


@click.group(
    cls=_Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="grade")
def main() -> None:
    """Grade neural-network assignments written in NumPy.

    \b
    Students:  grade local     what is right, what is wrong, and which mistake it is
    Authors:   grade verify    proofs that an assignment grades as it should
    """  # noqa: D301  # click keeps the lines behind a backspace as they are


# --- grade local ----------------------------------------------------------------------------


@main.command(epilog=EPILOG)
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option(
    "--submission",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder that holds your files; by default the assignment's own.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="WORD",
    help="A problem, a kind of check or the id of a check; may be given several times.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the report; by default score-report.json beside your files.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show the evidence for every check.")
@click.pass_context
def local(  # one parameter for each option
    ctx: click.Context,
    assignments: tuple[str, ...],
    submission: Path | None,
    only: tuple[str, ...],
    report: Path | None,
    verbose: bool,  # noqa: FBT001
) -> None:
    """Grade your own work, on your own machine.

    In an assignment's folder this grades that assignment, in the folder of the course all of them.
    It is a local result, not a grade.

    \b
    grade local                          what is in this folder
    grade local a3_softmax               one assignment, from anywhere in the course
    grade local --only gradient          only the gradient checks
    grade local a2_svm --submission DIR  files that lie elsewhere
    """  # noqa: D301
    from .local import desk, grade_local  # noqa: PLC0415

    reports = []
    with desk() as first:  # before any further import: its child starts while we import
        course = _course()
        for number, assignment in enumerate(_which(course, assignments, submission, report)):
            with desk() if number else nullcontext(first) as place:
                source = submission or course.folder(assignment)
                found = grade_local(place, course, assignment, source, only)
            _keep(found, report or _beside(source), verbose=verbose)
            reports.append(found)
    if len(reports) > 1:
        from .screen import render_course  # noqa: PLC0415

        click.echo(render_course(reports, width=_width()))
    broke = any(found.grader_broke for found in reports)
    ctx.exit(3 if broke else 0 if all(found.all_passed for found in reports) else 1)


def _course() -> "Course":
    """The course that this folder is in."""
    from .course import find_course  # noqa: PLC0415

    return find_course(Path.cwd())


def _which(
    course: "Course", assignments: Sequence[str], submission: Path | None, report: Path | None
) -> list[str]:
    """The assignments to grade: those named, the one whose folder this is, or all."""
    ids = [course.entry(name).id for name in assignments]
    if not ids:
        here = Path.cwd()
        ids = [e.id for e in course.entries if here.is_relative_to(course.folder(e.id))]
    if not ids:
        ids = [entry.id for entry in course.entries]
    if len(ids) > 1 and (submission or report):
        option = "--submission" if submission else "--report"
        raise CourseError(f"{option} goes with one assignment", f"Name it: {', '.join(ids)}.")
    return ids


def _beside(source: Path) -> Path:
    """Where the report on a submission goes: into its folder."""
    return (source if source.is_dir() else source.parent) / "score-report.json"


def _keep(report: "Report", path: Path, *, verbose: bool) -> None:
    """Writes a report to its file and shows it."""
    from .report import write  # noqa: PLC0415

    write(report, path)
    _show(report, verbose=verbose)
    click.secho(f"Report: {_relative(path)}. A local result, not a grade.\n", dim=True)


def _show(report: "Report", *, verbose: bool) -> None:
    from .screen import render  # noqa: PLC0415

    click.echo(render(report, width=_width(), verbose=verbose))


def _width() -> int:
    return shutil.get_terminal_size((80, 24)).columns


def _relative(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# --- grade report ---------------------------------------------------------------------------


@main.group(name="report")
def report_group() -> None:
    """Look at score reports."""


@report_group.command(epilog=EPILOG)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.pass_context
def validate(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Check reports against the published schema, and that their points add up."""
    from .report import read  # noqa: PLC0415

    bad = 0
    for file in files:
        try:
            read(file)
        except CourseError as error:
            bad += 1
            _complain(error.message, error.hint)
        else:
            click.echo(f"{file}: valid")
    ctx.exit(CourseError.exit_code if bad else 0)


@report_group.command(epilog=EPILOG)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-v", "--verbose", is_flag=True, help="Show the evidence for every check.")
def show(file: Path, verbose: bool) -> None:  # noqa: FBT001
    """Print a report as `grade local` does."""
    from .report import read  # noqa: PLC0415

    _show(read(file), verbose=verbose)


# --- for authors ----------------------------------------------------------------------------


@main.command(epilog=EPILOG)
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option("--seeds", default=20, show_default=True, help="How many seeds each proof takes.")
@click.pass_context
def verify(ctx: click.Context, assignments: tuple[str, ...], seeds: int) -> None:
    """Prove that assignments grade as they should.

    The reference earns full points, stubs earn none, every misconception loses points and gets its
    own hint and no other, every check can be failed, every case is what it claims to be, loops are
    slow enough to be told from whole-array code, and the points add up to 100.
    """
    from .verify import verify_assignment  # noqa: PLC0415

    course = _course()
    ids = [course.entry(name).id for name in assignments] or [e.id for e in course.entries]
    failures = 0
    for assignment in ids:
        click.secho(assignment, bold=True)
        for proof in verify_assignment(course, assignment, seeds):
            mark = click.style("✓", fg="green") if proof.holds else click.style("✗", fg="red")
            click.echo(f"  {mark} {proof.says}")
            for detail in proof.details:
                click.echo(f"      {detail}")
            failures += not proof.holds
    click.echo(f"{count(failures, 'proof')} failed." if failures else "All proofs hold.")
    ctx.exit(1 if failures else 0)


@main.command(epilog=EPILOG)
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option("--check", is_flag=True, help="Write nothing; say which stubs differ.")
@click.pass_context
def stubs(ctx: click.Context, assignments: tuple[str, ...], check: bool) -> None:  # noqa: FBT001
    """Cut the students' stubs from the references in solutions/.

    What stands between `# BEGIN SOLUTION` and `# END SOLUTION` becomes a TODO.
    """
    from .assignment import load_assignment  # noqa: PLC0415
    from .stubs import stub_files  # noqa: PLC0415

    course = _course()
    ids = [course.entry(name).id for name in assignments] or [e.id for e in course.entries]
    differ = 0
    for name in ids:
        files = load_assignment(course.folder(name)).files
        for path, text in stub_files(course.solution(name), course.folder(name), files):
            if path.is_file() and path.read_text("utf-8") == text:
                continue
            differ += 1
            click.echo(f"{_relative(path)}: {'differs' if check else 'written'}")
            if not check:
                path.write_text(text, "utf-8")
    ctx.exit(1 if check and differ else 0)


if __name__ == "__main__":
    sys.exit(main())
