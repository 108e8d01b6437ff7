"""For authors: `grade verify` and `grade stubs`."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import click

from grader.text import count

from .common import EPILOG, assignments_argument, relative, this_course

if TYPE_CHECKING:
    from grader.course import Course
    from grader.verify import Proof


@click.command(epilog=EPILOG)
@assignments_argument
@click.option("--seeds", default=20, show_default=True, help="How many seeds each proof takes.")
@click.option("--jobs", type=click.IntRange(1), help="How many at once; by default one per core.")
@click.pass_context
def verify(ctx: click.Context, assignments: tuple[str, ...], seeds: int, jobs: int | None) -> None:
    """Prove that assignments grade as they should.

    The reference earns full points, stubs earn none, every misconception loses points and gets its
    own hint and no other, every check can be failed, every case is what it claims to be, loops are
    slow enough to be told from whole-array code, and the points add up to 100.

    \b
    grade verify                       the whole course
    grade verify a2_svm --seeds 3      one assignment, quickly
    """  # noqa: D301
    course = this_course()
    ids = [course.entry(name).id for name in assignments] or [e.id for e in course.entries]
    failures = 0
    for assignment, proofs in zip(ids, _proofs(course, ids, seeds, jobs), strict=True):
        click.secho(assignment, bold=True)
        for proof in proofs:
            mark = click.style("✓", fg="green") if proof.holds else click.style("✗", fg="red")
            click.echo(f"  {mark} {proof.says}")
            for detail in proof.details:
                click.echo(f"      {detail}")
            failures += not proof.holds
    click.echo(f"{count(failures, 'proof')} failed." if failures else "All proofs hold.")
    ctx.exit(1 if failures else 0)


def _proofs(
    course: "Course", ids: Sequence[str], seeds: int, jobs: int | None
) -> Iterator[Iterable["Proof"]]:
    """The proofs of each assignment in turn: one by one as they are found, or several at once."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    from grader.verify import verify_assignment  # noqa: PLC0415

    jobs = min(jobs or os.cpu_count() or 1, len(ids))
    if jobs == 1:
        yield from (verify_assignment(course, assignment, seeds) for assignment in ids)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_all_proofs, repeat(course), ids, repeat(seeds))


def _all_proofs(course: "Course", assignment: str, seeds: int) -> list["Proof"]:
    from grader.verify import verify_assignment  # noqa: PLC0415

    return list(verify_assignment(course, assignment, seeds))


@click.command(
    epilog="Exit codes: 0 all are written; with --check, 1 some differ; 2 a mark does not pair."
)
@assignments_argument
@click.option("--check", is_flag=True, help="Write nothing; say which stubs differ.")
@click.pass_context
def stubs(ctx: click.Context, assignments: tuple[str, ...], check: bool) -> None:  # noqa: FBT001
    """Cut the students' stubs from the references in solutions/.

    What stands between `# BEGIN SOLUTION` and `# END SOLUTION` becomes a TODO.

    \b
    grade stubs a2_svm         after a change to its reference
    grade stubs --check        in CI
    """  # noqa: D301
    from grader.assignment import load_assignment  # noqa: PLC0415
    from grader.folders import write  # noqa: PLC0415
    from grader.stubs import stub_files  # noqa: PLC0415

    course = this_course()
    ids = [course.entry(name).id for name in assignments] or [e.id for e in course.entries]
    differ = 0
    for name in ids:
        files = load_assignment(course.folder(name)).files
        for path, text in stub_files(course.solution(name), course.folder(name), files):
            if path.is_file() and path.read_text("utf-8") == text:
                continue
            differ += 1
            click.echo(f"{relative(path)}: {'differs' if check else 'written'}")
            if not check:
                write(path, text.encode())
    ctx.exit(1 if check and differ else 0)
