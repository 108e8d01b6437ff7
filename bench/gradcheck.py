"""Gradient checking: how many wrong gradients are found, and how often a right one is blamed.

The grader's own judgement and its public `gradcheck` beside the checkers of others, on the bank.
Run with the packages of bench/requirements.txt; `make -C bench gradcheck` does that.
"""

import argparse
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from bank import TOPICS
from bank.registry import Mutant, Topic, Variant
from results import report
from stock import CHECKERS, Blocks, Trial

from grader import gradcheck
from grader.evidence import Evidence
from grader.model import CaseKind, Sample

JUDGEMENT = "**the grader, with an answer key**"
PUBLIC = "**`grader.gradcheck`**"
KINDS = ("smooth, float64", "on a kink, float64", "float32 backward", "float32 forward too")


@dataclass
class Tally:
    """What one checker did."""

    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    blamed: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    consistent: list[bool] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    missed: set[str] = field(default_factory=set)


Tallies = dict[str, Tally]


# --- one check ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bench:
    """A variant's evidence, as far as the answers go, for one set of inputs."""

    variant: Variant
    evidence: Evidence

    def flags(self, case: str, names: list[str]) -> Iterator[tuple[str, bool, float]]:
        """Each checker by name, whether it flags this case, and the milliseconds it took."""
        for name in names:
            check = self._check(name, case)
            began = time.perf_counter()
            try:
                with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                    flagged = check()
            except Exception:  # noqa: BLE001  # a checker that raises has noticed something
                flagged = True
            yield name, flagged, 1e3 * (time.perf_counter() - began)

    def _check(self, name: str, case: str) -> Callable[[], bool]:
        if name == JUDGEMENT:
            return lambda: (
                not all(
                    self.evidence.judge(case, output).right
                    for output in self.evidence.problem.gradients
                )
            )
        trial = self._trial(self.evidence.answers[case].sample)
        if name == PUBLIC:
            return lambda: (
                not gradcheck(
                    lambda **blocks: trial.forward(blocks),
                    trial.x,
                    trial.own,
                    trial.dout if np.ndim(trial.dout) else None,
                )
            )
        return lambda: CHECKERS[name](trial)

    def _trial(self, sample: Sample) -> Trial:
        def backward(blocks: Blocks, dout: object) -> dict[str, np.ndarray]:
            found = self.variant.gradients({**sample.inputs, **blocks}, dout)
            return {name: np.asarray(found[name]) for name in blocks}

        return Trial(
            forward=lambda blocks: np.asarray(self.variant.forward({**sample.inputs, **blocks})),
            backward=backward,
            x={name: np.asarray(sample.inputs[name]) for name in self.evidence.problem.wrt},
            dout=1.0 if sample.dout is None else sample.dout,
        )


def benches(topic: Topic, variant: Variant, seed: int) -> Iterator[tuple[str, Bench, str]]:
    """Every case of a topic: which suite it belongs to, the bench to try it on, and its name.

    The answer key is made afresh for each variant, so that its cost is in the times.
    """
    for suite, cases in (("notebook", topic.notebook), ("designed", topic.problem.cases)):
        evidence = topic.evidence(variant, topic.key(seed, cases=cases))
        for case in evidence.cases():
            on_kink = evidence.answers[case].sample.kind is CaseKind.TIE
            yield "kinks" if on_kink else suite, Bench(variant, evidence), case


# --- all of them ----------------------------------------------------------------------------


def try_mutant(tallies: Tallies, mutant: Mutant, seed: int) -> None:
    """Which checkers find a wrong gradient, in the inputs of each suite."""
    found: dict[tuple[str, str], bool] = defaultdict(bool)
    for suite, bench, case in benches(mutant.topic, mutant, seed):
        undecided = [name for name in tallies if not found[name, suite]]
        for name, flagged, _ in bench.flags(case, undecided):
            found[name, suite] = flagged
    for name, tally in tallies.items():
        designed = found[name, "designed"] or found[name, "kinks"]
        if mutant.consistent:
            tally.consistent.append(designed)
            continue
        tally.found["notebook"].append(found[name, "notebook"])
        tally.found["designed"].append(found[name, "designed"])
        tally.found["with kinks"].append(designed)
        for each in mutant.classes:
            tally.classes[each].append(designed)
        if not designed:
            tally.missed.add(mutant.id)


def try_correct(tallies: Tallies, variant: Variant, seed: int) -> None:
    """Which checkers blame a right gradient."""
    for suite, bench, case in benches(variant.topic, variant, seed):
        for name, flagged, milliseconds in bench.flags(case, list(tallies)):
            tallies[name].blamed[kind_of(variant, suite)].append(flagged)
            tallies[name].milliseconds.append(milliseconds)


