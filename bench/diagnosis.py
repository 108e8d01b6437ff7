"""Diagnosis: how many wrong gradients get the right name, a wrong one, or none.

The bank's gradients are judged and explained as a submission's would be. What counts as the right
name stands beside each mutant of the bank.
"""

import argparse
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
from bank import TOPICS
from bank.registry import Mutant, Topic, Variant
from results import report

from grader.answers import LiveKey
from grader.checks import GradientCheck
from grader.diagnosis import Library, where
from grader.diagnosis.factors import Factor, factors, shared
from grader.diagnosis.words import describe
from grader.evidence import AnswerKey, Evidence
from grader.model import Array, Inputs, Sample

SEEDS = 5
COMBINATIONS = 20
"""Random factors before the terms: so many for each topic and seed."""


class Without:
    """An answer key whose library lacks some misconceptions."""

    def __init__(self, key: LiveKey, names: Collection[str]) -> None:
        self._key = key
        self._names = names

    def __getattr__(self, name: str) -> object:
        return getattr(self._key, name)

    def library(self, case: str, output: str) -> Library:
        """The library, without them."""
        found = self._key.library(case, output)
        kept = {name: value for name, value in found.variants.items() if name not in self._names}
        return replace(found, variants=kept)


# --- what the grader says -------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """The names given to a submission's wrong outputs, and the tiers that found them."""

    names: tuple[str, ...]
    tiers: tuple[str, ...]
    seen: bool

    def score(self, right: Collection[str]) -> str:
        """One word for it."""
        if not self.seen:
            return "unseen"
        if any(name not in right for name in self.names):
            return "wrong"
        return "right" if self.names else "unnamed"


def said(topic: Topic, variant: Variant, key: AnswerKey) -> Said:
    """What the grader would tell a submission with this variant."""
    with np.errstate(all="ignore"):
        evidence = topic.evidence(variant, key)
        wrong = [o for o in evidence.problem.gradients if not all(right(evidence, o))]
        found = [name_of(evidence, output) for output in wrong]
        given = [(name, tier) for name, tier in found if name]
        if not given and wrong and fits_own_loss(evidence):
            given = [("consistent", "own loss")]
    return Said(tuple(n for n, _ in given), tuple(t for _, t in given), bool(wrong))


def right(evidence: Evidence, output: str) -> list[bool]:
    return [evidence.judge(case, output).right for case in evidence.cases()]


def name_of(evidence: Evidence, output: str) -> tuple[str, str]:
    """The name of the mistake in one output, or that it is in one entry; and how it was found."""
    found = evidence.explain(output)
    if found:
        return found.name, found.tier
    judged = [evidence.judge(case, output) for case in evidence.cases()]
    places = [where(output, j.difference.wrong, ()) for j in judged if j.difference]
    if all(place.startswith("exactly one entry") for place in places if place) and any(places):
        return "one-entry", "where"
    return "", ""


def fits_own_loss(evidence: Evidence) -> bool:
    """Whether the student is told that the gradient is right for a wrong loss."""
    return "is right for your" in GradientCheck(points=1).judge(evidence).says


# --- the bank -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """How often each word and each tier came up."""

    words: Counter[str]
    tiers: Counter[str]
    missed: Counter[str]

    def cells(self) -> list[str]:
        """The row of a table."""
        total = sum(self.words.values()) - self.words["unseen"]
        shares = [self.words[word] for word in ("right", "wrong", "unnamed")]
        return [f"{share} ({100 * share / total:.1f} %)" for share in shares] + [str(total)]


def bank(seeds: int, *, library: str) -> Score:
    """Every mutant of the bank, with the whole library, one entry less, or none."""
    score = Score(Counter(), Counter(), Counter())
    for topic in TOPICS:
        entries = topic.library()
        for seed in range(seeds):
            key = topic.key(seed, library=entries)
            for mutant in topic.mutants:
                found = said(topic, mutant, Without(key, lost(mutant, entries, library)))
                count(score, found, mutant)
    return score


def lost(mutant: Mutant, entries: list, library: str) -> Collection[str]:
    """The names that the library lacks."""
    everything = {entry.name for entry in entries}
    return {"whole": set(), "one less": set(mutant.names), "none": everything}[library]


