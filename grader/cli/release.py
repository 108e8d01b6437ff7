"""`grade release`: what students receive."""

from pathlib import Path

import click

from grader.text import count

from .common import assignments_argument, relative, this_course
from .secret import SECRET, read_secret

EPILOG = "Exit codes: 0 everything is written, 2 something may not leave or cannot be used."


@click.command(epilog=EPILOG)
@assignments_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    metavar="DIR",
    help="Where the archives go.",
)
@click.option(
    "--with-wheels",
    is_flag=True,
    help="Also put wheels of the grader and all it needs into DIR/wheels, for this platform.",
)
@click.option(
    "--gradescope",
    is_flag=True,
    help="Also DIR/instructor/ASSIGNMENT-gradescope.zip: an autograder, with the solution.",
)
@click.option(
    "--prairielearn",
    default="",
    metavar="IMAGE",
    help="Also DIR/instructor/ASSIGNMENT-prairielearn.zip: a question, with the solution, that is "
    "graded in this image, and what it is built from.",
)
@click.option(
    "--github-classroom",
    is_flag=True,
    help="Also DIR/ASSIGNMENT-github-classroom.zip: a template repository, with a workflow.",
)
@click.option(
    "--secret-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The course's secret, to make sure that no archive holds it, and for platforms to make "
    f"one of their own from it; or the variable {SECRET}.",
)
def release(  # noqa: PLR0913, PLR0917  # one parameter for each option
    assignments: tuple[str, ...],
    out: Path,
    with_wheels: bool,  # noqa: FBT001
    gradescope: bool,  # noqa: FBT001
    prairielearn: str,
    github_classroom: bool,  # noqa: FBT001
    secret_file: Path | None,
) -> None:
    """Make the archives that students receive.

    Each holds README, stubs, notebook, checks, given files, data, and a recorded answer key: grade
    local works with it, and no code of solutions/ leaves this machine. Before anything is written,
    every file is searched for what must stay here. Without ASSIGNMENT there is one archive for
    each, and one with the whole course.

    \b
    grade release --out dist/                everything
    grade release a2_svm --out dist/         one assignment
    grade release a2_svm --with-wheels       with what grade local needs, to install offline
    grade release a2_svm --gradescope --secret-file secret
    """  # noqa: D301
    from grader.platforms import Wanted  # noqa: PLC0415
    from grader.release import WHEELS, release_wheels  # noqa: PLC0415
    from grader.release import release as release_archives  # noqa: PLC0415

    course = this_course()
    ids = [course.entry(name).id for name in dict.fromkeys(assignments)]
    secrets = sorted({read_secret(secret_file), read_secret(None)} - {b""})
    if not secrets:
        told = f"--secret-file and {SECRET} name no secret: none is looked for."
        click.secho(told, err=True, dim=True)
    wanted = Wanted(
        gradescope=gradescope,
        prairielearn=prairielearn,
        github_classroom=github_classroom,
        secret=read_secret(secret_file),
    )
    released, left_out = release_archives(course, ids, out, secrets, wanted)
    for one in released:
        size = f"{one.size / 1000:.0f} kB"
        told = "; with the solution, not for students" if one.for_instructors else ""
        click.echo(f"{relative(one.path)}: {count(one.files, 'file')}, {size}{told}")
    for assignment, names in left_out.items():
        for name in names:
            click.echo(f"left out: assignments/{assignment}/{name}")
    if with_wheels:
        found = release_wheels(course, out / WHEELS, secrets)
        click.echo(f"{relative(out / WHEELS)}: {count(len(found), 'wheel')}")
