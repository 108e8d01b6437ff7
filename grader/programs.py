"""Programs as data for the child, and the child's troubles as words.

A trouble's sentence holds words of ours only. What the submission chose (names of functions, of
types, of keys, of files) may spell the hidden inputs: it is student-produced text.
"""

import builtins
import re
import types
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import did_you_mean
from .model import Call, Get, Give, Outcome, Program, Put, Ref, Step, Take, Trouble, Value
from .text import clean, count, listed, shown

KNOWN_EXCEPTIONS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
) | {"AxisError", "LinAlgError"}
KNOWN_TYPES = frozenset(
    {value.__name__ for m in (builtins, types) for value in vars(m).values() if type(value) is type}
    | {f"numpy.{name}" for name, value in vars(np).items() if isinstance(value, type)}
    | {"numpy.ma.MaskedArray", "numpy.rec.recarray"}
)

MOST_COUNTED = 99
MOST_LINES = 1 << 20
CELL = re.compile(r"(.+), cell \d{1,4}")
"""How `cells.py` names the places of a notebook."""

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

NOT_UTF_8 = ("codec can't decode", "encoding problem", "unknown encoding", "null byte")
"""Signs of a file in another encoding in a message of Python's."""


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


def words_of(program: Program) -> frozenset[str]:
    """The names that a program holds: of files, functions, values and keys."""
    refs = [*program.returns.values()]
    found = {program.file, *program.returns}
    for step in program.steps:
        match step:
            case Call():
                found |= {step.file, step.function, *step.unpack}
            case Take(name):
                found.add(name)
            case Get(on, name) | Put(on, name):
                found.add(str(name))
                refs.append(on)
    return frozenset(found | {str(key) for ref in refs for key in ref.path})


def trouble_of(told: object, known: Container[str]) -> Trouble:
    """The trouble that a child tells of. Every field of it may be hostile.

    known: the names that may stand in a sentence, of the program and of the files handed in.
    """
    fields = _Told(told if isinstance(told, Mapping) else {}, known)
    match fields.kind:
        case "not_implemented":
            return Trouble(Outcome.NOT_IMPLEMENTED, "not written yet")
        case "missing_file":
            return Trouble(Outcome.ERROR, f"{fields.name('file')} is missing from the submission")
        case "missing_function":
            return _missing_function(fields)
        case "arity":
            return _arity(fields)
        case "missing_item":
            return _missing_item(fields)
    return _raised(fields)


def troubles_of(told: Mapping[str, object], known: Container[str]) -> dict[str, Trouble]:
    """For each value that is missing the trouble that a child tells of."""
    return {name: trouble_of(trouble, known) for name, trouble in told.items()}


def type_in_words(name: str) -> tuple[str, str]:
    """`a dict`; for a type of the submission's own, words of ours, and its name to show apart."""
    if name in KNOWN_TYPES:
        return f"a {name}", ""
    return "an object of a type of its own", clean(name, 80)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a child told: any field may be missing, of any type, and any text may be a lie."""

    fields: Mapping[str, Any]
    known: Container[str]

    def text(self, field: str, most: int = 80) -> str:
        """A text of the submission's."""
        value = self.fields.get(field)
        return clean(value, most) if isinstance(value, str) else ""

    def texts(self, field: str) -> Sequence[str]:
        """Some texts of the submission's."""
        value = self.fields.get(field)
        items = value[:MOST_COUNTED] if isinstance(value, list | tuple) else []
        return [clean(item, 80) for item in items if isinstance(item, str)]

    def name(self, field: str) -> str:
        """A name that we know."""
        value = self.fields.get(field)
        return shown(value) if isinstance(value, str) and value in self.known else "it"

    @property
    def kind(self) -> str:
        return self.text("kind")

    @property
    def message(self) -> str:
        return self.text("text", 300)

    def line(self, prefix: str = "") -> str:
        """`net.py, line 7`, where there may be such a line."""
        file, line = self.fields.get(f"{prefix}file"), self.fields.get(f"{prefix}line")
        if not isinstance(file, str) or type(line) is not int or not 0 < line < MOST_LINES:
            return ""
        cell = CELL.fullmatch(file)
        if (cell[1] if cell else file) not in self.known:
            return ""
        return f"{shown(file)}, line {line}"


