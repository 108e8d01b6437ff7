"""checks.py and solutions/: the author's mistakes have file and line."""

from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.errors import CourseError
from grader.solution import load_solution

GOOD = """
from grader import Assignment, Case, Function, MatchesReference

def draw(rng):
    return {"x": rng.random(3)}

assignment = Assignment("T", files=["code.py"], problems=[
    Function("f", inputs=[Case("one", draw)], checks=[MatchesReference(points=1)])])
"""


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    return folder


def complaint(tmp_path: Path, checks: str) -> str:
    with pytest.raises(CourseError) as caught:
        load_assignment(write(tmp_path / "a1", checks=checks))
    return f"{caught.value.message} | {caught.value.hint}"


def test_an_assignment_knows_its_id_and_its_problems_file(tmp_path: Path) -> None:
    found = load_assignment(write(tmp_path / "a1", checks=GOOD))

    assert found.id == "a1"
    assert found.problems[0].file == "code.py"
    assert [check_id for check_id, _, _ in found.checks()] == ["f.value"]


@pytest.mark.parametrize(
    ("checks", "says"),
    [
        ("x = 1 / 0", "a1/checks.py, line 1: ZeroDivisionError: division by zero"),
        ("import numpy\ndef f(:\n", "a1/checks.py, line 2: SyntaxError: "),
        ("from grader import Asignment", "a1/checks.py, line 1: ImportError: "),
        ("x = 1", "a1/checks.py defines no assignment"),
        (GOOD.replace('["code.py"]', '["a.py", "b.py"]'), "problem 'f' is in the file ''"),
        (
            GOOD.replace("points=1)", "points=1), MatchesReference(points=2)"),
            "2 checks are called f.value | Give each a name of its own.",
        ),
        (GOOD.replace("points=1", "points=-1"), "f.value has -1 points"),
        (
            GOOD.replace("points=1", "points=1, cases=['on']"),
            "f.value asks for a case 'on' | Did you mean 'one'?",
        ),
        (
            GOOD.replace("points=1", "points=1, outputs=['valu']"),
            "f.value asks for an output 'valu' | Did you mean 'value'?",
        ),
        (GOOD.replace("points=1", ""), "line 8: TypeError: "),
        (
            GOOD.replace('Function("f", ', 'Function("f", uses=["g"], given="help.py", '),
            "problem 'f' is in the given file 'help.py' | Files that the assignment brings along",
        ),
    ],
)
def test_a_mistake_in_checks_is_told(tmp_path: Path, checks: str, says: str) -> None:
    assert says in complaint(tmp_path, checks)


def test_a_missing_checks_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"a1/checks\.py is missing"):
        load_assignment(write(tmp_path / "a1"))


def test_only_selects_by_problem_kind_or_id(tmp_path: Path) -> None:
    found = load_assignment(write(tmp_path / "a1", checks=GOOD))

    assert found.select([]) == found.select(["f"]) == found.select(["value"]) == {"f.value"}
    assert found.select(["f.value"]) == {"f.value"}
    with pytest.raises(CourseError) as caught:
        found.select(["valu"])
    assert caught.value.hint == "Did you mean 'value'?"


def test_only_selects_a_layer_by_one_of_its_functions(tmp_path: Path) -> None:
    problem = GOOD[GOOD.index("    Function(") : GOOD.rindex("])")]
    layer = problem.replace('Function("f",', 'Layer("f", wrt=["x"],', 1)
    forward = problem.replace('"f"', '"f_forward"')
    checks = GOOD.replace("Function,", "Function, Layer,").replace(problem, f"{layer},\n{forward}")
    found = load_assignment(write(tmp_path / "a1", checks=checks))

    assert found.select(["f_backward"]) == {"f.value"}
    assert found.select(["f_forward"]) == {"f_forward.value"}, "a problem of that name goes first"


def test_a_missing_reference_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"solutions/s1/code\.py is missing"):
        load_solution(write(tmp_path / "s1"), write(tmp_path / "a1"), ["code.py"], [])


def test_a_misconception_needs_a_hint(tmp_path: Path) -> None:
    bad = "from grader import misconception\n@misconception('f')\ndef wrong(x): return x\n"
    folder = write(tmp_path / "s1", code="def f(x): return x", misconceptions=bad)

    with pytest.raises(CourseError, match="wrong has no docstring"):
        load_solution(folder, tmp_path, ["code.py"], [])


def test_the_same_file_name_in_two_assignments_is_two_modules(tmp_path: Path) -> None:
    first = write(tmp_path / "s1", code="from given import X", given="X = 1")
    second = write(tmp_path / "s2", code="from given import X", given="X = 2")

    loaded = [load_solution(folder, tmp_path, ["code.py"], []) for folder in (first, second)]

    assert [solution.find("code.py", "X") for solution in loaded] == [1, 2]


def test_the_grader_finds_a_misconception_by_its_name_and_hint(tmp_path: Path) -> None:
    text = (
        "from grader import misconception\n"
        "@misconception('f', 'g')\n"
        "def off_by_one(x):\n"
        "    '''Count\n    from 0.'''\n"
    )
    folder = write(tmp_path / "s1", code="def f(x): return x", misconceptions=text)

    (found,) = load_solution(folder, tmp_path, ["code.py"], []).misconceptions

    assert (found.name, found.hint, found.replaces) == ("off-by-one", "Count from 0.", ("f", "g"))


def test_the_name_of_a_misconception_that_is_a_class_is_written_like_others(tmp_path: Path) -> None:
    text = (
        "from grader import misconception\n"
        "@misconception('Net')\n"
        "class W2WithoutPenalty:\n"
        '    "W2 has a penalty too."\n'
    )
    folder = write(tmp_path / "s1", code="class Net: pass", misconceptions=text)

    (found,) = load_solution(folder, tmp_path, ["code.py"], []).misconceptions

    assert found.name == "w2-without-penalty"
