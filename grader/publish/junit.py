"""JUnit XML: a suite for each student, a case for each check, for whatever shows test results."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from math import fsum

from grader.model import Outcome
from grader.report import Entry, Report
from grader.summary import explanation

from .gradebook import Gradebook, Record

ELEMENTS: Mapping[Outcome, str] = {
    Outcome.PARTIAL: "failure",
    Outcome.FAILED: "failure",
    Outcome.NOT_IMPLEMENTED: "failure",
    Outcome.ERROR: "error",
    Outcome.TIMEOUT: "error",
    Outcome.MEMORY: "error",
    Outcome.CRASHED: "error",
    Outcome.GRADER_ERROR: "error",
    Outcome.SKIPPED: "skipped",
    Outcome.NOT_APPLICABLE: "skipped",
}
"""What stands in a case for each outcome; nothing for passed."""

# https://www.w3.org/TR/xml/#charsets, without the carriage return, which no parser keeps.
_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(gradebook: Gradebook) -> bytes:
    """The document. Who handed in nothing has a suite without cases."""
    suites = element("testsuites", name=f"{gradebook.assignment} · {gradebook.title}")
    counts = {"tests": 0, "failures": 0, "errors": 0}
    for record in gradebook.records:
        suite = _suite(record, record.report())
        suites.append(suite)
        counts = {key: n + int(suite.attrib[key]) for key, n in counts.items()}
    suites.attrib |= {key: str(n) for key, n in counts.items()}
    ET.indent(suites)
    content: bytes = ET.tostring(suites, "utf-8", xml_declaration=True)
    return content + b"\n"


def _suite(record: Record, found: Report | None) -> ET.Element:
    """The scores are properties of the suite: the schema has no place for them in a case."""
    checks = found.checks if found else ()
    kinds = [ELEMENTS.get(check.outcome) for check in checks]
    suite = element(
        "testsuite",
        name=record.student.id,
        tests=len(checks),
        failures=kinds.count("failure"),
        errors=kinds.count("error"),
        skipped=kinds.count("skipped"),
        time=f"{fsum(check.cpu_seconds for check in checks):.3f}",
    )
    properties = ET.SubElement(suite, "properties")
    told = {
        "name": record.student.name,
        "section": record.student.section,
        "standing": record.standing.value,
        "points": f"{record.points:g}",
        "max_points": f"{record.max_points:g}",
        "late_days": record.late_days,
        "penalty": f"{record.penalty:g}",
        "final": f"{record.final:g}",
        **{f"points of {check.id}": _points(check) for check in checks},
    }
    properties.extend(element("property", name=key, value=value) for key, value in told.items())
    suite.extend(_case(check) for check in checks)
    return suite


def _case(check: Entry) -> ET.Element:
    case = element(
        "testcase", classname=check.problem, name=check.title, time=f"{check.cpu_seconds:.3f}"
    )
    kind = ELEMENTS.get(check.outcome)
    if kind is not None:
        message = f"{_points(check)} points: {check.message or check.outcome.value}"
        inner = element(kind, message=message, type=check.outcome.value)
        inner.text = _allowed("\n".join(line.label + line.text for line in explanation(check)))
        case.append(inner)
    return case


def _points(check: Entry) -> str:
    return f"{check.points:g} of {check.max_points:g}"


def element(tag: str, **attributes: object) -> ET.Element:
    """An element whose attributes can stand in XML."""
    return ET.Element(tag, {key: _allowed(str(value)) for key, value in attributes.items()})


def _allowed(words: str) -> str:
    """The text without what no XML 1.0 document can hold, escaped or not."""
    return _NOT_IN_XML.sub("", words)
