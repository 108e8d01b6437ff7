"""Writes the pages of docs/reference that are made from code: `python docs/build.py`.

tests/test_docs.py fails when a page is not what this gives.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from grader import schemas
from grader.cli import main

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made by docs/build.py. Change the schema or the command, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """The generated pages by their file name."""
    return {
        "autograder.md": _schema_page(schemas.AUTOGRADER),
        "commands.md": MADE + "# Commands\n\n" + "\n".join(_commands(main, "grade")),
        "score-report.md": _schema_page(schemas.SCORE_REPORT),
    }


# --- schemas --------------------------------------------------------------------------------


def _schema_page(name: str) -> str:
    schema = schemas.schema(name)
    lines = [
        f"# {schema['title']}\n",
        f"{schema['description']}\n",
        f"The schema itself is `grader/schemas/{name}` (JSON Schema 2020-12).\n",
        *_object("The file", schema),
    ]
    for definition, inner in schema["$defs"].items():
        if inner.get("type") == "object":
            lines += _object(definition, inner)
    return MADE + "\n".join(lines)


def _object(title: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {title}\n"
    if "description" in schema and title != "The file":
        yield f"{_sentence(schema['description'])}\n"
    yield "| key | type | meaning |"
    yield "|---|---|---|"
    yield from _rows(schema, "")
    yield ""


def _rows(schema: Mapping[str, Any], prefix: str) -> Iterator[str]:
    required = schema.get("required", ())
    for key, inner in schema["properties"].items():
        star = "" if key in required else " (optional)"
        varies = " **Varies between runs** (`x-varies`)." if inner.get("x-varies") else ""
        meaning = _sentence(inner.get("description") or _described(inner))
        yield f"| `{prefix}{key}`{star} | {_type(inner)} | {meaning}{varies} |"
        if "properties" in inner:
            yield from _rows(inner, f"{prefix}{key}.")


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "|")) or not text else f"{text}."


def _described(schema: Mapping[str, Any]) -> str:
    target = schema.get("$ref", "")
    return str(_definition(target).get("description", "")) if target else ""


def _definition(target: str) -> Mapping[str, Any]:
    name = target.rpartition("/")[2]
    for file in (schemas.AUTOGRADER, schemas.SCORE_REPORT):
        if name in schemas.schema(file)["$defs"]:
            found: Mapping[str, Any] = schemas.schema(file)["$defs"][name]
            return found
    return {}


def _type(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "oneOf" in schema:
        return " or ".join(_type(one) for one in schema["oneOf"])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found = _definition(schema["$ref"])
        return f"[{name}](#{name})" if found.get("type") == "object" else _type(found)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(kinds)


# --- commands -------------------------------------------------------------------------------


def _commands(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, max_content_width=100)
    yield f"## {name}\n"
    yield f"```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None  # noqa: S101
            yield from _commands(found, f"{name} {inner}")


if __name__ == "__main__":
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")
