"""The worker's inside: runs programs of calls into student code, and sends values back.

What runs beside student code: this, `wire`, `absent`, `raised`, `confine`, the standard library and
NumPy. Whatever it says is only evidence; the parent judges it. It is started as a script, and
imported by the grader to run its own reference code in the same way.
"""

import gc
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, BinaryIO


def _beside(name: str) -> Any:  # noqa: ANN401
    """A file beside this one, as a module: started as a script, this is in no package."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.py")  # noqa: PTH100, PTH118, PTH120
    spec = importlib.util.spec_from_file_location(f"_grader_{name}", path)
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


if __package__:
    from . import absent, raised, wire
else:
    # A batch starts one of these for each submission. Importing NumPy makes no garbage, and looking
    # for some takes a tenth of the start; what is imported is never looked at again.
    gc.disable()
    for docs in ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars"):
        # The docstrings of NumPy's compiled functions: another tenth, and nobody reads them here.
        sys.modules[docs] = ModuleType(docs)
    sys.path.extend(folder for folder in sys.argv[1:] if folder not in sys.path)
    wire, absent, raised = _beside("wire"), _beside("absent"), _beside("raised")
    gc.freeze()
    gc.enable()

Tree = Mapping[str, Any]
Find = Callable[[str, str], Any]


class _Fault(Exception):  # noqa: N818
    """A step that could not be done, for a reason with a name of its own."""

    def __init__(self, kind: str, **details: object) -> None:
        super().__init__(kind)
        self.trouble = {"kind": kind, **details}


# --- programs -------------------------------------------------------------------------------


def execute(program: Tree, find: Find) -> dict[str, Any]:
    """Runs a program; the dict has "values", the returned values by name, or else "trouble".

    Beside "values", "missing" tells of those that are not where they should be.

    `find(file, name)` gives a function or class of the submission.
    """
    results: list[Any] = []
    try:
        for step in program["steps"]:
            results.append(_do(step, results, find, program["file"]))
        return _returned(program["returns"], results)
    except _Fault as fault:
        return {"trouble": fault.trouble}
    except BaseException as error:  # noqa: BLE001  # student code raises what it likes, SystemExit too
        about = raised.describe(error, _folder)
        return {"trouble": {**about, **raised.caller(error, program["file"], _folder)}}


def _returned(returns: Tree, results: list[Any]) -> dict[str, Any]:
    """The values that a program returns. One that is not there costs only itself."""
    values, missing = {}, {}
    for name, ref in returns.items():
        try:
            values[name] = _follow(ref, results)
        except _Fault as fault:
            missing[name] = fault.trouble
    return {"values": values, "missing": missing}


def _do(step: Tree, results: list[Any], find: Find, file: str) -> Any:  # noqa: ANN401
    """One step; what it gives is what a later Ref names."""
    match step["do"]:
        case "give":
            return step["value"]
        case "take":
            return find(file, step["name"])
        case "call":
            return _call(step, results, find, file)
        case "get":
            on = _follow(step["on"], results)
            return on[step["name"]] if step["item"] else getattr(on, step["name"])
        case "put":
            on, value = _follow(step["on"], results), _resolve(step["value"], results)
            if step["item"]:
                on[step["name"]] = value
            else:
                setattr(on, step["name"], value)
            return None
    raise _Fault("protocol")


def _call(step: Tree, results: list[Any], find: Find, file: str) -> Any:  # noqa: ANN401
    name = step["function"]
    on = step["on"]
    function = getattr(_follow(on, results), name) if on else find(step["file"] or file, name)
    args = [_resolve(value, results) for value in step["args"]]
    kwargs = {key: _resolve(value, results) for key, value in step["kwargs"].items()}
    value = function(*args, **kwargs)
    wanted = step["unpack"]
    if wanted and not (type(value) in (tuple, list) and len(value) == len(wanted)):
        items = len(value) if type(value) in (tuple, list) else 1
        raise _Fault("arity", function=name, wanted=wanted, count=items, type=wire.type_name(value))
    return value


def _resolve(value: Any, results: list[Any]) -> Any:  # noqa: ANN401
    if type(value) is dict:
        if "$ref" in value:
            return _follow(value["$ref"], results)
        return {key: _resolve(item, results) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_resolve(item, results) for item in value)
    return value


def _follow(ref: list[Any], results: list[Any]) -> Any:  # noqa: ANN401
    value = results[ref[0]]
    for key in ref[1:]:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            known = [str(k) for k in value][:20] if type(value) is dict else []
            raise _Fault(
                "missing_item", item=key, type=wire.type_name(value), known=known
            ) from None
    return value


# --- the submission's modules ---------------------------------------------------------------

_folder = "\0"  # until the set-up: no file name begins with it
_modules: dict[str, Any] = {}


def _find(file: str, name: str) -> Any:  # noqa: ANN401
    """A function or class of the submission."""
    module = _module(file)
    if isinstance(module, dict):
        raise _Fault(**module)
    try:
        return getattr(module, name)
    except AttributeError:
        known = [n for n, value in vars(module).items() if callable(value) and n[:1] != "_"]
        raise _Fault("missing_function", file=file, function=name, known=known[:100]) from None


def _module(file: str) -> Any:  # noqa: ANN401
    """The module of a file, imported once, or as a dict what went wrong with importing it."""
    if file not in _modules:
        with absent.quietly():
            _modules[file] = _import(file)
    return _modules[file]


def _import(file: str) -> Any:  # noqa: ANN401
    path = os.path.join(_folder, file)  # noqa: PTH118
    if not os.path.isfile(path):  # noqa: PTH113
        return {"kind": "missing_file", "file": file}
    name = file.removesuffix(".py").replace("/", ".")
    try:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None  # noqa: S101, PT018
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except BaseException as error:  # noqa: BLE001  # student code raises what it likes
        return {**raised.describe(error, _folder), "importing": file}
    return module


# --- the conversation -----------------------------------------------------------------------


def main() -> None:
    """Answers requests until the parent hangs up.

    `setup` names the folder and the limits. `run` is a program and its answer in one. To time a
    program the parent says `prepare`, `go` and `answer`, and reads the CPU clock around `go`.
    """
    requests, replies = _take_streams()
    wire.send(replies, {"hello": sys.version_info[:2]})
    program: Tree = {}
    packer, answer = wire.Packer(0), None
    while True:
        try:
            header = wire.receive(requests)
        except EOFError:
            return
        verb = header["verb"]
        if "body" in header:
            arrays = wire.Arrays(sys.maxsize)
            program = wire.unpack(header["body"], arrays)
            for array in arrays.made:
                wire.receive_into(requests, array)
        if verb == "setup":
            _set_up(program)
        elif verb in ("prepare", "run"):
            _module(program["file"])
        if verb in ("go", "run"):
            packer = wire.Packer(program["answer_bytes"])
            answer = packer.pack(execute(program, _find))
        if verb in ("answer", "run"):
            wire.send(replies, {"nonce": header["nonce"], "body": answer}, packer.arrays)
        else:
            wire.send(replies, {"nonce": header["nonce"]})


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keeps stdin and stdout for the conversation: prints go to stderr, input() finds nothing."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _set_up(limits: Tree) -> None:
    """Points the interpreter at the submission, and applies the limits that the system knows."""
    global _folder  # noqa: PLW0603  # one submission per process
    _folder = limits["folder"]
    if os.name == "posix":
        _beside("confine").confine(limits)
    if limits["confinement"]:
        # NumPy is imported; what else lies beside it may be seen, but not read.
        sys.path[:] = [folder for folder in sys.path if folder not in sys.argv[1:]]
    absent.install(_folder)
    sys.path.insert(0, _folder)  # last: a submission may have a file called signal.py


if __name__ == "__main__":
    main()
