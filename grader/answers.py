"""The answer key, from the reference itself: expected values, and what explains wrong ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .assignment import Assignment
from .diagnosis import WAY, Library, Words, lookalikes, turns
from .drawing import drawn, needs_dout, timed_case, with_dout
from .errors import CourseError
from .evidence import Lane
from .inprocess import InProcess
from .model import Array, Case, Observation, Sample, Value, Values
from .numeric import RTOL, Slope, SlopeKind, difference, directions, gradient_size, same
from .probe import SINGLE_ENTRIES, Blocks, Gradcheck, Landscape, probe, single_entries
from .problems import Problem, Procedure
from .seed import Seed
from .solution import Convention, Misconception, Parts, Solution, Terms

Split: TypeAlias = Mapping[str, Mapping[str, Array]]
"""For each output its addends by name."""

SINGLE_PRECISION = 8.0
"""A result may be wrong by this many times what rounding the inputs to float32 does to it."""

WIDEST = 1e-3
JOINT_DIRECTIONS = 16


class LiveAnswers:
    """Runs `solutions/` in the grader, for the cases that a seed draws."""

    def __init__(self, assignment: Assignment, solution: Solution, seed: Seed) -> None:
        self._assignment = assignment
        self._solution = solution
        self._seed = seed
        self._keys: dict[str, LiveKey] = {}
        self._conventions: dict[str, list[tuple[Convention, LiveKey]]] = {}

    def key(self, problem: Problem) -> "LiveKey":
        """The answers of one problem; what has been computed for it is kept."""
        if problem.name not in self._keys:
            self._keys[problem.name] = LiveKey(problem, self._solution, self._rng(problem))
        return self._keys[problem.name]

    def conventions(self, problem: Problem) -> Sequence[tuple[Convention, "LiveKey"]]:
        """The answers of one problem by each other convention that changes them, right too."""
        if problem.name not in self._conventions:
            self._conventions[problem.name] = list(self._by_convention(problem))
        return self._conventions[problem.name]

    def _by_convention(self, problem: Problem) -> Iterator[tuple[Convention, "LiveKey"]]:
        if isinstance(problem, Procedure):
            return
        for convention in self._solution.conventions:
            if set(convention.replaces) & set(problem.functions):
                solution = self._solution.following(convention)
                key = LiveKey(problem, solution, self._rng(problem))
                if key.differs(self.key(problem)):
                    yield convention, key

    def lane(self, problem: Problem, inputs: Callable[[Generator], Value], number: int) -> Lane:
        """The inputs of one timed call, and the reference on them."""
        case, reference = timed_case(inputs, number), InProcess(self._solution.find)
        sample = draw(problem, case, self._rng(problem)(case.name), reference)
        return Lane(sample, problem.program(sample))

    def _rng(self, problem: Problem) -> Callable[[str], Generator]:
        return lambda case: self._seed.rng(self._assignment.id, problem.name, case)


def draw(problem: Problem, case: Case, rng: Generator, reference: InProcess) -> Sample:
    """The case with its inputs drawn; a layer's upstream gradient is drawn to fit its output."""
    sample = drawn(problem, case, rng)
    if not needs_dout(problem):
        return sample
    out = _values(reference.run(problem.forward(sample)), problem, case.name)[problem.values[0]]
    return with_dout(sample, out.shape, rng)


def _values(seen: Observation, problem: Problem, case: str) -> dict[str, Array]:
    """The reference's values. Raises CourseError where it gives none."""
    if seen.trouble is not None:
        raise CourseError(
            f"the reference of {problem.name}, case {case!r}: {seen.trouble.in_full}",
            "Mend the reference in solutions/, or the inputs in checks.py.",
        )
    return {o: np.asarray(seen.values[o]) for o in problem.outputs if o in seen.values}


