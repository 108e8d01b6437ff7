"""`grade batch`: many submissions, from people who are not trusted."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import CourseError
from grader.text import count

from .common import INTERRUPTED, assignments_here, cores, first, relative, tell_totals, this_course
from .progress import interruptible, watched
from .secret import SECRET_HINT, read_secret, secret_option
from .tables import roster_option, times_option

if TYPE_CHECKING:
    from concurrent.futures import Future

    from grader.batch import Batch
    from grader.course import Course
    from grader.engine import Engine
    from grader.grading import Task
    from grader.handins import HandIn
    from grader.sandbox import Sandbox
    from grader.seed import Seed

EPILOG = (
    "Exit codes: 0 every submission has its report, whatever its points; 2 a file, an option or "
    "this machine cannot be used; 3 the grader broke on some submission; 130 interrupted."
)


@click.command(epilog=EPILOG, short_help="Grade a folder of submissions in sandboxes.")
@click.argument("submissions", type=click.Path(path_type=Path), metavar="SUBMISSIONS")
@click.option(
    "--assignment",
    required=True,
    metavar="ID",
    shell_complete=assignments_here,
    help="Which assignment they are for.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where reports go."
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="How many at once; by default one per core, or what the cluster can take.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the Dask cluster with this scheduler, such as tls://host:8786, which gets the "
    "solution and the secret.",
)
@click.option("--only", multiple=True, metavar="STUDENT", help="Grade this student; may repeat.")
@click.option("--shard", metavar="I/N", help="Grade the I-th of N parts, on one of N machines.")
@click.option("--force", is_flag=True, help="Grade again what has its report already.")
@click.option("--dry-run", is_flag=True, help="List what would be graded, and grade nothing.")
@roster_option
@times_option
@secret_option
@click.option(
    "--public-seed", is_flag=True, help="Draw the inputs that every student can see, on purpose."
)
@click.option(
    "--accept-isolation",
    type=click.IntRange(2, 3),
    default=3,
    show_default=True,
    help="The weakest isolation level to accept; it is recorded in every report.",
)
@click.pass_context
def batch(  # noqa: PLR0913, PLR0917  # one parameter for each option
    ctx: click.Context,
    submissions: Path,
    assignment: str,
    out: Path,
    jobs: int | None,
    scheduler: str | None,
    only: tuple[str, ...],
    shard: str | None,
    force: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    roster: Path | None,
    times: Path | None,
    secret_file: Path | None,
    public_seed: bool,  # noqa: FBT001
    accept_isolation: int,
) -> None:
    """Grade a folder of submissions in sandboxes, and write a report for each.

    SUBMISSIONS holds one folder, archive, .py file or notebook for each student. The same command
    goes on where it was stopped, and grades again only what changed.

    \b
    grade batch submissions/ --assignment a3_softmax --out graded/
    grade batch submissions/ --assignment a3_softmax --out graded/ --only alice --force
    grade batch submissions/ --assignment a3_softmax --out part2/ --shard 2/8
    """  # noqa: D301
    # Before any large import: the probe's child starts while we import.
    sandbox = None if scheduler or dry_run else _examined(ctx, accept_isolation)
    course = this_course()
    listed = course.entry(assignment)
    from grader.batch import Batch  # noqa: PLC0415
    from grader.folders import sweep  # noqa: PLC0415
    from grader.grading import load_task  # noqa: PLC0415
    from grader.handins import hand_ins, part, select  # noqa: PLC0415
    from grader.lateness import for_assignment  # noqa: PLC0415
    from grader.roster import read_roster, read_times  # noqa: PLC0415
    from grader.scores import write_scores  # noqa: PLC0415

    students = read_roster(roster) if roster else []
    used = {student.id: student.late_days_used for student in students}
    handed_in = read_times(times) if times else {}
    seed = _seed(secret_file, public=public_seed)
    task = load_task(course, assignment, only=(), seed=seed)
    _check_apart(out, submissions)
    everybody = hand_ins(submissions, task.assignment.files)
    found = select(everybody, only)
    found = part(found, shard) if shard else found
    if dry_run:
        for one in found:
            click.echo(f"{one.id}  {relative(one.path)}")
        click.echo(f"{count(len(found), 'submission')} to {task.assignment.id}; nothing graded.")
        return
    sweep()
    if sandbox:
        engines = _threads(task, max(1, min(jobs or cores(), len(found))), sandbox.result())
    else:
        engines = _cluster(str(scheduler), course, task, jobs, accept_isolation)
    with (
        engines as engine,
        Batch(task, engine, out, level=accept_isolation, force=force) as grading,
    ):
        click.echo(engine.says, err=True)
        interrupted = _grade(grading, found)
    late = for_assignment(course.late, listed.due, handed_in, used)
    totals = write_scores(out, students, late=late, handed_in={one.id for one in everybody})
    _notices(everybody, out)
    tell_totals(totals, out)
    ctx.exit(INTERRUPTED if interrupted else 3 if totals.grader_errors else 0)


def _examined(ctx: click.Context, level: int) -> "Future[Sandbox]":
    """The strongest sandbox that holds here, as soon as it is examined."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from grader.sandbox import strongest  # noqa: PLC0415

    return ctx.with_resource(ThreadPoolExecutor(1)).submit(strongest, level)


