"""What `grade publish --html` costs: CPU time, bytes, and how long a page takes to open.

A class of real reports is graded once, from the submissions of examples/class, and copied under
other ids. Beside the pages, pictures of the same kind are drawn with matplotlib.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median

import numpy as np
from playwright.sync_api import sync_playwright
from results import progress, report

from grader.pictures import Curve, Speed, Tangent
from grader.publish.site import templates
from grader.report import read, write

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "examples" / "class"))
import make  # noqa: E402  # the example's own module

ASSIGNMENT = "a3_softmax"
MEGABYTE, KILOBYTE = 1e6, 1e3
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
EMPTY = '<!doctype html><html lang="en"><title>empty</title></html>'


@dataclass(frozen=True)
class Site:
    """One run of `grade publish --html`."""

    students: int
    cpu: float
    size: int
    class_page: int
    student_pages: Sequence[int]


def main() -> None:
    """Prints the tables; `--write` puts them into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        checks = graded_class(folder, arguments.students)
        found = publish(folder, arguments.students)
        largest = max((folder / "site/students").iterdir(), key=lambda path: path.stat().st_size)
        opened = opening(folder, [folder / "site/index.html", largest], arguments.rounds)
    text = (
        f"{found.students} students, {checks} checks, one core; medians of {arguments.rounds}.\n\n"
        "| | measured | aim |\n|---|---|---|\n"
        f"| CPU time of `grade publish --html` | {found.cpu:.1f} s | < 30 s |\n"
        f"| the whole site | {found.size / MEGABYTE:.1f} MB | < 60 MB |\n"
        f"| a student's page: median, largest | {median(found.student_pages) / KILOBYTE:.0f} kB, "
        f"{max(found.student_pages) / KILOBYTE:.0f} kB | < 150 kB |\n"
        f"| the class page | {found.class_page / KILOBYTE:.0f} kB | |\n"
        f"| it opens, beyond an empty page | {opened[0]:.0f} ms | < 1000 ms |\n"
        f"| the largest student's page opens, likewise | {opened[1]:.0f} ms | |\n\n"
        f"{pictures(arguments.rounds)}"
    )
    report("site", text, write=arguments.write)


def graded_class(folder: Path, students: int) -> int:
    """Reports of so many students in folder/graded; how many checks each has."""
    (folder / "autograder.yml").write_text(f"course: C\nassignments: [{{id: {ASSIGNMENT}}}]\n")
    for top in ("assignments", "solutions"):
        shutil.copytree(ROOT / top / ASSIGNMENT, folder / top / ASSIGNMENT)
    make.hand_in(folder, ASSIGNMENT, make.students(), Random(0))  # noqa: S311  # no secret
    make.grade(
        folder,
        *("batch", f"submissions/{ASSIGNMENT}", "--assignment", ASSIGNMENT, "--out", "some"),
        *("--public-seed", "--accept-isolation", "2"),
    )
    real = [read(path) for path in sorted((folder / "some/reports").glob("*.json"))]
    (folder / "graded/reports").mkdir(parents=True)
    for number in range(students):
        one, student = real[number % len(real)], f"student{number:04}"
        own = replace(one, submission={**one.submission, "id": student})
        write(own, folder / "graded/reports" / f"{student}.json")
    progress(f"{students} reports, copies of {len(real)}")
    return len(real[0].checks)