def count(score: Score, found: Said, mutant: Mutant) -> None:
    word = found.score({*mutant.names, *(["consistent"] if mutant.consistent else [])})
    score.words[word] += 1
    if word == "right":
        score.tiers[found.tiers[0]] += 1
    elif word != "unseen":
        score.missed[f"{mutant.id} ({', '.join(found.names) or 'no name'})"] += 1


# --- factors before terms -------------------------------------------------------------------


def symbols_of(topic: Topic, x: Inputs) -> dict[str, float]:
    sample = Sample("case", x)
    return {**topic.problem.sizes(sample), **topic.problem.strengths(sample)}


def random_factors(
    topic: Topic, key: LiveKey, rng: np.random.Generator, count: int
) -> list[Factor]:
    """Factors before so many terms: two in five are 1, two in five simple, none divides by 0."""
    symbols = [symbols_of(topic, sample.inputs) for sample in key.samples.values()]
    known = [
        f
        for f in factors(shared(symbols))
        if 0 < f.rank <= 3 and all(np.isfinite(f.value(s)) for s in symbols)
    ]
    simple = [f for f in known if f.rank <= 2]
    pools = rng.choice([0, 0, 1, 1, 2], size=count)
    choices = [factors(()), simple, known]
    return [choices[p][0 if p == 0 else int(rng.integers(len(choices[p])))] for p in pools]


def split(topic: Topic, x: Inputs, dout: Array | float) -> dict[str, dict[str, Array]]:
    assert topic.terms is not None
    found = topic.terms(x, dout) if topic.is_layer else topic.terms(x)
    return {output: dict(terms) for output, terms in found.items()}


def with_factors(topic: Topic, output: str, chosen: list[Factor]) -> Variant:
    """The reference with factors before the terms of one gradient."""

    def backward(x: Inputs, dout: Array | float = 1.0) -> dict[str, Array]:
        found, symbols = split(topic, x, dout), symbols_of(topic, x)
        for name, factor in zip(found[output], chosen, strict=True):
            found[output][name] = factor.value(symbols) * found[output][name]
        return {each[1:]: sum(terms.values()) for each, terms in found.items()}

    return replace(topic.reference, backward=backward)


def combinations(seeds: int) -> Counter[str]:
    """Random factors before the terms of one gradient, several mistakes at once among them."""
    words: Counter[str] = Counter()
    rng = np.random.default_rng(0)
    for topic in TOPICS:
        for seed in range(seeds if topic.terms else 0):
            key = topic.key(seed, library=topic.library())
            sample = next(iter(key.samples.values()))
            terms = split(topic, sample.inputs, 1.0 if sample.dout is None else sample.dout)
            for _ in range(COMBINATIONS):
                output = str(rng.choice(list(topic.problem.gradients)))
                chosen = random_factors(topic, key, rng, len(terms[output]))
                evidence = topic.evidence(with_factors(topic, output, chosen), key)
                if all(right(evidence, output)):
                    continue
                found, clue = evidence.explain(output), evidence.clues(output)[0]
                by_term = dict(zip(terms[output], chosen, strict=True))
                want, _ = describe(output, by_term, clue, {})
                words[word_for(found.name if found else "", {want})] += 1
    return words


def word_for(name: str, right_names: Collection[str]) -> str:
    if not name:
        return "unnamed"
    return "right" if name in right_names else "wrong"


# --- misconceptions with factors ------------------------------------------------------------

TOGETHER = {
    "data*N": ("N", "1"),
    "data*1/N": ("1/N", "1"),
    "data*-1": ("-1", "1"),
    "reg*0": ("1", "0"),
    "reg*1/2": ("1", "1/2"),
    "data*N+reg*0": ("N", "0"),
    "data*N+reg*1/2": ("N", "1/2"),
    "data*1/N+reg*1/2": ("1/N", "1/2"),
}
"""Factors before the data term, which is a misconception's, and before the penalty."""


