"""Programs as data for the child, and the child's troubles as words."""

import builtins
from collections.abc import Mapping
from typing import Any

from .errors import did_you_mean
from .model import Call, Get, Give, Outcome, Program, Put, Ref, Step, Take, Trouble, Value
from .text import clean, count, listed

KNOWN_EXCEPTIONS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
) | {"AxisError", "LinAlgError"}


OLDER = {
    "Missing parentheses in call to 'print'": "this is Python 2: write print(...)",
    "name 'xrange' is not defined": "this is Python 2: xrange is called range now",
    "multiple exception types must be": "this is Python 2: write except Error as e",
    "has no attribute 'iteritems'": "this is Python 2: iteritems is called items now",
    "has no attribute 'has_key'": "this is Python 2: write key in d",
    "'float' object cannot be interpreted as an integer": "/ gives a float: write //",
    "slice indices must be integers": "/ gives a float: write //",
    "was a deprecated alias for the builtin": "NumPy has dropped this name: write int, float, bool",
}
"""Signs of Python 2 or of an older NumPy in a message, and what to write today."""


def program_tree(program: Program) -> Mapping[str, Any]:
    """The program as plain dicts and lists, as `child.execute` reads it."""
    return {
        "file": program.file,
        "steps": [_step_tree(step) for step in program.steps],
        "returns": {name: _ref(ref) for name, ref in program.returns.items()},
        "answer_bytes": program.answer_bytes,
    }


def _step_tree(step: Step) -> Mapping[str, Any]:
    match step:
        case Give(value):
            return {"do": "give", "value": value}
        case Take(name):
            return {"do": "take", "name": name}
        case Call(function, args):
            return {
                "do": "call",
                "function": function,
                "args": [_value(value) for value in args],
                "kwargs": {key: _value(value) for key, value in step.kwargs.items()},
                "on": _ref(step.on) if step.on else None,
                "unpack": list(step.unpack),
                "file": step.file,
            }
        case Get(on, name):
            return {"do": "get", "on": _ref(on), "name": name, "item": step.item}
        case Put(on, name, value):
            return {
                "do": "put",
                "on": _ref(on),
                "name": name,
                "value": _value(value),
                "item": step.item,
            }


def _ref(ref: Ref) -> list[int | str]:
    return [ref.step, *ref.path]


def _value(value: Value) -> Value:
    match value:
        case Ref():
            return {"$ref": _ref(value)}
        case dict():
            return {key: _value(item) for key, item in value.items()}
        case list() | tuple():
            return type(value)(_value(item) for item in value)
    return value


def trouble_of(told: object) -> Trouble:
    """The trouble that a child tells of. Every field of it may be hostile."""
    fields = told if isinstance(told, Mapping) else {}

    def text(name: str) -> str:
        value = fields.get(name)
        return clean(value, 80) if isinstance(value, str) else ""

    def names(name: str) -> list[str]:
        value = fields.get(name)
        items = value if isinstance(value, list | tuple) else []
        return [clean(item, 80) for item in items if isinstance(item, str)]

    match text("kind"):
        case "not_implemented":
            return Trouble(Outcome.NOT_IMPLEMENTED, "not written yet")
        case "missing_file":
            return Trouble(Outcome.ERROR, f"{text('file')} is missing from the submission")
        case "missing_function":
            hint = did_you_mean(text("function"), names("known")) or "It defines no function."
            says = f"{text('file')} defines no {text('function')}. {hint}"
            return Trouble(Outcome.ERROR, says)
        case "arity":
            return _arity(text("function"), names("wanted"), fields.get("count"), text("type"))
        case "missing_item":
            known = names("known")
            kind = "an empty dict" if text("type") == "dict" else f"a {text('type')}"
            has = f"it has {listed(known)}" if known else f"it is {kind}"
            return Trouble(Outcome.FAILED, f"the result has no {_key(fields)}; {has}")
    return _raised(text("kind"), fields)


def troubles_of(told: Mapping[str, object]) -> dict[str, Trouble]:
    """For each value that is missing the trouble that a child tells of."""
    return {name: trouble_of(trouble) for name, trouble in told.items()}


def _arity(function: str, wanted: list[str], got: object, kind: str) -> Trouble:
    returned = f"{count(got, 'value')} ({kind})" if type(got) is int else "something else"
    if kind == "NoneType":
        returned = "None"
    says = f"{function} returned {returned}; expected {count(len(wanted), 'value')}"
    return Trouble(Outcome.FAILED, f"{says}, {listed(wanted)}")


def _raised(kind: str, fields: Mapping[str, Any]) -> Trouble:
    """The trouble behind an exception."""
    match kind:
        case "memory":
            says = f"it asked for more memory than it may have{_at(fields)}"
            return Trouble(Outcome.MEMORY, says)
        case "exit":
            says = f"it called exit(){_at(fields)}: return a value instead"
            return Trouble(Outcome.ERROR, says)
        case "syntax":
            return _syntax(fields)
        case "exception":
            return _exception(fields)
    return Trouble(Outcome.CRASHED, "the process told of a trouble that does not exist")


def _key(fields: Mapping[str, Any]) -> str:
    key = fields.get("item")
    return (
        repr(clean(key, 80))
        if isinstance(key, str)
        else f"item {key}"
        if type(key) is int
        else "item"
    )


def _at(fields: Mapping[str, Any]) -> str:
    """` at layers.py, line 12, called from net.py, line 7`, as far as it is known."""
    place, caller = _line(fields, ""), _line(fields, "caller_")
    return f" at {place}{caller and f', called from {caller}'}" if place else ""


def _line(fields: Mapping[str, Any], prefix: str) -> str:
    file, line = fields.get(f"{prefix}file"), fields.get(f"{prefix}line")
    if not isinstance(file, str) or not file or type(line) is not int or not 0 < line < 10**7:
        return ""
    return f"{clean(file, 80)}, line {line}"


def _importing(fields: Mapping[str, Any]) -> str:
    file = fields.get("importing")
    return f"importing {clean(file, 80)} " if isinstance(file, str) else "it "


def _message(fields: Mapping[str, Any]) -> str:
    text = fields.get("text")
    return clean(text) if isinstance(text, str) else ""


def _syntax(fields: Mapping[str, Any]) -> Trouble:
    file = clean(str(fields.get("importing", "")), 80)
    message = _message(fields)
    if "codec can't decode" in message or "encoding problem" in message or "null byte" in message:
        return Trouble(
            Outcome.ERROR,
            f"{file} is not UTF-8 text: save it as UTF-8 in your editor",
            student_text=message,
        )
    return Trouble(
        Outcome.ERROR,
        f"syntax error{_at(fields) or f' in {file}'}{_today(message)}",
        student_text=message,
    )


def _today(message: str) -> str:
    """What to write today, where the message is one that older code gets."""
    return next((f": {today}" for sign, today in OLDER.items() if sign in message), "")


def _exception(fields: Mapping[str, Any]) -> Trouble:
    kind, message = clean(str(fields.get("type", "")), 80), _message(fields)
    known = kind if kind in KNOWN_EXCEPTIONS else "an exception"
    return Trouble(
        Outcome.ERROR,
        f"{_importing(fields)}raised {known}{_at(fields)}{_today(message)}",
        student_text=f"{kind}: {message}" if message else kind,
    )
