"""What the page of a class shows: how it went, what was hard, and who stands behind a number."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from statistics import mean, median

from grader.model import Outcome
from grader.pictures import Speed
from grader.report import Entry, Report

from .charts import Axis, axis
from .gradebook import Gradebook, Record
from .people import Person
from .words import CHIPS, Chip

BINS = 10
COLUMNS = 40
"""Of a picture of times, from one end of its axis to the other."""


@dataclass(frozen=True, slots=True)
class Group:
    """Students with something in common, told by words."""

    words: str
    people: Sequence[Person]
    _: KW_ONLY
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many ended so, as a piece of a bar: its place and width in percent."""

    chip: Chip
    people: Sequence[Person]
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check of the class. asked: how many it applied to."""

    problem: str
    title: str
    shares: Sequence[Share]
    passed: int
    asked: int

    @property
    def rate(self) -> float:
        """The part that passed, in percent."""
        return 100 * self.passed / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeRow:
    """A mistake with a name, in which problems it was made, and by whom."""

    name: str
    hint: str
    problems: Sequence[str]
    people: Sequence[Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedRow:
    """The times of one check. bars: how many in each column, as parts of the most."""

    problem: str
    title: str
    axis: Axis
    max_ratio: float
    half_credit_ratio: float
    bars: Sequence[tuple[float, float]]
    middle: float
    people: Sequence[tuple[Person, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentLine:
    """One student in the table. marks: a sign for each check, in the order of the assignment."""

    person: Person
    record: Record
    marks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Students whose final points lie from `low` up to `high`."""

    low: float
    high: float
    lines: Sequence[StudentLine]
    part: float
    """Of the fullest bin, from 0 to 1."""


@dataclass(slots=True)
class Tally:
    """What is counted while the reports go by, one after the other."""

    gradebook: Gradebook
    people: Mapping[str, Person]
    checks: dict[str, Entry] = field(default_factory=dict)
    outcomes: dict[str, dict[str, list[Person]]] = field(default_factory=dict)
    mistakes: dict[str, dict[Person, None]] = field(default_factory=dict)
    told: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    speeds: dict[str, list[tuple[Person, float]]] = field(default_factory=dict)
    limits: dict[str, Speed] = field(default_factory=dict)
    marks: dict[Person, str] = field(default_factory=dict)

    def add(self, person: Person, report: Report) -> None:
        """Counts one report."""
        for entry in report.checks:
            self.checks.setdefault(entry.id, entry)
            ended = self.outcomes.setdefault(entry.id, {})
            ended.setdefault(entry.outcome.value, []).append(person)
            if entry.misconception:
                self.mistakes.setdefault(entry.misconception, {})[person] = None
                words = self.told.setdefault(entry.misconception, Counter())
                words[entry.problem, entry.hint] += 1
            for picture in entry.pictures:
                if isinstance(picture, Speed) and entry.measured is not None:
                    self.limits[entry.id] = picture
                    self.speeds.setdefault(entry.id, []).append((person, entry.measured))
        self.marks[person] = "".join(CHIPS[entry.outcome.value].mark for entry in report.checks)

    # --- what came of it --------------------------------------------------------------------

    def finals(self) -> Sequence[float]:
        """The final points of those who handed something in."""
        return [record.final for record in self.gradebook.records if record.path]

    def bins(self) -> Sequence[Bin]:
        """All students by final points, the best bin first."""
        most = self.gradebook.max_points or 1.0
        found: list[list[StudentLine]] = [[] for _ in range(BINS)]
        for record in sorted(self.gradebook.records, key=lambda one: -one.final):
            if record.path:
                person = self.people[record.student.id]
                line = StudentLine(person=person, record=record, marks=self.marks.get(person, ""))
                place = min(BINS - 1, max(0, int(record.final / most * BINS)))
                found[place].append(line)
        fullest = max(1, *map(len, found))
        return [
            Bin(
                low=most * i / BINS,
                high=most * (i + 1) / BINS,
                lines=sorted(lines, key=lambda one: (-one.record.final, one.person.name)),
                part=len(lines) / fullest,
            )
            for i, lines in reversed([*enumerate(found)])
        ]

    def check_rows(self) -> Sequence[CheckRow]:
        """The checks, those that fewest passed first."""
        rows = [_check_row(entry, self.outcomes[own]) for own, entry in self.checks.items()]
        return sorted((row for row in rows if row.asked), key=lambda row: row.rate)

    def mistake_rows(self) -> Sequence[MistakeRow]:
        """The mistakes, those of most students first; each with its most frequent hint."""
        rows = [
            MistakeRow(
                name=name,
                hint=Counter(
                    {hint: n for (_, hint), n in self.told[name].most_common()}
                ).most_common(1)[0][0],
                problems=sorted({problem for problem, _ in self.told[name]}),
                people=_sorted(people),
            )
            for name, people in self.mistakes.items()
        ]
        return sorted(rows, key=lambda row: (-len(row.people), row.name))

    def unnamed(self) -> Sequence[Person]:
        """Those with something wrong (not slow), of whose mistakes none has a name."""
        named = {person for people in self.mistakes.values() for person in people}
        wrong = {
            person
            for own, ended in self.outcomes.items()
            if self.checks[own].kind != "timing"
            for person in (*ended.get("failed", ()), *ended.get("partial", ()))
        }
        return _sorted(wrong - named)

    def speed_rows(self) -> Sequence[SpeedRow]:
        """The times of every check that measures some."""
        return [
            _speed_row(self.checks[own], self.limits[own], found)
            for own, found in self.speeds.items()
        ]

    def trouble(self) -> Sequence[Group]:
        """Those whose code did not come to an answer, by how it ended, in how many checks."""
        groups = []
        for outcome, chip in CHIPS.items():
            if chip.look in ("stopped", "todo"):
                ended = {k: v[outcome] for k, v in self.outcomes.items() if outcome in v}
                if ended:
                    people = _sorted({person for found in ended.values() for person in found})
                    problems = dict.fromkeys(self.checks[own].problem for own in ended)
                    groups.append(Group(chip.word, people, more=", ".join(problems)))
        return sorted(groups, key=lambda group: -len(group.people))

    def late(self) -> Sequence[Group]:
        """Those who were late, by the number of days."""
        days: dict[int, list[Person]] = {}
        for record in self.gradebook.records:
            if record.late_days:
                days.setdefault(record.late_days, []).append(self.people[record.student.id])
        return [
            Group(f"{n} day{'s' * (n > 1)} late", _sorted(people))
            for n, people in sorted(days.items())
        ]

    def missing(self) -> Sequence[Person]:
        """Those in the roster without a report."""
        records = [record for record in self.gradebook.records if not record.path]
        return _sorted(self.people[record.student.id] for record in records)


