"""No attack gains anything: each sentence of the manifest's `must` is held against a real batch."""

import ast
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from attacked import ATTACKS, HIDDEN, Aftermath, Entry, Found, attack, manifest
from attacks.make_inputs import INPUTS, MARKER
from grader import report
from grader.course import load_course
from grader.grading import load_task
from grader.isolation import Launcher
from grader.isolation.bubblewrap import Bubblewrap
from grader.isolation.landlock import Landlock, abi
from grader.local import desk, grade_local
from grader.screen import render
from grader.text import is_plain

ENTRIES = manifest()
LEVELS: dict[int, type[Launcher]] = {3: Bubblewrap, 2: Landlock}
MISSING = {
    3: "" if shutil.which("bwrap") else "bubblewrap is missing: apt-get install bubblewrap",
    2: "" if abi() else "this kernel has no Landlock",
}
SVM = [f"svm_loss_vectorized.{kind}" for kind in ("initial-loss", "value", "gradient")]
TIMING = "svm_loss_vectorized.timing"
FULL = 100
LONGEST = 1000

Attacked = Callable[[int], Aftermath]
Must = Callable[[Entry, Found, Aftermath], None]


@pytest.fixture(scope="module")
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """What came of the selected entries at a level: all of them are one batch."""
    done: dict[int, Aftermath] = {}

    def at(level: int) -> Aftermath:
        if MISSING[level]:
            pytest.skip(MISSING[level])
        if level not in done:
            chosen = [
                item.callspec.params["entry"]
                for item in request.session.items
                if item.path == request.path
                and hasattr(item, "callspec")
                and item.callspec.params.get("level") == level
                and "entry" in item.callspec.params
            ]
            folder = tmp_path_factory.mktemp(f"level{level}-")
            done[level] = attack(LEVELS[level](), chosen or ENTRIES[:3], folder)
        return done[level]

    return at


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: f"level {level}")
def test_an_attack_gains_nothing(attacked: Attacked, level: int, entry: Entry) -> None:
    aftermath = attacked(level)

    for sentence in entry.must:
        MUST[sentence](entry, aftermath.found[entry.id], aftermath)


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: f"level {level}")
def test_honest_work_among_attacks_gets_its_points(attacked: Attacked, level: int) -> None:
    assert attacked(level).honest == [FULL] * 3


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: f"level {level}")
def test_nothing_is_left_behind(attacked: Attacked, level: int) -> None:
    assert attacked(level).left == []


# --- what each sentence asserts -------------------------------------------------------------


def earns_what_it_solves(entry: Entry, found: Found, _: Aftermath) -> None:
    for check in found.checks:
        most = check["max_points"] if check["id"] in entry.earns else 0
        assert check["points"] == most, check


def is_survived(_: Entry, found: Found, aftermath: Aftermath) -> None:
    assert found.reports
    for data in found.reports:
        report.from_json(data, "report")
        assert {check["outcome"] for check in data["checks"]}.isdisjoint(["grader_error"])
    assert aftermath.honest == [FULL] * 3


def has_its_reason(entry: Entry, found: Found, _: Aftermath) -> None:
    outcomes, words = entry.reason
    for data in found.reports:
        first = next((c for c in data["checks"] if c["outcome"] != "passed"), data["checks"][0])
        assert first["outcome"] in outcomes.split("|"), first
        assert words in first["message"], first
        assert first["message"] or first["outcome"] == "passed"


def has_ended(_: Entry, found: Found, aftermath: Aftermath) -> None:
    assert [trace.left for trace in found.traces if trace.left] == []
    assert aftermath.left == []


def leaks_nothing(_: Entry, found: Found, aftermath: Aftermath) -> None:
    for canary in aftermath.canaries:
        assert canary not in found.text
        assert canary not in found.printed
    assert "BREACH" not in found.printed


def shows_no_hidden_input(_: Entry, found: Found, __: Aftermath) -> None:
    assert "HIDDEN" not in found.text
    assert all(not check["student_text"] and not check["values"] for check in found.checks)


def leaves_others_alone(_: Entry, found: Found, aftermath: Aftermath) -> None:
    assert "BREACH" not in found.printed
    assert aftermath.honest == [FULL] * 3
    assert aftermath.left == []


def gets_no_points_for_speed(entry: Entry, found: Found, _: Aftermath) -> None:
    for check in found.checks:
        if check["id"] == TIMING and TIMING not in entry.earns:
            assert check["points"] == 0, check


def gets_points_for_values(_: Entry, found: Found, __: Aftermath) -> None:
    points = {check["id"]: check for check in found.checks}
    for check_id in SVM:
        assert points[check_id]["points"] == points[check_id]["max_points"], points[check_id]


def gets_points_for_the_loss_only(_: Entry, found: Found, __: Aftermath) -> None:
    assert [check["outcome"] for check in found.checks[:4]] == [
        "passed",
        "passed",
        "failed",
        "skipped",
    ]


def gets_all_points(_: Entry, found: Found, __: Aftermath) -> None:
    assert [data["totals"]["points"] for data in found.reports] == [FULL]


def is_inert(_: Entry, found: Found, __: Aftermath) -> None:
    for data in found.reports:
        assert all(is_plain(text) for text in texts(data))
        json.dumps(data, ensure_ascii=False).encode("utf-8")
        shown = render(report.from_json(data, "report"), width=100, verbose=True)
        assert "<script" not in shown
        assert "\x1b]" not in shown


def is_short(_: Entry, found: Found, __: Aftermath) -> None:
    assert max(len(text) for data in found.reports for text in texts(data)) <= LONGEST


