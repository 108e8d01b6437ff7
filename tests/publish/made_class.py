"""A small class with real reports: specimens graded once, and handed to students by name."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np

from graded import class_folder, graded
from grader import report
from grader.pictures import Curve, ErrorMap, Images, Tangent, of_hidden
from grader.report import Report

CLASS = {
    "alice": "right",
    "bob": "wrong_gradient",
    "bella": "wrong_gradient",
    "carol": "not_written",
    "dave": "raises",
    "erin": "syntax_error",
    "frank": "never_returns",
    "gina": "right_but_loops",
    "hugo": "wrong_in_an_unknown_way",
}
ROSTER = """id,name,section
alice,Alice Liddell,Tuesday
bob,Robert Roß,Friday
zoe,Zoë Absent,Friday
"""
EVIL = "<script>window.hit=1;document.title='hit'</script><img src=x onerror='window.hit=1'>\"'`"
EVIL_IDS = [
    "<script>window.hit=1</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "../../etc/passwd",
    "\u202egnp.exe\u202c",
    "bell\x07 and\x1b[31m red\ttab",
    "name with spaces & <b>bold</b>?#%41",
    "long" * 60,
    "عائشة",
]


def small_class(folder: Path) -> Path:
    """The reports of CLASS."""
    return class_folder(folder, CLASS)


def late(found: Report, days: int) -> Report:
    """The same, handed in late."""
    lateness = {
        "submitted": "2027-02-03T11:22:33Z",
        "due": "2027-02-01T18:00:00Z",
        "late_seconds": 1000.0,
        "policy": "per_day",
        "late_days": days,
        "penalty": 10.0,
        "final": found.points - 10,
    }
    return replace(found, lateness=lateness)


def hidden(found: Report) -> Report:
    """The same as it would be on hidden inputs."""
    return report.without_values(replace(found, seed="hidden 0123456789ab"))


def with_all_pictures(label: str = "what was learnt") -> Report:
    """A report with every kind of picture, and this label wherever one has a label."""
    wrong, slow = graded("wrong_gradient"), graded("right_but_loops")
    shown = [
        ErrorMap.of(
            np.geomspace(1e-9, 1, 60).reshape(3, 4, 5),
            output=label,
            case=label,
            axes=(label,) * 3,
            tolerance=1e-6,
        ),
        *[
            replace(p, output=label, case=label, value=label)
            for e in wrong.checks
            for p in e.pictures
            if isinstance(p, Tangent)
        ],
        *[p for e in slow.checks for p in e.pictures if p.kind == "speed"],
        Curve.of(label, np.exp(-np.arange(200.0) / 50)),
        Images.of(label, np.random.default_rng(0).random((10, 7, 7))),
    ]
    assert len({p.kind for p in shown}) == 5
    first, *rest = wrong.checks
    hidden_too = [*of_hidden([p for p in shown if p.kind == "tangent"])]
    return replace(wrong, checks=[replace(first, pictures=[*shown, *hidden_too]), *rest])


def evil() -> Report:
    """A report in which every text is hostile."""
    found = with_all_pictures(EVIL[:200])
    texts: dict[str, Any] = dict.fromkeys(
        ["title", "message", "where", "misconception", "hint", "student_text"], EVIL
    )
    checks = [
        replace(e, **texts, id=f"{EVIL}.{i}", problem=EVIL, values=[EVIL])
        for i, e in enumerate(found.checks)
    ]
    remark = report.Remark(problem=EVIL, text=EVIL)
    return replace(
        found,
        checks=checks,
        remarks=[remark],
        assignment={**found.assignment, "title": EVIL},
        environment=dict.fromkeys(found.environment, EVIL),
    )


class Page(HTMLParser):
    """The text, the tags and the attributes of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())
