"""The late policy: from raw points to final ones. Pure; applied after grading, never during it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["none", "per_day", "late_days"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePolicy:
    """What being late costs.

    none:      nothing.
    per_day:   `percent` of the maximal points for each begun day, up to `most_percent`.
    late_days: each student has `days` free late days in the course; each begun day beyond them
               costs `percent` of the maximal points.

    grace_minutes: so much later is still in time. closes_after_days: later than that earns nothing.
    """

    kind: Kind = "none"
    percent: float = 0.0
    most_percent: float = 100.0
    days: int = 0
    grace_minutes: float = 0.0
    closes_after_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """When something was handed in, and what the policy makes of its points."""

    submitted: str
    due: str
    late_seconds: float
    policy: Kind
    late_days: int
    penalty: float
    final: float


def judge_lateness(
    policy: LatePolicy,
    *,
    submitted: datetime,
    due: datetime,
    points: float,
    max_points: float,
    days_used: int = 0,
) -> Lateness:
    """The lateness of one submission with its raw points.

    days_used: free late days that the student used before, in other assignments.
    """
    late = submitted - due
    if late <= timedelta(minutes=policy.grace_minutes):
        late = timedelta()
    begun = ceil(late / DAY)
    percent = _percent(policy, begun, days_used)
    penalty = min(points, round(max_points * percent / 100, 4))
    return Lateness(
        submitted=utc(submitted),
        due=utc(due),
        late_seconds=late.total_seconds(),
        policy=policy.kind,
        late_days=begun,
        penalty=penalty,
        final=round(points - penalty, 4),
    )


def _percent(policy: LatePolicy, begun: int, days_used: int) -> float:
    """How much of the maximal points is lost."""
    if policy.closes_after_days is not None and begun > policy.closes_after_days:
        return 100.0
    if policy.kind == "none":
        return 0.0
    free = max(0, policy.days - days_used) if policy.kind == "late_days" else 0
    return min(policy.most_percent, policy.percent * max(0, begun - free))


Late: TypeAlias = Callable[[str, float, float], Lateness | None]
"""From a student's id, points and maximal points; None where the time is not known."""


def for_assignment(
    policy: LatePolicy, due: str, times: Mapping[str, datetime], used: Mapping[str, int]
) -> Late:
    """The late policy for one assignment. times: when each student handed in. used: late days."""

    def late(student: str, points: float, max_points: float) -> Lateness | None:
        if not due or student not in times:
            return None
        return judge_lateness(
            policy,
            submitted=times[student],
            due=parse_time(due),
            points=points,
            max_points=max_points,
            days_used=used.get(student, 0),
        )

    return late


def parse_time(text: str) -> datetime:
    """A time as in 2027-02-01T18:00:00Z or 2027-02-01 18:00+01:00; without a zone it is UTC.

    Raises ValueError.
    """
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def utc(time: datetime) -> str:
    """As in 2027-02-01T18:00:00Z."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
