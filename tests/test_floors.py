"""Imports go down the floors of the design only."""

import ast
from pathlib import Path

import grader

PACKAGE = Path(grader.__file__).parent

FLOORS = [
    {"model", "errors", "limits", "pictures"},
    {
        "numeric",
        "packing",
        "wire",
        "absent",
        "cells",
        "raised",
        "confine",
        "text",
        "entries",
        "archive",
        "seed",
        "clock",
        "lateness",
        "probe",
        "programs",
        "schemas",
        "folders",
        "imports",
        "data",
        "calibration",
    },
    {"diagnosis", "problems", "contract", "evidence", "checks", "report"},
    {"child", "isolation", "modules", "solution", "inprocess", "assignment", "course"},
    {
        "ipynb",
        "handins",
        "journal",
        "roster",
        "submission",
        "guard",
        "worker",
        "sandbox",
        "attempts",
        "drawing",
        "answers",
        "stubs",
        "provenance",
        "judging",
        "recorded",
    },
    {"grading"},
    {"cluster", "costs", "engine", "kit", "recording", "room", "wheels"},
    {"handout", "leaks"},
    {"platforms"},
    {"doctor", "local", "batch", "scores", "verify", "screen", "inline", "heatmap", "summary"},
    {"collect", "comparison", "live", "publish", "release", "replay"},
    {"checkitems", "scaffold"},
    {"pytest_plugin"},
    {"cli", "notebook"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}


def modules() -> dict[str, list[Path]]:
    """The files of each module or subpackage."""
    found: dict[str, list[Path]] = {}
    for path in PACKAGE.rglob("*.py"):
        top = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if top not in ("__init__", "__main__"):
            found.setdefault(top, []).append(path)
    return found


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports at run time."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    found: set[str] = set()
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in typing_only:
            continue
        names = node.module.split(".") if node.module else []
        if node.level == depth or (node.level == 0 and names[:1] == ["grader"]):
            inside = names[1:] if node.level == 0 else names
            found |= {inside[0]} if inside else {alias.name for alias in node.names}
    return found & FLOOR.keys()


def test_every_module_has_a_floor() -> None:
    assert set(modules()) == set(FLOOR)


def test_imports_go_down_or_stay_on_their_floor() -> None:
    upward = [
        f"{name} -> {other}"
        for name, paths in modules().items()
        for path in paths
        for other in imported(path)
        if FLOOR[other] > FLOOR[name]
    ]

    assert upward == []


def test_no_imports_run_in_a_circle() -> None:
    edges = {
        name: {other for path in paths for other in imported(path)} - {name}
        for name, paths in modules().items()
    }
    while leaves := {name for name, others in edges.items() if not others}:
        edges = {n: others - leaves for n, others in edges.items() if n not in leaves}

    assert edges == {}


def test_the_child_imports_only_the_standard_library_and_its_own_files() -> None:
    for name in ("child", "wire", "absent", "cells", "confine", "raised"):
        path = PACKAGE / f"{name}.py"
        tree = ast.parse(path.read_text("utf-8"))
        outside = {
            alias.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        } - set(__import__("sys").stdlib_module_names)

        assert outside <= {"numpy"}
        assert imported(path) <= {"wire", "absent", "raised"}


def test_modules_fit_a_sitting() -> None:
    long = {
        path.name: lines
        for paths in modules().values()
        for path in paths
        if (lines := len(path.read_text("utf-8").splitlines())) > 310
    }

    assert long == {}
