"""Every assignment's notebook: it runs on the reference and waits on the stubs.

One kernel runs them all, emptied in between: starting one for each would take most of the time.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from conftest import ROOT, SUBMISSIONS
from grader.assignment import load_assignment

NOTEBOOKS = sorted((ROOT / "assignments").glob("*/*.ipynb"))
CHECK = re.compile(r"^check\((?:\"(\w+)\")?\)$", re.MULTILINE)

Notebook = Any
"""nbformat's node: a dict whose keys are attributes too."""

EMPTIED = """
%reset -f
import os, sys
for name, module in list(sys.modules.items()):
    file = str(getattr(module, "__file__", ""))
    if file.startswith(os.getcwd()) and "site-packages" not in file:
        del sys.modules[name]
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
    sys.modules["matplotlib.pyplot"].rcdefaults()
os.chdir({folder!r})
del os, sys, name, module, file
"""
"""What makes a used kernel a new one: no variables, no modules of the last notebook's folder."""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookClient]:
    """A running kernel that neither reads nor writes the settings of whoever runs the tests."""
    client = NotebookClient(cells(), timeout=120, kernel_name="python3")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        with client.setup_kernel():
            yield client


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The course twice: as it is handed out, and with the references in place of the stubs."""
    found = {kind: tmp_path_factory.mktemp(kind) for kind in ("stubs", "references")}
    for kind, course in found.items():
        shutil.copy(ROOT / "autograder.yml", course)
        for side in ("assignments", "solutions"):
            ignored = shutil.ignore_patterns("__pycache__", "score-report.json")
            shutil.copytree(ROOT / side, course / side, ignore=ignored)
        if kind == "references":
            for folder in (course / "assignments").iterdir():
                for name in load_assignment(folder).files:
                    shutil.copy(course / "solutions" / folder.name / name, folder / name)
    return found


def cells(*sources: str) -> Notebook:
    """A notebook of these cells."""
    made = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    return nbformat.v4.new_notebook(cells=made)  # type: ignore[no-untyped-call]


def execute(kernel: NotebookClient, notebook: Notebook, folder: Path) -> None:
    """Runs a notebook in a folder, in the emptied kernel. An exception in a cell is raised."""
    kernel.nb = cells(EMPTIED.format(folder=str(folder)))
    kernel.execute_cell(kernel.nb.cells[0], 0)
    assert outputs(kernel.nb) == []
    kernel.nb = notebook
    for number, cell in enumerate(notebook.cells):
        kernel.execute_cell(cell, number)


def read(path: Path) -> Notebook:
    return nbformat.read(path, nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]


def outputs(notebook: Notebook, kind: str = "") -> list[Any]:
    """What the cells gave, or what of it is of one kind."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [o for cell in cells for o in cell.outputs if not kind or o.output_type == kind]


def printed(notebook: Notebook, name: str) -> str:
    return "".join(o.text for o in outputs(notebook, "stream") if o.name == name)


def shown(notebook: Notebook, mime: str) -> list[str]:
    """The pictures or pages of a notebook."""
    return [o.data[mime] for o in outputs(notebook) if mime in o.get("data", {})]


def identity(path: Path) -> str:
    return path.parent.name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=identity)
def test_a_notebook_is_valid_and_without_outputs(path: Path) -> None:
    notebook = read(path)

    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert outputs(notebook) == []
    assert {cell.execution_count for cell in notebook.cells if cell.cell_type == "code"} == {None}
    assert all(cell.metadata == {} for cell in notebook.cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=identity)
def test_a_notebook_sees_files_anew_and_asks_for_every_verdict(path: Path) -> None:
    assignment = load_assignment(path.parent)
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]

    asked = CHECK.findall("\n".join(code))
    assert code[0].startswith("%load_ext autoreload\n%autoreload 2\n")
    for file in assignment.files:
        assert f"import {Path(file).stem}\n" in code[0]
    assert assignment.select(list(filter(None, asked))) == assignment.select([])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=identity)
def test_a_notebook_runs_on_the_reference(
    path: Path, kernel: NotebookClient, courses: dict[str, Path]
) -> None:
    notebook = read(path)

    execute(kernel, notebook, courses["references"] / "assignments" / path.parent.name)

    assert printed(notebook, "stderr") == ""
    assert "not written yet" not in printed(notebook, "stdout")
    assert len(shown(notebook, "image/png")) >= 2
    verdicts = shown(notebook, "text/html")
    assert len(verdicts) == len(CHECK.findall("\n".join(c.source for c in notebook.cells)))
    assert [page for page in verdicts if "All right." not in page] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=identity)
def test_a_notebook_waits_on_the_stubs(
    path: Path, kernel: NotebookClient, courses: dict[str, Path]
) -> None:
    notebook = read(path)

    execute(kernel, notebook, courses["stubs"] / "assignments" / path.parent.name)

    assert printed(notebook, "stderr") == ""
    assert f"not written yet: {path.parent.name}: " in printed(notebook, "stdout")
    assert "Traceback" not in printed(notebook, "stdout")
    assert all("not written yet" in page for page in shown(notebook, "text/html"))
    for cell in notebook.cells:
        kinds = {o.output_type for o in cell.get("outputs", [])}
        assert not ("stream" in kinds and "display_data" in kinds), f"a half-drawn figure: {cell}"


def test_a_kernel_shows_the_verdict_the_map_and_sentences(
    kernel: NotebookClient, own_course: Path
) -> None:
    folder = own_course / "assignments" / "line"
    shutil.copy(SUBMISSIONS / "wrong_gradient.py", folder / "line.py")
    notebook = cells("from grader import check", 'check("squared_error")', 'check("squared_eror")')

    with pytest.raises(CellExecutionError):
        execute(kernel, notebook, folder)

    (page,) = shown(notebook, "text/html")
    assert "<svg" in page
    (plain,) = shown(notebook, "text/plain")
    assert "hint: The regularization term is missing." in plain
    (error,) = outputs(notebook, "error")
    assert error.traceback == [
        "line has no problem, function or check 'squared_eror'",
        "Did you mean 'squared_error'?",
    ]
