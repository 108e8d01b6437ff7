"""Notebooks as submissions: an .ipynb file as the text of a module.

The file is only read here, with nbformat. Its cells are parsed where they run, in the worker: code
that is nested deeply enough crashes Python's parser.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from .folders import Unusable, read_file
from .text import shown

MAX_BYTES = 32 << 20
MAX_CELLS = 2_000
MAX_VALUES = 1_000_000
VALUES = (b",", b"[", b"{", b":")
"""One of these stands before every value in JSON. A million empty dicts take 250 MB and 3 s."""

TEXT = """\
# The definitions of {names}.
_scope = {{"__name__": "cells"}}
exec({code!a}, _scope)
_scope["define"](globals(), {cells!a})
"""


class UnreadableNotebook(Exception):  # noqa: N818
    """The file is no notebook that can be read; the message is a sentence for its author."""


def module_text(notebooks: Sequence[Path], module: str) -> str:
    """A Python module of this name that defines what the notebooks' cells define, in their order.

    A notebook that imports the module, as the one that comes with an assignment does, is not where
    it is written. Empty where no other is left. Raises UnreadableNotebook.
    """
    code = (Path(__file__).parent / "cells.py").read_text("utf-8")
    imported = re.compile(rf"^\s*(?:import|from)\b.*\b{re.escape(module)}\b", re.MULTILINE)
    found = {path: list(_code(path)) for path in notebooks}
    own = {
        shown(path.name): cells
        for path, cells in found.items()
        if not any(imported.search(source) for _, source in cells)
    }
    cells = [cell for cells in own.values() for cell in cells]
    return TEXT.format(names=list(own), code=code, cells=cells) if own else ""


def _code(path: Path) -> Iterator[tuple[str, str]]:
    """Place and source of each code cell; cells are counted as Jupyter shows them, from 1."""
    import nbformat  # noqa: PLC0415  # 150 ms; few submissions are notebooks

    name = shown(path.name)
    try:
        content = read_file(path, MAX_BYTES)
    except Unusable as error:
        raise UnreadableNotebook(f"{name} {error}") from error
    if sum(map(content.count, VALUES)) > MAX_VALUES:
        raise UnreadableNotebook(
            f"{name} holds more than a million values: clear its outputs and save it again"
        )
    try:
        # Not nbformat.read, which also validates, and warns of what does not matter here.
        found = nbformat.reader.reads(content.decode("utf-8"))  # type: ignore[no-untyped-call]
        cells = nbformat.convert(found, 4).cells  # type: ignore[no-untyped-call]
        return iter(
            [
                (f"{name}, cell {number}", "".join(cell.source))
                for number, cell in enumerate(cells[:MAX_CELLS], start=1)
                if cell.cell_type == "code"
            ]
        )
    except Exception as error:  # nbformat raises what it likes on what is no notebook
        raise UnreadableNotebook(
            f"{name} cannot be read as a notebook ({type(error).__name__}): open it in "
            "Jupyter and save it again"
        ) from error