def _missing_function(told: _Told) -> Trouble:
    says = f"{told.name('file')} defines no {told.name('function')}"
    known = told.texts("known")
    if not known:
        return Trouble(Outcome.ERROR, f"{says}: it defines no function")
    hint = did_you_mean(told.name("function"), known)
    return Trouble(Outcome.ERROR, says, student_text=hint[0].lower() + hint[1:])


def _arity(told: _Told) -> Trouble:
    kind, wanted = told.text("type"), [name for name in told.texts("wanted") if name in told.known]
    got = told.fields.get("count")
    returned = "something else"
    if kind == "NoneType":
        returned = "None"
    elif type(got) is int:
        values = count(got, "value") if 0 <= got <= MOST_COUNTED else "many values"
        returned = f"{values} ({kind})" if kind in KNOWN_TYPES else values
    says = f"{told.name('function')} returned {returned}; expected {count(len(wanted), 'value')}"
    own = kind if kind not in KNOWN_TYPES else ""
    return Trouble(Outcome.FAILED, f"{says}, {listed(wanted)}", student_text=own)


def _missing_item(told: _Told) -> Trouble:
    item = told.fields.get("item")
    key = f"item {item}" if type(item) is int and str(item) in told.known else "such item"
    if isinstance(item, str) and item in told.known:
        key = repr(clean(item, 80))
    known, (kind, own) = told.texts("known"), type_in_words(told.text("type"))
    if known:
        return Trouble(
            Outcome.FAILED, f"the result has no {key}", student_text=f"it has {listed(known)}"
        )
    kind = "an empty dict" if kind == "a dict" else kind
    return Trouble(Outcome.FAILED, f"the result has no {key}; it is {kind}", student_text=own)


def _raised(told: _Told) -> Trouble:
    """The trouble behind an exception."""
    match told.kind:
        case "memory":
            says = f"it asked for more memory than it may have{_at(told)}"
            return Trouble(Outcome.MEMORY, says)
        case "exit":
            says = f"it called exit(){_at(told)}: return a value instead"
            return Trouble(Outcome.ERROR, says)
        case "syntax":
            return _syntax(told)
        case "exception":
            return _exception(told)
    return Trouble(Outcome.CRASHED, "the process told of a trouble that does not exist")


def _at(told: _Told) -> str:
    """` at layers.py, line 12, called from net.py, line 7`, as far as it is known."""
    place, caller = told.line(), told.line("caller_")
    return f" at {place}{caller and f', called from {caller}'}" if place else ""


def _syntax(told: _Told) -> Trouble:
    file, message = told.name("importing"), told.message
    if any(sign in message for sign in NOT_UTF_8):
        return Trouble(
            Outcome.ERROR,
            f"{file} is not UTF-8 text: save it as UTF-8 in your editor",
            student_text=message,
        )
    place = _at(told) or (f" in {file}" if "importing" in told.fields else "")
    return Trouble(
        Outcome.ERROR,
        f"syntax error{place}{_today(message)}",
        student_text=message,
    )


def _today(message: str) -> str:
    """What to write today, where the message is one that older code gets."""
    return next((f": {today}" for sign, today in OLDER.items() if sign in message), "")


def _exception(told: _Told) -> Trouble:
    kind, message = told.text("type"), told.message
    known = kind if kind in KNOWN_EXCEPTIONS else "an exception"
    importing = f"importing {told.name('importing')} " if "importing" in told.fields else "it "
    return Trouble(
        Outcome.ERROR,
        f"{importing}raised {known}{_at(told)}{_today(message)}",
        student_text=f"{kind}: {message}" if message else kind,
    )
