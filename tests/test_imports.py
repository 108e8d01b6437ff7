"""Which files of a submission use which, and where one cannot be compiled."""

import pytest

from grader.imports import reach, syntax_error


def uses(file: str, others: dict[str, str] | None = None, **more: str) -> set[str]:
    """The other files that `file`, as net.py of a package, uses."""
    texts = {**(others or {}), **{f"{name}.py": text for name, text in more.items()}}
    names = {name: text.encode() for name, text in texts.items()}
    return set(reach({"p/net.py": file.encode(), **names})["p/net.py"]) - {"p/net.py"}


@pytest.mark.parametrize(
    "statement",
    [
        "import layers",
        "import numpy, layers as L",
        "from layers import relu",
        "from layers import *",
        "def f():\n    import layers",
        "try:\n    import fast\nexcept ImportError:\n    import layers",
        "if __name__ == '__main__':\n    import layers",
    ],
)
def test_a_file_uses_what_it_imports(statement: str) -> None:
    assert uses(statement, layers="", other="") == {"layers.py"}


@pytest.mark.parametrize(
    "statement",
    ["import p.layers", "from p import layers", "from p.layers import f", "from . import layers"],
)
def test_packages_and_relative_imports_are_followed(statement: str) -> None:
    assert uses(statement, {"p/layers.py": ""}, layers="") == {"p/layers.py"}


def test_a_relative_import_may_go_up() -> None:
    assert uses("from ..layers import f", {"p/layers.py": ""}, layers="") == {"layers.py"}


def test_importing_from_a_package_uses_its_init() -> None:
    files = {"q/__init__.py", "q/a.py"}

    assert uses("import q.a", dict.fromkeys(files, "")) == files


def test_what_an_imported_file_imports_is_used_too_and_circles_end() -> None:
    assert uses("import a", a="import b", b="import a", c="") == {"a.py", "b.py"}


@pytest.mark.parametrize("code", ["from importlib import import_module", "exec(open(n).read())"])
def test_who_may_import_anything_uses_everything(code: str) -> None:
    assert uses(code, a="", b="") == {"a.py", "b.py"}


def test_a_file_with_a_syntax_error_uses_nothing_and_others_may_use_it() -> None:
    assert uses("import a", a="import b(", b="") == {"a.py"}


def test_numpy_and_missing_modules_are_no_files() -> None:
    assert uses("import numpy as np\nfrom scipy import ndimage\nimport nowhere") == set()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"x = (1,\n", "net.py, line 1: '(' was never closed"),
        (b"def f():\n", "net.py, line 1: expected an indented block after function definition on"),
        (b"return 3\n", "net.py, line 1: 'return' outside function"),
        (b"x = 1\n", ""),
        (b"x = '\\d'\n", ""),
    ],
)
def test_a_syntax_error_is_told_on_one_line(source: bytes, says: str) -> None:
    found = syntax_error("net.py", source)

    assert found.startswith(says)
    assert bool(found) == bool(says)
    assert "\n" not in found


def test_code_that_is_nested_too_deeply_is_not_ours_to_judge() -> None:
    assert syntax_error("net.py", b"x = " + b"-" * 200_000 + b"1") == ""
