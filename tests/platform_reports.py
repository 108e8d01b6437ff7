"""Reports to publish for platforms: real ones, and ones full of hostile text."""

import json
from dataclasses import replace

from jsonschema import Draft202012Validator

from conftest import TESTS
from graded import graded
from grader.model import Outcome
from grader.report import Entry, Remark, Report

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</pre></details><h1>100 / 100</h1>",
    "![seen](https://example.org/pixel.png)",
    "[click](javascript:alert(1)) https://example.org www.example.org me@example.org",
    "**bold** _it_ ~~gone~~ `code` ``` # title\n\n# title\n- item\n> quote | cell | cell |",
    "@everyone @teacher #1 :tada:",
    "&lt;b&gt; &#60;b&#62; \\<b>",
    "{{7*7}} ${{ secrets.TOKEN }} ::error::no",
    "\x1b[2J\x07\u202egnp.exe\u2066 \ud800 end",
)
"""Text that a student could get into a report, against what shows it."""


def hostile() -> Report:
    """A report with payloads wherever text from outside may be."""
    found = graded("wrong_gradient")
    everything = "\n".join(PAYLOADS)
    checks = [
        replace(
            found.checks[0],
            outcome=Outcome.ERROR,
            points=0,
            student_text=payload,
            values=[payload],
            where=payload,
            hint=payload,
            message=f"it raised {payload}",
            title=f"value {payload}",
            problem=f"problem {number} {payload}",
        )
        for number, payload in enumerate(PAYLOADS)
    ]
    return replace(
        found,
        checks=checks,
        remarks=[Remark(problem=checks[0].problem, text=everything)],
        assignment={**found.assignment, "title": f"Least squares {everything}"},
        submission={**found.submission, "id": everything},
    )


def with_checks(number: int, words: str) -> Report:
    """A report with so many failed checks, each with these words."""
    checks = [
        Entry(
            id=f"p{n}.value",
            title="value",
            problem=f"p{n}",
            kind="value",
            outcome=Outcome.FAILED,
            points=0,
            max_points=1,
            message=words,
        )
        for n in range(number)
    ]
    return replace(graded("right"), checks=checks)


def broken() -> Report:
    """A report on a submission on which the grader broke."""
    found = graded("right")
    checks = [replace(one, outcome=Outcome.GRADER_ERROR, points=0) for one in found.checks]
    return replace(found, checks=checks)


def faults(platform: str, data: object) -> list[str]:
    """What is wrong with data, by our schema of what a platform documents."""
    path = TESTS / "publish" / "schemas" / f"{platform}.schema.json"
    validator = Draft202012Validator(json.loads(path.read_text("utf-8")))
    return [error.message for error in validator.iter_errors(data)]
