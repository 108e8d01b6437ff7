"""What must not leave the instructor's machine, looked for in files that are about to.

Code is compared without spaces, comment signs and line breaks, so that it is also found in a
remark, in a cell of a notebook, or broken into other lines.
"""

import ast
import base64
import io
import json
import re
import zipfile
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any, TypeAlias

import numpy as np

from .recorded import INDEX
from .seed import PUBLIC
from .stubs import BEGIN, END

SHORT = 8
"""A line with fewer characters is no answer: `loss=0`."""

LONG = 28
"""A line with as many is looked for everywhere, also within other lines. A shorter one is an answer
only in its own assignment: in later ones `scores = X @ W` tells nothing."""

PLAIN = re.compile(
    r"""[\w.,]*                                  # return loss, dW
      | "[^"]*",?                                # "a_name",
      | [\w.,]+=[\w.,]+                          # N, D = X.shape
      | [\w.,]+=[\w.]+\([\w.]*\)                # rng = np.random.default_rng(seed)
      | (for[\w,]+in|while|if|elif)[\w.,()]+:    # for i in range(N):
      | (from[\w.]+)?import.*
    """,
    re.VERBOSE,
)
"""Code, without spaces, that tells nothing."""

NOTEBOOK_METADATA = {"kernelspec", "language_info"}
CELL = {"cell_type", "id", "metadata", "source", "outputs", "execution_count"}

Lines: TypeAlias = Sequence[tuple[str, str]]
"""Lines that belong together, each with its place: `line 3`, `cell 2, line 1`."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that must stay here, and where it was found."""

    file: str
    place: str
    says: str

    def __str__(self) -> str:
        return f"{', '.join(filter(None, [self.file, self.place]))}: {self.says}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line of code stands that must stay here."""

    assignment: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"this is line {self.line} of solutions/{self.assignment}/{self.file}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What must stay here. secrets: with words for each. paths: of this machine."""

    code: Mapping[str, Sequence[Origin]] = field(repr=False)
    secrets: Mapping[bytes, str] = field(repr=False)
    paths: Sequence[str]


# --- what is private ------------------------------------------------------------------------


def private_code(sources: Iterable[tuple[str, str, str]]) -> dict[str, list[Origin]]:
    """The lines of files in solutions/ that students do not get, without spaces.

    sources: assignment, name and text of each. Of a reference those are the lines between the marks
    of a stub. Of a file without marks it is all code, but not the docstrings: those of
    misconceptions are hints.
    """
    found: dict[str, list[Origin]] = {}
    for assignment, file, source in sources:
        lines = source.splitlines()
        for number in _between_marks(lines) or _code(source, len(lines)):
            line = lines[number - 1]
            for text in {_squeezed(line), _squeezed(line.partition("#")[0])}:
                if len(text) >= SHORT and not PLAIN.fullmatch(text):
                    found.setdefault(text, []).append(Origin(assignment, file, number))
    return found


def _between_marks(lines: Sequence[str]) -> list[int]:
    inside, found = False, []
    for number, line in enumerate(lines, start=1):
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        elif inside:
            found.append(number)
    return found