def kind_of(variant: Variant, suite: str) -> str:
    if variant.forward is not variant.topic.forward:
        return KINDS[3]
    sample = next(iter(variant.topic.key(0).samples.values()))
    dout = 1.0 if sample.dout is None else sample.dout
    gradients = variant.gradients(sample.inputs, dout).values()
    if any(np.asarray(g).dtype == np.float32 for g in gradients) or "f32" in variant.id:
        return KINDS[2]
    return KINDS[1] if suite == "kinks" else KINDS[0]


def in_place(mutant: Mutant) -> bool:
    """Right values, but dout is changed: a remark, not a wrong gradient."""
    return "in-place" in mutant.classes


def measure(names: list[str], *, mutant_seeds: int, correct_seeds: int) -> Tallies:
    tallies = {name: Tally() for name in names}
    for topic in TOPICS:
        for seed in range(mutant_seeds):
            for mutant in topic.mutants:
                if not in_place(mutant):
                    try_mutant(tallies, mutant, seed)
        for seed in range(correct_seeds):
            for variant in topic.correct:
                try_correct(tallies, variant, seed)
    return tallies


# --- the table ------------------------------------------------------------------------------


def percent(flags: list[bool]) -> str:
    if not flags:
        return "-"
    share = 100 * sum(flags) / len(flags)
    return "100" if share == 100 else "0" if share == 0 else f"{share:.1f}"


def blamed(flags: list[bool]) -> str:
    return f"{sum(flags)}/{len(flags)}"


def table(tallies: Tallies) -> list[str]:
    suites = ("notebook", "designed", "with kinks")
    rows = [
        "| checker | found: notebook inputs, % | designed inputs, % | designed and kinks, % "
        f"| blamed: {' | '.join(KINDS)} | ms: median | most |",
        "|---|" + "---|" * 9,
    ]
    for name, tally in tallies.items():
        cells = [percent(tally.found[suite]) for suite in suites]
        cells += [blamed(tally.blamed[kind]) for kind in KINDS]
        cells += [f"{np.median(tally.milliseconds):.2f}", f"{max(tally.milliseconds):.0f}"]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return rows


CLASSES = ("one-entry", "tiny", "shape", "tie-only", "border", "stride", "pad", "square", "large")


def class_table(tallies: Tallies) -> list[str]:
    first = next(iter(tallies.values()))
    counts = [f"{each} ({len(first.classes[each])})" for each in CLASSES]
    rows = [
        f"| checker | {' | '.join(counts)} | fits its wrong loss ({len(first.consistent)}) |",
        "|---|" + "---|" * (len(CLASSES) + 1),
    ]
    for name, tally in tallies.items():
        cells = [percent(tally.classes[each]) for each in CLASSES]
        rows.append(f"| {name} | {' | '.join(cells)} | {percent(tally.consistent)} |")
    return rows


def bound(checks: int) -> float:
    """The 95 % upper bound of a rate, in percent, of which none was seen in so many checks."""
    return 100 * (1 - 0.05 ** (1 / checks))


def summary(tallies: Tallies, *, mutant_seeds: int, correct_seeds: int) -> list[str]:
    mutants = [m for topic in TOPICS for m in topic.mutants]
    correct = [v for topic in TOPICS for v in topic.correct]
    apart = [m for m in mutants if in_place(m)]
    wrong = len(mutants) - len(apart) - sum(m.consistent for m in mutants)
    lines = [
        f"{wrong} wrong gradients of a right forward, on {mutant_seeds} seeds; {len(correct)} "
        f"right ones on {correct_seeds} seeds; {len(apart)} that only changes dout in place is a "
        "remark and not counted.",
        "",
    ]
    for name in (JUDGEMENT, PUBLIC):
        tally = tallies[name]
        flags = [flag for kind in KINDS for flag in tally.blamed[kind]]
        found = tally.found["with kinks"]
        rate = "" if any(flags) else f" (below {bound(len(flags)):.3f} %, 95 %)"
        missed = f"; missed: {', '.join(sorted(tally.missed))}" if tally.missed else ""
        lines.append(
            f"- {name}: {sum(found)} of {len(found)} found{missed}; "
            f"{sum(flags)} of {len(flags)} right ones blamed{rate}; "
            f"{np.median(tally.milliseconds):.2f} ms in the median, "
            f"{max(tally.milliseconds):.0f} ms at most."
        )
    return [*lines, ""]


def main() -> None:
    """Prints the tables; `--write` puts them into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutant-seeds", type=int, default=5)
    parser.add_argument("--correct-seeds", type=int, default=20)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    seeds = {"mutant_seeds": arguments.mutant_seeds, "correct_seeds": arguments.correct_seeds}
    tallies = measure([JUDGEMENT, PUBLIC, *CHECKERS], **seeds)
    text = [*summary(tallies, **seeds), *table(tallies), "", *class_table(tallies)]
    report("gradcheck", "\n".join(text), write=arguments.write)


if __name__ == "__main__":
    main()
