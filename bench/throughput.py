"""`grade batch` beside nbgrader, otter-grader and plain pytest: the same checks and submissions.

Every tool grades copies of right and wrong submissions with the same number of parallel jobs, in
turns, and must say the same of every check. nbgrader and otter-grader grade only the small number;
what the large one would take is reckoned from there.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from handins import EIGHT, FUNCTIONS, KINDS, code
from peers import GradeBatch, Nbgrader, Otter, Passed, Pytest, Tool
from processes import machine_cpu
from results import progress, report

ENVIRONMENTS = str(Path(__file__).parent.parent / ".benchvenv")


@dataclass(frozen=True)
class Took:
    """Seconds of one grading: on the wall, and of CPU on the whole machine."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Measured:
    """What a tool took: for one submission per job, for the few several times, for the many.

    target: how many times as fast `grade batch` should be.
    """

    tool: Tool
    target: float
    one_each: Took
    few: Sequence[Took]
    many: Took
    reckoned: bool


def main() -> None:
    """Prints the table; `--write` puts it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=20)
    parser.add_argument("--many", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3, help="gradings of the few by each tool")
    parser.add_argument("--jobs", type=int, default=2)
    for peer in ("nbgrader", "otter"):
        venv = Path(f"{ENVIRONMENTS}-{peer}")
        parser.add_argument(f"--{peer}", type=Path, default=venv, help="its virtual environment")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    few, many, jobs = arguments.few, arguments.many, arguments.jobs
    tools: dict[Tool, float] = {
        GradeBatch("grade batch", jobs): 1,
        Pytest("pytest, a process each", jobs): 2,
        Nbgrader("nbgrader autograde", jobs, arguments.nbgrader.resolve()): 8,
        Otter("otter run", jobs, arguments.otter.resolve()): 8,
    }
    found = _measured(tools, few, many, arguments.rounds)
    ours = found[0].many
    text = (
        f"{jobs} jobs; {few} and {many} copies of {len(KINDS)} kinds of submissions; "
        f"every tool says the same of each of the 8 checks of every copy.\n\n"
        f"{_table(found, few, many)}\n\n"
        f"~: reckoned from {few}. The calls of the eight checks alone take "
        f"{1e3 * bare_seconds():.1f} ms of CPU time for each submission, in a process that has "
        f"everything loaded; the rest of the {1e3 * ours.cpu / many:.0f} ms is what isolation, "
        f"diagnosis and reports cost. `grade batch` kept {ours.cpu / ours.wall:.1f} cores busy."
    )
    report("throughput", text, write=arguments.write)


def _measured(tools: Mapping[Tool, float], few: int, many: int, rounds: int) -> list[Measured]:
    """Every tool in turns, so that what else the machine does is shared among them."""
    for tool in tools:
        _graded(tool, tool.jobs)  # fills the caches
    starts = [{tool: _graded(tool, tool.jobs)[0] for tool in tools} for _ in range(rounds)]
    one_each = {tool: _median([start[tool] for start in starts]) for tool in tools}
    turns = [{tool: _graded(tool, few) for tool in tools} for _ in range(rounds)]
    _must_agree([verdicts for turn in turns for _, verdicts in turn.values()])
    quick = {tool: _graded(tool, many) for tool, target in tools.items() if target < 8}
    _must_agree([verdicts for _, verdicts in quick.values()])
    found = []
    for tool, target in tools.items():
        took = [turn[tool][0] for turn in turns]
        share = (many - few) / (few - tool.jobs)
        large = quick[tool][0] if tool in quick else _reckoned(one_each[tool], took, share)
        found.append(Measured(tool, target, one_each[tool], took, large, tool not in quick))
    return found


def _graded(tool: Tool, count: int) -> tuple[Took, Passed]:
    """One grading of so many submissions, from nothing, and its verdicts."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name).resolve() / "work"
        tool.prepare(folder, count)
        cpu, began = machine_cpu(), time.perf_counter()
        tool.grade(folder, count)
        took = Took(time.perf_counter() - began, machine_cpu() - cpu)
        progress(f"{tool.name}, {count}: {took.wall:.1f} s, {took.cpu:.1f} s of CPU time")
        return took, tool.verdicts(folder, count)


def _must_agree(verdicts: Sequence[Passed]) -> None:
    for other in verdicts[1:]:
        if other != verdicts[0]:
            raise SystemExit(f"the tools do not say the same:\n{verdicts[0]}\n{other}")


def _reckoned(one_each: Took, few: Sequence[Took], share: float) -> Took:
    """What the many would take: the few, and the rest at the pace between one each and the few."""
    took = _median(few)
    return Took(
        took.wall + share * (took.wall - one_each.wall),
        took.cpu + share * (took.cpu - one_each.cpu),
    )


def _median(several: Sequence[Took]) -> Took:
    return Took(
        statistics.median(took.wall for took in several),
        statistics.median(took.cpu for took in several),
    )


def _table(found: Sequence[Measured], few: int, many: int) -> str:
    ours = found[0]
    rows = [
        f"| | {few}: median s (least, most) | times as long | {many}: s | times as long "
        "| aim | CPU ms for each |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in found:
        walls = [took.wall for took in one.few]
        turns = [theirs / mine.wall for theirs, mine in zip(walls, ours.few, strict=True)]
        rows.append(
            f"| {one.tool.name} | {statistics.median(walls):.2f} ({min(walls):.2f}, "
            f"{max(walls):.2f}) | {statistics.median(turns):.1f} "
            f"| {'~' * one.reckoned}{one.many.wall:.1f} | {one.many.wall / ours.many.wall:.1f} "
            f"| {one.target:g} | {1e3 * one.many.cpu / many:.0f} |"
        )
    return "\n".join(rows)


def bare_seconds(times: int = 20) -> float:
    """CPU seconds of the calls of the eight checks alone: the mean over the kinds."""
    eight, found = _module((EIGHT / "eight.py").read_text("utf-8")), []
    cases = [*eight.PLAIN, *eight.MARGINS, eight.TIE]
    cases += [(0 * W, *others) for W, *others in eight.PLAIN]
    for kind in KINDS:
        try:
            student = _module(code(kind))
        except SyntaxError:
            continue
        began = time.process_time()
        for _ in range(times):
            _call_all(student, cases)
        found.append((time.process_time() - began) / times)
    return statistics.mean(found)


def _call_all(student: ModuleType, cases: Sequence[Sequence[object]]) -> None:
    for function in FUNCTIONS:
        for case in cases:
            try:
                getattr(student, function)(*case)
            except Exception:  # noqa: BLE001, S112  # wrong submissions raise what they like
                continue


def _module(text: str) -> ModuleType:
    module = ModuleType("module")
    exec(text, vars(module))  # noqa: S102  # our own
    return module


if __name__ == "__main__":
    main()