def publish(folder: Path, students: int) -> Site:
    """Makes folder/site, on one core."""
    command = [sys.executable, "-m", "grader", "publish", "graded", "--html", "site"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        os.sched_setaffinity(process.pid, [min(os.sched_getaffinity(0))])
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    sizes = {path: path.stat().st_size for path in (folder / "site").rglob("*.html")}
    return Site(
        students=students,
        cpu=used.ru_utime + used.ru_stime,
        size=sum(sizes.values()),
        class_page=sizes.pop(folder / "site/index.html"),
        student_pages=[*sizes.values()],
    )


def opening(folder: Path, paths: Sequence[Path], rounds: int) -> list[float]:
    """Milliseconds until each page has loaded, beyond an empty one, by the browser's own clock."""
    empty = folder / "empty.html"
    empty.write_text(EMPTY, "utf-8")
    measured: dict[Path, list[float]] = {path: [] for path in (empty, *paths)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        for _ in range(rounds):
            for path, times in measured.items():
                page = browser.new_page()
                page.goto(path.as_uri())
                # Two frames later it is painted.
                times.append(
                    page.evaluate(
                        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
                        "() => done(performance.now()))))"
                    )
                )
                page.close()
        browser.close()
    nothing = median(measured[empty])
    return [median(measured[path]) - nothing for path in paths]


# --- pictures -------------------------------------------------------------------------------

AT = np.linspace(-1, 1, 13)
TANGENT = Tangent(
    output="dW",
    case="few classes",
    value="loss",
    at=[round(float(t), 3) for t in AT],
    loss=[round(float(t), 3) for t in 0.7 * AT + 0.3 * AT**2],
    numeric=0.7,
    analytic=-0.4,
)
SPEED, RATIO = Speed(max_ratio=8, half_credit_ratio=16), 5.3
CURVE = Curve.of("loss at each step", np.exp(-np.arange(300) / 60))


def pictures(rounds: int) -> str:
    """CPU time and bytes of three kinds of pictures, drawn by a template and by matplotlib."""
    began = time.process_time()
    import matplotlib as mpl  # noqa: PLC0415  # its import is measured

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    imported = time.process_time() - began
    draw = templates().get_template("charts.html.j2").module
    rows = ["| a picture | template, ms, kB | matplotlib, ms, kB |", "|---|---|---|"]
    for name, ours, theirs in (
        ("tangent", lambda: str(draw.tangent(TANGENT)), lambda: _tangent(plt)),
        ("speed", lambda: str(draw.speed(SPEED, RATIO)), lambda: _speed(plt)),
        ("curve", lambda: str(draw.curve(CURVE)), lambda: _curve(plt)),
    ):
        rows.append(f"| {name} | {_cost(ours, rounds)} | {_cost(theirs, rounds)} |")
    return "\n".join(rows) + f"\n\nImporting matplotlib takes {imported:.2f} s of CPU beside that."


def _cost(draw: Callable[[], str], rounds: int) -> str:
    drawn, times = draw(), []
    for _ in range(rounds):
        began = time.process_time()
        draw()
        times.append(time.process_time() - began)
    return f"{1e3 * median(times):.2f}, {len(drawn.encode()) / KILOBYTE:.1f}"


def _tangent(plt) -> str:  # noqa: ANN001
    figure, axes = plt.subplots(figsize=(3.2, 1.8))
    axes.plot(TANGENT.at, TANGENT.loss)
    axes.plot([-1, 1], [-TANGENT.numeric, TANGENT.numeric])
    axes.plot([-1, 1], [-TANGENT.analytic, TANGENT.analytic], "--")
    return _svg(plt, figure)


def _speed(plt) -> str:  # noqa: ANN001
    figure, axes = plt.subplots(figsize=(6, 1.2))
    axes.barh(["this work", "reference"], [RATIO, 1])
    axes.set_xscale("log")
    for limit in (SPEED.max_ratio, SPEED.half_credit_ratio):
        axes.axvline(limit, linestyle="--")
    return _svg(plt, figure)


def _curve(plt) -> str:  # noqa: ANN001
    figure, axes = plt.subplots(figsize=(3.2, 1.8))
    axes.plot(CURVE.values)
    axes.set_title(CURVE.title)
    return _svg(plt, figure)


def _svg(plt, figure) -> str:  # noqa: ANN001
    """As text, not outlines of letters: the smaller of the two."""
    stream = io.StringIO()
    with plt.rc_context({"svg.fonttype": "none"}):
        figure.savefig(stream, format="svg")
    plt.close(figure)
    return stream.getvalue()


if __name__ == "__main__":
    main()