class LiveKey:
    """The `AnswerKey` of one problem, computed when it is asked for and then kept."""

    def __init__(
        self, problem: Problem, solution: Solution, rng: Callable[[str], Generator]
    ) -> None:
        self._problem = problem
        self._solution = solution
        self._reference = InProcess(solution.find)
        self._samples = {
            case.name: draw(problem, case, rng(case.name), self._reference)
            for case in problem.cases
        }
        self._rng = rng
        self._expected: dict[str, Values] = {}
        self._rounded: dict[str, Values] = {}
        self._variants: dict[str, dict[str, Values]] = {}
        self._lookalikes: dict[str, Mapping[str, Values]] = {}
        self._parts: dict[str, Mapping[str, Mapping[str, Array]]] = {}
        self._splits: dict[tuple[str, Callable[..., Split]], Split] = {}
        self._slopes: dict[tuple[str, str], Sequence[tuple[NDArray[np.float64], Slope]]] = {}
        self._misconceptions = _keyed(
            [m for m in solution.misconceptions if set(m.replaces) & set(problem.functions)]
        )

    @property
    def samples(self) -> Mapping[str, Sample]:
        return self._samples

    @property
    def hints(self) -> Words:
        return {key: m.hint for key, m in self._misconceptions.items()}

    @property
    def words(self) -> Words:
        found: dict[str, str] = {}
        for terms in self._solution.terms:
            if self._problem.name in terms.problems:
                found.update(terms.words)
        return found

    def expected(self, case: str) -> Values:
        if case not in self._expected:
            self._expected[case] = self._run(self._samples[case])
        return self._expected[case]

    def differs(self, other: "LiveKey") -> bool:
        """Whether any answer is another one than in a key of the same problem."""
        return any(
            not same(value, other.expected(case)[output])
            for case in self._samples
            for output, value in self.expected(case).items()
        )

    def tolerance(self, case: str, output: str) -> float:
        """RTOL, or more where the answer itself reacts to single-precision inputs.

        A right answer computed in float32 then stays right, also for scores of thousands.
        """
        if case not in self._rounded:
            sample = self._samples[case]
            self._rounded[case] = self._run(
                replace(sample, inputs=_single(dict(sample.inputs)), dout=_single(sample.dout))
            )
        reaction = difference(self._rounded[case][output], self.expected(case)[output]).error
        return float(max(RTOL, min(WIDEST, SINGLE_PRECISION * reaction)))

    def library(self, case: str, output: str) -> Library:
        layer = self._turns(case) if output in self._problem.gradients else {}
        return Library(
            terms=self.terms(case, output),
            parts={
                **{loop: stacks[output] for loop, stacks in layer.items() if output in stacks},
                **self._split(self._solution.parts, case).get(output, {}),
            },
            variants=_of(output, self._all_variants(case)),
            lookalikes=_of(output, self._all_lookalikes(case)),
        )

    def terms(self, case: str, output: str) -> Mapping[str, Array]:
        """The named addends of the right value, as far as the solution tells them."""
        return self._split(self._solution.terms, case).get(output, {})

    def slopes(self, case: str, output: str) -> Sequence[tuple[NDArray[np.float64], Slope]]:
        """Slopes of the reference's forward, never of the submission's.

        Along every entry of a small block and along joint directions, half of which keep ties.
        """
        if (case, output) not in self._slopes:
            self._slopes[case, output] = self._measure(case, output)
        return self._slopes[case, output]

    def _run(self, sample: Sample) -> Values:
        seen = self._reference.run(self._problem.program(sample))
        for trouble in seen.missing.values():
            seen = replace(seen, trouble=trouble)
        return _values(seen, self._problem, sample.case)

    def _split(self, splits: Sequence[Terms] | Sequence[Parts], case: str) -> Split:
        """What terms.py says of every output of a case."""
        for split in splits:
            if self._problem.name in split.problems:
                kept = case, split.function
                if kept not in self._splits:
                    self._splits[kept] = self._computed(*kept)
                return self._splits[kept]
        return {}

    def _computed(self, case: str, function: Callable[..., Split]) -> Split:
        sample = self._samples[case]
        inputs = [*sample.inputs.values()]
        if sample.dout is not None:
            inputs.append(sample.dout)
        return {
            output: {name: np.asarray(a, dtype=np.float64) for name, a in found.items()}
            for output, found in function(*inputs).items()
        }

    def _all_variants(self, case: str) -> dict[str, Values]:
        """What each misconception answers; one that fails on these inputs explains nothing here."""
        if case not in self._variants:
            program = self._problem.program(self._samples[case])
            found: dict[str, Values] = {}
            for key, one in self._misconceptions.items():
                seen = InProcess(self._solution_with(one)).run(program)
                if seen.trouble is None:
                    found[key] = _values(seen, self._problem, case)
            self._variants[case] = found
        return self._variants[case]

    def _all_lookalikes(self, case: str) -> Mapping[str, Values]:
        """What the reference answers in other situations. It does not train for that."""
        if case not in self._lookalikes:
            trains = isinstance(self._problem, Procedure)
            sample = self._samples[case]
            self._lookalikes[case] = {} if trains else lookalikes(sample, self._attempt)
        return self._lookalikes[case]

    def _turns(self, case: str) -> Mapping[str, Mapping[str, Array]]:
        """What the turns of a layer's loops add to its gradients."""
        if case not in self._parts:
            letters = self._problem.shapes.get(self._problem.values[0], "").split()
            self._parts[case] = turns(self._samples[case], self._attempt, letters)
        return self._parts[case]

    def _attempt(self, sample: Sample) -> Values | None:
        """What the reference answers for inputs that may make no sense."""
        seen = self._reference.run(self._problem.program(sample))
        return None if seen.trouble else _values(seen, self._problem, sample.case)

    def _solution_with(self, one: Misconception) -> Callable[[str, str], Value]:
        return lambda file, name: (
            one.function if name in one.replaces else self._solution.find(file, name)
        )

    def check_gradients(self, case: str) -> Gradcheck:
        """Whether the reference's own gradients are the slopes of its forward."""
        sample, expected = self._samples[case], self.expected(case)
        wrt = {name: output for output, name in self._problem.gradients.items()}
        x = {name: np.asarray(self._problem.block(sample, name), dtype=float) for name in wrt}
        gradients = {name: expected[output] for name, output in wrt.items()}
        return probe(self._forward(sample), x, gradients, _weights(sample))

    def _forward(self, sample: Sample) -> Callable[[Blocks], Array]:
        """The reference's first value as a function of the inputs that have gradients."""
        value = self._problem.values[0]

        def forward(at: Blocks) -> Array:
            moved = self._problem.with_blocks(sample, at)
            return np.asarray(self._reference.run(self._problem.forward(moved)).values[value])

        return forward

    def _measure(self, case: str, output: str) -> list[tuple[NDArray[np.float64], Slope]]:
        sample, wrt = self._samples[case], self._problem.gradients[output]
        rng = self._rng(f"{case}: slopes of {output}")
        x = np.asarray(self._problem.block(sample, wrt), dtype=np.float64)
        landscape = Landscape.around(self._forward(sample), {wrt: x}, _weights(sample), rng)
        along = [*directions(rng, x, JOINT_DIRECTIONS), *single_entries(x, SINGLE_ENTRIES)]
        right = np.asarray(self.expected(case)[output], dtype=np.float64)
        found = [
            (v, landscape.slope(wrt, v, RTOL * gradient_size(right, v) + 1e-300)) for v in along
        ]
        return [(v, slope) for v, slope in found if slope.kind is not SlopeKind.UNCLEAR]


def _weights(sample: Sample) -> Array | float:
    return 1.0 if sample.dout is None else sample.dout


def _keyed(found: Sequence[Misconception]) -> dict[str, Misconception]:
    """Each under its name, which several may share: they are one mistake, made in several ways."""
    keyed: dict[str, Misconception] = {}
    for one in found:
        ways = sum(other.name == one.name for other in keyed.values())
        keyed[f"{one.name}{WAY}{ways + 1}" if ways else one.name] = one
    return keyed


def _of(output: str, found: Mapping[str, Values]) -> dict[str, Array]:
    """One output of each."""
    return {name: values[output] for name, values in found.items() if output in values}


def _single(value: Value) -> Value:
    """Float arrays rounded to float32's values; everything else unchanged."""
    match value:
        case np.ndarray() if value.dtype.kind == "f":
            return value.astype(np.float32).astype(np.float64)
        case dict():
            return {key: _single(item) for key, item in value.items()}
    return value