def _code(source: str, count: int) -> list[int]:
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(
            node
        ):
            text = node.body[0]
            docstrings |= set(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return [number for number in range(1, count + 1) if number not in docstrings]


def forms(secret: bytes) -> set[bytes]:
    """A secret as it may be written: as it is, in JSON, in hexadecimal, in base 64."""
    found = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    found |= {base64.b64encode(secret).rstrip(b"="), base64.urlsafe_b64encode(secret).rstrip(b"=")}
    return found | {json.dumps(secret.decode("utf-8", "replace"))[1:-1].encode()} - {b""}


# --- looking for it -------------------------------------------------------------------------


def leaks(files: Mapping[str, bytes], private: Private, public: AbstractSet[str]) -> Iterator[Leak]:
    """Everything private in these files.

    public: the files whose lines the students of their assignment may know anyway: stubs, README
    and what is given. Other assignments of an archive have their own.
    """
    known: dict[PurePosixPath, str] = {}
    for name in public:
        text = "".join(_squeezed(line) for line in _text(files[name]).splitlines())
        folder = PurePosixPath(name).parent
        known[folder] = known.get(folder, "") + "\0" + text
    for name, content in sorted(files.items()):
        yield from _secrets_in(name, content, private)
        yield from _misfits(name, content)
        if name not in public:
            around = PurePosixPath(name).parents
            exempt = "\0".join(text for folder, text in known.items() if folder in around)
            yield from _code_in(name, _pieces(name, content), private, exempt)


def _secrets_in(name: str, content: bytes, private: Private) -> Iterator[Leak]:
    """Secrets and paths of this machine, in text and in what a zip file holds."""
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            parts += [inner.read(member) for member in inner.namelist()]
    for part in parts:
        for secret, says in private.secrets.items():
            if (start := part.find(secret)) >= 0:
                yield Leak(name, _line_at(part, start), says)
        for path in private.paths:
            pattern = rb"(?<![\w/.])" + re.escape(path.encode()) + rb"(?!\w)"
            if found := re.search(pattern, part):
                yield Leak(name, _line_at(part, found.start()), f"a path of this machine, {path}")


def _line_at(content: bytes, start: int) -> str:
    return f"line {content.count(bytes([10]), 0, start) + 1}"


def _code_in(name: str, pieces: Sequence[Lines], private: Private, exempt: str) -> Iterator[Leak]:
    """Lines of solutions/: long ones anywhere, short ones as lines of their own."""
    long = [code for code in private.code if len(code) >= LONG]
    for piece in pieces:
        texts = [_squeezed(line) for _, line in piece]
        found = {text: n for n, text in enumerate(texts) if text in private.code}
        for n, (_, line) in enumerate(piece):
            if (text := _squeezed(line.partition("#")[0])) in private.code:
                found[text] = n
        if len(whole := "".join(texts)) >= LONG:
            starts = list(accumulate(map(len, texts), initial=0))
            found |= {c: bisect(starts, whole.find(c)) - 1 for c in long if c in whole}
        for code, number in sorted(found.items(), key=lambda item: item[1]):
            if code not in exempt and (origin := _origin(name, code, private)):
                yield Leak(name, piece[number][0], str(origin))


def _origin(name: str, code: str, private: Private) -> Origin | None:
    """Whose answer a line is: that of the file's own assignment, or where it is long of any."""
    own = [o for o in private.code[code] if o.assignment in PurePosixPath(name).parts]
    return next(iter([*own, *(private.code[code] if len(code) >= LONG else ())]), None)


def _squeezed(line: str) -> str:
    """The line without spaces, and without the signs of a comment or a quotation around it."""
    return "".join(line.split()).lstrip("#>`").rstrip("`")


# --- kinds of files -------------------------------------------------------------------------


def _pieces(name: str, content: bytes) -> list[Lines]:
    """The lines of a file: of a notebook cell by cell, of JSON text by text, of an array none."""
    match PurePosixPath(name).suffix:
        case ".ipynb":
            return [
                _numbered(source, f"cell {number}, ")
                for number, cell in enumerate(_json(content).get("cells", []), start=1)
                if (source := "".join(cell.get("source", ())))
            ]
        case ".json":
            return [[("", text)] for text in _texts(_json(content))]
        case ".npz":
            return []
    return [_numbered(_text(content))]


def _numbered(text: str, before: str = "") -> Lines:
    return [(f"{before}line {n}", line) for n, line in enumerate(text.splitlines(), start=1)]


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401
    match value:
        case str():
            yield value
        case dict():
            for key, item in value.items():
                yield key
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _json(content: bytes) -> dict[str, Any]:
    """A JSON file; empty where it is none, which is no leak."""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {"": found}


def _misfits(name: str, content: bytes) -> Iterator[Leak]:
    """What files of a kind must not have: outputs of a notebook, objects among arrays."""
    match PurePosixPath(name).suffix:
        case ".ipynb":
            yield from _of_notebook(name, _json(content))
        case ".json" if PurePosixPath(name).name == INDEX:
            if (seed := _json(content).get("seed")) != PUBLIC.label:
                yield Leak(name, "", f"the answer key was recorded at the seed {seed!r}")
        case ".npz":
            yield from _of_arrays(name, content)


def _of_notebook(name: str, notebook: Mapping[str, Any]) -> Iterator[Leak]:
    for key in sorted(set(notebook.get("metadata", ())) - NOTEBOOK_METADATA):
        yield Leak(name, "", f"the notebook has metadata, {key}: remove it")
    for number, cell in enumerate(notebook.get("cells", ()), start=1):
        for key in ("outputs", "execution_count", "metadata"):
            if cell.get(key):
                yield Leak(name, f"cell {number}", f"the cell has {key}: strip the notebook")
        for key in sorted(set(cell) - CELL):
            yield Leak(name, f"cell {number}", f"the cell has {key}: remove it")


def _of_arrays(name: str, content: bytes) -> Iterator[Leak]:
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        for member in stored.files:
            try:
                kind = stored[member].dtype.kind
            except ValueError:
                kind = "O"
            if kind not in "biuf":
                yield Leak(name, member, "an array holds something else than numbers")
