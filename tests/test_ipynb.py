"""Functions written in a notebook are graded; what is no notebook is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.course import load_course
from grader.local import desk, grade_local
from grader.model import Outcome
from grader.report import Report

RIGHT = (Path(__file__).parent / "submissions" / "right.py").read_text("utf-8")
Grade = Callable[..., Report]


def notebook(*cells: str) -> str:
    made = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    made.cells = [nbformat.v4.new_markdown_cell("# Title")]  # type: ignore[no-untyped-call]
    made.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]  # type: ignore[no-untyped-call]
    return nbformat.writes(made)  # type: ignore[no-untyped-call,no-any-return]


@pytest.fixture
def grade(own_course: Path, tmp_path: Path) -> Grade:
    """The report on a folder with these notebooks."""

    def graded(text: str | bytes, name: str = "line.ipynb") -> Report:
        folder = tmp_path / "hand-in"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        course = load_course(own_course / "autograder.yml")
        with desk() as place:
            return grade_local(place, course, "line", folder)

    return graded


def outcomes(report: Report) -> set[Outcome]:
    return {check.outcome for check in report.checks}


@pytest.mark.parametrize("line", ["import line", "from line import *", "import numpy, line as l"])
def test_a_notebook_that_uses_the_file_does_not_stand_for_it(grade: Grade, line: str) -> None:
    report = grade(
        notebook(f"import os\n{line}", "def squared(x):\n    return x"), "notebook.ipynb"
    )

    assert {c.message for c in report.checks} == {"line.py is missing from the submission"}


@pytest.mark.parametrize(
    "cells",
    [
        [RIGHT],
        ["import numpy as np\n%matplotlib inline\n!pip install nothing", RIGHT],
        ["%load_ext autoreload\n%autoreload 2", RIGHT, "1 / 0", "print(open('/nothing').read())"],
        ["import torch, not_there", RIGHT, "squared_error?", "raise SystemExit"],
        ["%%bash\nrm -rf /nothing", "%%time\n" + RIGHT],
        ["files = !ls\nx = 5", RIGHT, "def unfinished(:\n    pass"],
        [RIGHT, "squared_error = squared_error(1, 2, 3, 4)", "while True: pass"],
        ["EPS = 1e-8\nTWO = -(1 + EPS) * 2\nf = lambda x: x", RIGHT],
    ],
)
def test_the_definitions_of_a_notebook_are_graded(grade: Grade, cells: list[str]) -> None:
    assert outcomes(grade(notebook(*cells))) == {Outcome.PASSED}


def test_a_notebook_of_any_name_will_do(grade: Grade) -> None:
    assert outcomes(grade(notebook(RIGHT), "My work (2).ipynb")) == {Outcome.PASSED}


def test_a_notebook_of_an_old_format_is_read(grade: Grade) -> None:
    cell = {"cell_type": "code", "input": RIGHT, "language": "python", "outputs": []}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}

    assert outcomes(grade(json.dumps(old))) == {Outcome.PASSED}


def test_a_syntax_error_names_the_cell_and_the_line(grade: Grade) -> None:
    found = grade(notebook("import numpy as np", "def squared_error(w, X, y, reg):\n    return (("))

    assert outcomes(found) == {Outcome.ERROR}
    assert found.checks[0].message == "syntax error at line.ipynb, cell 3, line 2"


def test_an_exception_names_the_cell_and_the_line(grade: Grade) -> None:
    cell = "%time 1\n\ndef squared_error(w, X, y, reg):\n    return missing"
    found = grade(notebook(cell))

    assert found.checks[0].message.startswith("it raised NameError at line.ipynb, cell 2, line 4")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"nbformat": 4}',
        b'{"nbformat": 9, "nbformat_minor": 0, "cells": []}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 7}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", '
        b'"source": 3}]}',
        b'{"nbformat": "\\u0000", "cells": []}',
    ],
)
def test_what_is_no_notebook_is_told_in_one_sentence(grade: Grade, text: bytes) -> None:
    found = grade(text)

    assert outcomes(found) == {Outcome.ERROR}
    assert found.checks[0].message.startswith("line.ipynb cannot be read as a notebook")
    assert found.points == 0


@pytest.mark.parametrize(
    "cell",
    [
        "def squared_error(w, X, y, reg): return " + "(" * 100_000,
        "x = " + "-" * 200_000 + "1",
        "def squared_error(w, X, y, reg):\n return '\0'",
        "import os; os._exit(0)",
        "def squared_error(*a): return 0, 0\nexec = compile = print",
    ],
)
def test_a_hostile_cell_gets_no_points_and_loses_no_report(grade: Grade, cell: str) -> None:
    assert grade(notebook(cell)).points == 0


def test_a_python_file_comes_before_a_notebook(grade: Grade, tmp_path: Path) -> None:
    (tmp_path / "hand-in").mkdir()
    (tmp_path / "hand-in" / "line.py").write_text(RIGHT)

    assert outcomes(grade("{")) == {Outcome.PASSED}


def test_a_notebook_itself_may_be_named(own_course: Path, tmp_path: Path) -> None:
    path = tmp_path / "any.ipynb"
    path.write_text(notebook(RIGHT))
    course: Any = load_course(own_course / "autograder.yml")

    with desk() as place:
        assert outcomes(grade_local(place, course, "line", path)) == {Outcome.PASSED}
