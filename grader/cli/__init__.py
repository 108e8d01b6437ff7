"""The command `grade`: the only package that prints or exits."""

import os
import sys

import click

from grader import __version__
from grader.errors import GraderError
from grader.isolation.started import ONE_THREAD

from .authors import stubs, verify
from .batch import batch
from .common import EPILOG, INTERRUPTED, complain
from .completion import completion
from .diff import diff
from .doctor import doctor
from .local import local
from .publish import publish
from .release import release
from .replay import replay
from .reports import report_group
from .scaffold import init, new

TRACEBACK = "NABLA_TRACEBACK"


class _Commands(click.Group):
    """Turns trouble into one sentence and an exit code; never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except GraderError as error:
            complain(error.message, error.hint)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            complain("interrupted", "")
            ctx.exit(INTERRUPTED)
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise  # click knows what to do
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            what = f"{type(error).__name__}: {error}"
            complain(
                f"the grader itself broke: {what}",
                f"This is a bug. Set {TRACEBACK}=1 and run again for a report of it.",
            )
            ctx.exit(GraderError.exit_code)


@click.group(
    cls=_Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, wanted: _tell_versions(ctx) if wanted else None,
    help="Show the versions of what decides a grade, and exit.",
)
def main() -> None:
    """Grade neural-network assignments written in NumPy.

    \b
    Students     grade local     what is right, what is wrong, and which mistake it is
    Instructors  grade batch     a folder of submissions, in sandboxes, a report for each
                 grade publish   pages and files from the reports
                 grade doctor    whether this machine can do that
    Authors      grade new       an assignment to begin with
                 grade verify    proofs that an assignment grades as it should
                 grade release   the archives that students receive
    """  # noqa: D301  # click keeps the lines behind a backspace as they are
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)  # the commands import NumPy when they run


def _tell_versions(ctx: click.Context) -> None:
    import platform  # noqa: PLC0415  # no other command pays for it
    from importlib.metadata import version  # noqa: PLC0415

    click.echo(f"grade {__version__}")
    click.echo(f"Python {platform.python_version()}")
    click.echo(f"NumPy {version('numpy')}")
    click.echo(f"{platform.system()} {platform.release()} {platform.machine()}")
    ctx.exit()


for command in (local, batch, publish, diff, doctor, replay, verify, release, stubs, report_group):
    main.add_command(command)
for command in (new, init, completion):
    main.add_command(command)

if __name__ == "__main__":
    sys.exit(main())
