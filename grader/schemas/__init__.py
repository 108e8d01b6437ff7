"""The published JSON Schemas, and validation against them in words that a person can use."""

import json
import pathlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.errors import did_you_mean

if TYPE_CHECKING:
    from jsonschema import ValidationError

Path: TypeAlias = tuple[str | int, ...]

AUTOGRADER = "autograder.schema.json"
SCORE_REPORT = "score-report.schema.json"


@cache
def schema(name: str) -> dict[str, Any]:
    """A published schema."""
    # Not importlib.resources: that takes 10 ms to import, and every command needs a schema.
    text = pathlib.Path(__file__).with_name(name).read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def problems(data: object, name: str) -> list[tuple[Path, str]]:
    """Everything about `data` that the schema forbids: where, and a sentence."""
    if _is_valid(data, name):
        return []
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # 80 ms; not every command needs it

    found: list[tuple[Path, str]] = []
    for error in Draft202012Validator(schema(name)).iter_errors(data):
        found += _sentences(error)
    return found


def _is_valid(data: object, name: str) -> bool:
    """What nearly always holds, decided by a library that loads four times faster."""
    import fastjsonschema  # noqa: PLC0415  # 15 ms; not every command needs it

    try:
        _compiled(name)(data)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


@cache
def _compiled(name: str) -> Callable[[object], object]:
    import fastjsonschema  # noqa: PLC0415

    # It speaks draft 7, and so do our schemas: a test compares the keywords.
    compiled: Callable[[object], object] = fastjsonschema.compile(
        {**_bare(schema(name)), "$schema": "http://json-schema.org/draft-07/schema#"},
        detailed_exceptions=False,  # what is wrong is told by jsonschema; 50 ms become 10
    )
    return compiled


def _bare(part: Any) -> Any:  # noqa: ANN401
    """A schema as the compiler takes it without details: it knows no `const` then."""
    if isinstance(part, list):
        return [_bare(item) for item in part]
    if not isinstance(part, dict):
        return part
    bare = {key: _bare(value) for key, value in part.items() if key != "const"}
    return {**bare, "enum": [part["const"]]} if "const" in part else bare


def _sentences(error: "ValidationError") -> list[tuple[Path, str]]:
    path = tuple(error.absolute_path)
    value: Any = error.validator_value
    found: Any = error.instance
    here = "/".join(str(step) for step in path) or "the file"
    rule = error.schema if isinstance(error.schema, dict) else {}
    match error.validator:
        case "additionalProperties":
            known = rule.get("properties", {})
            extra = [key for key in found if key not in known]
            return [
                ((*path, key), f"unknown key {key!r}. {did_you_mean(str(key), known)}")
                for key in extra
            ]
        case "required":
            missing = [key for key in _names(value) if key not in found]
            return [(path, f"{here}: the key {key!r} is missing") for key in missing]
        case "type":
            wanted = _type_words(_names(value))
            means = f": {rule['description']}" if "description" in rule else ""
            return [(path, f"{here}: found {_shown(found)}, expected {wanted}{means}")]
    means = f"; expected {rule['description']}" if "description" in rule else ""
    return [(path, f"{here}: {_shown(found)} is not allowed{means or ' ' + error.message}")]


def _names(value: object) -> list[str]:
    """The names in a rule that holds one or several."""
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []


def _type_words(names: Sequence[str]) -> str:
    words = {"object": "a mapping", "array": "a list", "string": "a text", "null": "nothing"}
    return " or ".join(words.get(name, f"a {name}") for name in names)


def _shown(value: object) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
