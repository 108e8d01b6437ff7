"""What an exception of the submission was, as plain data. This runs beside student code."""

import os
from typing import Any

MAX_MESSAGE = 2_000


def describe(error: BaseException, folder: str) -> dict[str, Any]:
    """Its kind, type, message and the last line of the submission in `folder` that it passed."""
    kind = "exception"
    if isinstance(error, SyntaxError):
        kind = "syntax"
    elif isinstance(error, NotImplementedError):
        kind = "not_implemented"
    elif isinstance(error, MemoryError):
        kind = "memory"
    elif isinstance(error, SystemExit):
        kind = "exit"
    return {
        "kind": kind,
        "type": type(error).__name__[:80],
        "text": _message(error),
        **_place(error, folder),
    }


def _message(error: BaseException) -> str:
    try:
        text = str(error.msg if isinstance(error, SyntaxError) else error)
        return text[:MAX_MESSAGE] if type(text) is str else ""
    except BaseException:  # noqa: BLE001  # a __str__ of the student's
        return ""


def _place(error: BaseException, folder: str) -> dict[str, Any]:
    """The last line of the submission that the traceback passes."""
    if isinstance(error, SyntaxError):
        return {"file": _name(str(error.filename or ""), folder), "line": error.lineno or 0}
    file, line = ([("", 0), *_frames(error, folder)])[-1]
    return {"file": file, "line": line} if file else {}


def caller(error: BaseException, file: str, folder: str) -> dict[str, Any]:
    """The last line in the program's own file, where another file of the submission failed."""
    frames = _frames(error, folder)
    lines = [line for name, line in frames if name == file]
    if not lines or frames[-1][0] == file:
        return {}
    return {"caller_file": file, "caller_line": lines[-1]}


def _frames(error: BaseException, folder: str) -> list[tuple[str, int]]:
    """The lines of the submission that the traceback passes, the outermost first."""
    found = []
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.startswith(folder):
            found.append((_name(filename, folder), trace.tb_lineno))
        trace = trace.tb_next
    return found


def _name(path: str, folder: str) -> str:
    """A file of the submission as it was handed in."""
    inside = path.startswith(folder)
    return path[len(folder) :].lstrip(os.sep) if inside else os.path.basename(path)  # noqa: PTH119