def middle(numbers: Sequence[float]) -> tuple[float, float]:
    """Mean and median; 0 of nothing."""
    return (mean(numbers), median(numbers)) if numbers else (0.0, 0.0)


def _sorted(people: Iterable[Person]) -> Sequence[Person]:
    return sorted(people, key=lambda person: (person.name.casefold(), person.page))


def _check_row(entry: Entry, ended: Mapping[str, Sequence[Person]]) -> CheckRow:
    asked = sum(len(p) for outcome, p in ended.items() if outcome != Outcome.NOT_APPLICABLE)
    return CheckRow(
        problem=entry.problem,
        title=entry.title,
        shares=list(_shares(ended, max(1, asked))),
        passed=len(ended.get(Outcome.PASSED, ())),
        asked=asked,
    )


def _shares(ended: Mapping[str, Sequence[Person]], asked: int) -> Iterator[Share]:
    x = 0.0
    for outcome, chip in CHIPS.items():
        people = ended.get(outcome, ())
        if people and outcome != Outcome.NOT_APPLICABLE:
            width = 100 * len(people) / asked
            yield Share(chip=chip, people=_sorted(people), x=round(x, 2), width=round(width, 2))
            x += width


def _speed_row(entry: Entry, limits: Speed, found: Sequence[tuple[Person, float]]) -> SpeedRow:
    ratios = [ratio for _, ratio in found if ratio > 0]
    ticks = axis(ratios, [limits.max_ratio, limits.half_credit_ratio])
    counts = Counter(min(COLUMNS - 1, int(ticks.place(r) * COLUMNS / 100)) for r in ratios)
    most = max(counts.values(), default=1)
    return SpeedRow(
        problem=entry.problem,
        title=entry.title,
        axis=ticks,
        max_ratio=limits.max_ratio,
        half_credit_ratio=limits.half_credit_ratio,
        bars=[(100 * column / COLUMNS, n / most) for column, n in sorted(counts.items())],
        middle=median(ratios) if ratios else 0.0,
        people=sorted(found, key=lambda one: -one[1]),
    )