def keeps_the_total(_: Entry, found: Found, __: Aftermath) -> None:
    assert [data["totals"]["max_points"] for data in found.reports] == [FULL]


def is_read_within_bounds(_: Entry, found: Found, __: Aftermath) -> None:
    assert max(trace.largest for trace in found.traces) <= 1 << 20


def names_its_line(_: Entry, found: Found, __: Aftermath) -> None:
    assert all(", line " in check["message"] for check in found.checks)


def plants_nothing(_: Entry, __: Found, aftermath: Aftermath) -> None:
    assert aftermath.left == []


def is_not_read(_: Entry, found: Found, __: Aftermath) -> None:
    assert all("larger than 1 MB" in check["message"] for check in found.checks)


def is_refused_by_its_size(_: Entry, found: Found, __: Aftermath) -> None:
    """By what it declares; `test_archive.py` has the one that declares too little."""
    assert all("200 times its size" in check["message"] for check in found.checks)


def runs_no_magic(_: Entry, __: Found, ___: Aftermath) -> None:
    assert Path(MARKER).exists()


def texts(data: object) -> list[str]:
    """All strings of a report."""
    match data:
        case str():
            return [data]
        case dict():
            return [text for item in data.items() for part in item for text in texts(part)]
        case list():
            return [text for item in data for text in texts(item)]
    return []


MUST: dict[str, Must] = {
    "score 0 for tests it does not truly solve": earns_what_it_solves,
    "grader survives": is_survived,
    "precise reason reported (kind of failure), never a pass": has_its_reason,
    "ended within the limits; no process, file or mount left behind": has_ended,
    "nothing leaked": leaks_nothing,
    "no other submission affected": leaves_others_alone,
    "not paid on the timing test, or paid only what its true cost earns": gets_no_points_for_speed,
    "report is inert text (no control bytes, markup or formula is live)": is_inert,
    "full score": gets_all_points,
    "loss tests paid, gradient tests not": gets_points_for_the_loss_only,
    "value tests paid": gets_points_for_values,
    "value tests judged as always": gets_points_for_values,
    "marker /tmp/PWNED_F21 never exists outside the worker": plants_nothing,
    "feedback shows no hidden input (capped, or hidden tests show no student text)": (
        shows_no_hidden_input
    ),
    "no planted file exists after the run": plants_nothing,
    "no file outside the extraction folder": plants_nothing,
    "parent never allocates more than the expected shape": is_read_within_bounds,
    "parent allocates nothing for it": is_read_within_bounds,
    "line number shown": names_its_line,
    "same score as the honest twin (tests truly solved are paid)": gets_all_points,
    "refused by size before it is read": is_not_read,
    "refused by declared and by actual size": is_refused_by_its_size,
    "magics are never run: stripped with a note, or refused": runs_no_magic,
    "answer cell still graded if magics are stripped": gets_all_points,
    "every sentence of the report is short": is_short,
    "the denominator is the assignment's": keeps_the_total,
}
"""For each sentence what it asserts. One that is not here fails its test."""


# --- the manifest ---------------------------------------------------------------------------


def test_every_file_has_its_entry_and_every_entry_its_file() -> None:
    plain = {entry.file for entry in ENTRIES if not entry.file.startswith("gen:")}
    made = {entry.name for entry in ENTRIES if entry.file.startswith("gen:")}

    assert plain == {path.name for path in ATTACKS.glob("*.py")} - {"make_inputs.py"}
    assert made == set(INPUTS)
    assert len({entry.id for entry in ENTRIES}) == len(ENTRIES)


def test_every_sentence_is_asserted_and_none_is_for_nothing() -> None:
    assert {sentence for entry in ENTRIES for sentence in entry.must} == set(MUST)


def test_what_must_have_a_reason_has_one() -> None:
    reason = next(sentence for sentence, must in MUST.items() if must is has_its_reason)

    assert {e.id for e in ENTRIES if e.reason} == {e.id for e in ENTRIES if reason in e.must}


def test_what_is_earned_exists() -> None:
    task = load_task(
        load_course(ATTACKS / "course" / "autograder.yml"), "svm", only=(), seed=HIDDEN
    )

    assert {check for entry in ENTRIES for check in entry.earns} <= task.selected


@pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if not e.file.startswith("gen:")], ids=lambda entry: entry.id
)
def test_a_docstring_says_what_the_manifest_says(entry: Entry) -> None:
    beside = ATTACKS / f"{entry.file}.header.txt"
    source = beside if beside.exists() else ATTACKS / entry.file
    text = source.read_text("utf-8")
    if not beside.exists():
        text = text.split('"""')[1] if '"""' in text else text

    assert text.strip().splitlines() == [
        f"id: {entry.id}",
        f"category: {entry.category}",
        f"attempts: {entry.attempts}",
        f"BOUND: {entry.bound.removesuffix(' (per call or per import)')}",
        f"safe grader must show: {'; '.join(entry.must)}",
    ]


def test_what_is_known_at_the_public_seed_is_known(tmp_path: Path) -> None:
    """Otherwise that attack would fail for another reason than hidden seeds."""
    course = load_course(ATTACKS / "course" / "autograder.yml")
    source = next(ATTACKS.glob("f53_*.py"))

    with desk() as place:
        found = grade_local(place, course, "svm", source, only=["svm_loss_vectorized.value"])

    assert found.all_passed


def test_attacks_are_python_where_they_can_be() -> None:
    broken = {"I01", "I02", "I04", "I05"}
    for entry in ENTRIES:
        if not entry.file.startswith("gen:") and entry.id not in broken:
            ast.parse((ATTACKS / entry.file).read_bytes())
