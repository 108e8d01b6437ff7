"""Shared by all tests."""

import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import one_thread  # noqa: F401  # before NumPy
from grader.cli import main
from grader.course import Course, load_course
from grader.folders import temporary_folder
from grader.isolation import PlainProcess, Seat
from grader.isolation.landlock import abi
from grader.limits import Limits
from grader.model import Call, Observation, Program, Ref, Value
from grader.worker import Worker

# Who starts us in the background has Ctrl-C ignored, and what we start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SUBMISSIONS = TESTS / "submissions"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")


@pytest.fixture
def course() -> Course:
    """The small course of tests/course."""
    return load_course(TESTS / "course" / "autograder.yml")


@pytest.fixture
def own_course(tmp_path: Path) -> Path:
    """A copy of tests/course to change, as a folder."""
    folder = tmp_path / "course"
    shutil.copytree(TESTS / "course", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


class Student:
    """A file of student code in a worker: `student("f", *arguments)` runs f."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def __call__(self, function: str, *args: Value, unpack: tuple[str, ...] = ()) -> Observation:
        call = Call(function, args, unpack=unpack)
        return self.worker.run(Program("code.py", (call,), {"value": Ref(0)}))


@pytest.fixture
def student() -> Iterator[Callable[[str], Student]]:
    """Starts workers, each with the code it is given, and ends them afterwards."""
    workers: list[Worker] = []
    limits = Limits(call_seconds=0.5, total_seconds=20, memory_mb=1024, output_mb=1)
    with temporary_folder() as folder:

        def start(code: str, limits: Limits = limits, names: Sequence[str] = ()) -> Student:
            home = folder / str(len(workers))
            home.mkdir()
            (home / "code.py").write_text(code, "utf-8")
            launcher = PlainProcess()
            workers.append(Worker(Seat(launcher, home, launcher.start(home)), limits, names))
            return Student(workers[-1])

        yield start
        for worker in workers:
            worker.close()


# --- a small class, for batches --------------------------------------------------------------

STUDENTS = {
    "alice": "right",
    "bob": "wrong_gradient",
    "carol": "not_written",
    "dave": "calls_exit",
    "erin": "syntax_error",
    "frank": "never_returns",
    "grace": "leaves_with_exit",
}
Grade = Callable[..., Result]
needs_sandbox = pytest.mark.skipif(
    not (shutil.which("bwrap") or abi()), reason="bubblewrap is missing: apt-get install bubblewrap"
)


@pytest.fixture
def submissions(own_course: Path) -> Path:
    """A folder of submissions to the small course."""
    folder = own_course / "submissions"
    for student, specimen in STUDENTS.items():
        (folder / student).mkdir(parents=True)
        shutil.copy(SUBMISSIONS / f"{specimen}.py", folder / student / "line.py")
    (own_course / "secret").write_text("a secret of this course")
    return folder


@pytest.fixture
def grade(own_course: Path, submissions: Path, monkeypatch: pytest.MonkeyPatch) -> Grade:
    """`grade batch submissions` with more options, in the course."""
    monkeypatch.chdir(own_course)
    common = ["--assignment", "line", "--out", "out", "--accept-isolation", "2"]

    def run(*options: str, secret: bool = True) -> Result:
        told = ["--secret-file", "secret"] if secret else []
        return CliRunner().invoke(main, ["batch", str(submissions), *common, *told, *options])

    return run