def together(mutant: Mutant, before: tuple[str, str]) -> Variant:
    """A mutant with factors before its data term and before the penalty."""

    def backward(x: Inputs) -> dict[str, Array]:
        values = {"1": 1.0, "0": 0.0, "-1": -1.0, "1/2": 0.5}
        values |= {"N": float(len(x["X"])), "1/N": 1 / len(x["X"])}
        found, data, penalty = {}, values[before[0]], values[before[1]]
        terms = split(mutant.topic, x, 1.0)
        for name, gradient in mutant.gradients(x, 1.0).items():
            reg = terms[f"d{name}"].get("reg", np.zeros_like(gradient))
            found[name] = data * (gradient - reg) + penalty * reg
        return found

    return replace(mutant.topic.reference, backward=backward)


def data_mutants() -> Iterator[Mutant]:
    """The known mutants of data terms beside a penalty, that show in ordinary numbers."""
    for topic in TOPICS:
        if topic.name in ("svm", "softmax", "twolayer"):
            for mutant in topic.mutants:
                plain = mutant.known and not mutant.consistent and "large" not in mutant.classes
                if plain and mutant.names[0] != "reg-value":
                    yield mutant


def misconceptions_with_factors(seeds: int) -> Counter[str]:
    """Each misconception together with each pair of factors, output by output."""
    words: Counter[str] = Counter()
    for mutant in data_mutants():
        topic = mutant.topic
        for seed in range(seeds):
            key = topic.key(seed, library=topic.library())
            alone = topic.evidence(mutant, key)
            for name, before in TOGETHER.items():
                evidence = topic.evidence(together(mutant, before), key)
                for output in evidence.problem.gradients:
                    if all(right(alone, output)) or all(right(evidence, output)):
                        continue
                    found = evidence.explain(output)
                    given = found.name if found else ""
                    words[word_for(given, names_together(topic, mutant, output, name))] += 1
    return words


def names_together(topic: Topic, mutant: Mutant, output: str, name: str) -> set[str]:
    """What may be said of a mutant with factors; a bias has no penalty, so all of it is data."""
    sample = next(iter(topic.key(0).samples.values()))
    wrong = name.split("+")
    if "reg" not in split(topic, sample.inputs, 1.0)[output]:
        wrong = [part.replace("data", "all") for part in wrong if part.startswith("data")]
    return {"+".join([mutant.names[0], *wrong])}


# --- the table ------------------------------------------------------------------------------


def names_of_right_ones(seeds: int) -> tuple[int, int]:
    """How many right gradients got a name, though asked for one, and of how many."""
    named = total = 0
    for topic in TOPICS:
        for seed in range(seeds):
            key = topic.key(seed, library=topic.library())
            for variant in topic.correct:
                evidence = topic.evidence(variant, key)
                for output in evidence.problem.gradients:
                    named += evidence.explain(output) is not None
                    total += 1
    return named, total


def rows(seeds: int) -> Iterator[str]:
    """The tables, line by line."""
    scores = {
        "the bank, with the library": bank(seeds, library="whole"),
        "each mutant without its own entry": bank(seeds, library="one less"),
        "the bank, without a library": bank(seeds, library="none"),
        "random factors before terms": Score(combinations(seeds), Counter(), Counter()),
        "a misconception and factors": Score(
            misconceptions_with_factors(seeds), Counter(), Counter()
        ),
    }
    yield "| | right name | wrong name | no name | of |"
    yield "|---|---|---|---|---|"
    for what, score in scores.items():
        yield f"| {what} | {' | '.join(score.cells())} |"
    named, total = names_of_right_ones(seeds)
    yield ""
    yield f"{named} of {total} right gradients got a name."
    yield ""
    yield "| found by | with the library | without the own entry |"
    yield "|---|---|---|"
    whole, less, _, _, _ = scores.values()
    for tier in sorted(whole.tiers | less.tiers, key=lambda tier: -whole.tiers[tier]):
        yield f"| {tier} | {whole.tiers[tier]} | {less.tiers[tier]} |"
    yield ""
    yield f"Not named right with the library: {', '.join(sorted(whole.missed))}."


def main() -> None:
    """Prints the tables; `--write` puts them into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    mutants = sum(len(topic.mutants) for topic in TOPICS)
    entries = sum(len(topic.library()) for topic in TOPICS)
    text = (
        f"{mutants} mutants on {arguments.seeds} seeds; the library has {entries} misconceptions."
    )
    text = "\n".join([text, "", *rows(arguments.seeds)])
    report("diagnosis", text, write=arguments.write)


if __name__ == "__main__":
    main()