def _threads(task: "Task", jobs: int, sandbox: "Sandbox") -> AbstractContextManager["Engine"]:
    """The engine of this machine."""
    from grader.engine import threads  # noqa: PLC0415

    return threads(replace(task, probes=tuple(sandbox.probes)), sandbox.launcher, jobs)


def _cluster(
    scheduler: str, course: "Course", task: "Task", jobs: int | None, level: int
) -> AbstractContextManager["Engine"]:
    """The engine of a Dask cluster, whose workers examine their own sandboxes."""
    from grader.cluster import dask  # noqa: PLC0415
    from grader.kit import pack  # noqa: PLC0415

    return dask(scheduler, pack(course, task.assignment.id, task.seed, level=level), jobs)


def _seed(secret_file: Path | None, *, public: bool) -> "Seed":
    """The course's own seed, or on purpose the public one. Raises CourseError for neither."""
    from grader.seed import PUBLIC, course_seed  # noqa: PLC0415

    if public:
        return PUBLIC
    if secret := read_secret(secret_file):
        return course_seed(secret)
    raise CourseError("there is no secret to draw hidden inputs from", SECRET_HINT)


def _check_apart(out: Path, submissions: Path) -> None:
    """Raises CourseError where reports would lie among the submissions."""
    if out.resolve().is_relative_to(submissions.resolve()):
        raise CourseError(
            f"--out {out} lies in the folder of submissions, and would be taken for one",
            "Choose a folder beside it.",
        )


def _grade(grading: "Batch", found: Sequence["HandIn"]) -> bool:
    """Grades, and tells what is going on; whether somebody stopped it."""
    with interruptible(grading) as signals:
        for done in watched(grading.run(found), len(found)):
            if done.grader_broke:
                click.secho(
                    f"{done.hand_in.id}: the grader broke, see its report", fg="red", err=True
                )
    if signals:
        click.echo("Stopped. The same command goes on from here.", err=True)
    return bool(signals)


def _notices(found: Sequence["HandIn"], out: Path) -> None:
    """What a person may want to put right before the scores count."""
    from grader.handins import several  # noqa: PLC0415

    for ids in several(found):
        click.echo(f"Several hand-ins of one student? Each is graded for itself: {ids}.", err=True)
    known = {one.slug for one in found}
    strange = [p.stem for p in sorted((out / "reports").glob("*.json")) if p.stem not in known]
    if strange:
        click.echo(
            f"{relative(out)} has reports without a hand-in here, which count in the scores: "
            f"{first(strange)}.",
            err=True,
        )
