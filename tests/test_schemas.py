"""The published schemas keep to what both validators understand."""

from collections.abc import Iterator, Mapping
from typing import Any

import fastjsonschema
import pytest
from jsonschema import Draft202012Validator

from grader import schemas

BOTH = """
    $defs $id $ref $schema additionalProperties const description enum exclusiveMinimum items
    maxItems maxLength maximum minItems minLength minimum oneOf pattern properties required title
    type uniqueItems
"""
NAMED = ("properties", "$defs")


def keywords(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield key
            yield from (
                (k for inner in value.values() for k in keywords(inner))
                if key in NAMED
                else keywords(value)
            )
    elif isinstance(part, list):
        for item in part:
            yield from keywords(item)


@pytest.mark.parametrize("name", [schemas.AUTOGRADER, schemas.SCORE_REPORT])
def test_a_schema_is_valid_and_has_only_keywords_of_draft_7_too(name: str) -> None:
    schema = schemas.schema(name)
    Draft202012Validator.check_schema(schema)
    assert {k for k in keywords(schema) if not k.startswith("x-")} <= {*BOTH.split()}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"course": 1, "assignments": [{"id": "a"}]},
        {"course": "", "assignments": [{"id": "a"}]},
        {"course": "c", "assignments": []},
        {"course": "c", "assignments": [{"id": "a b"}]},
        {"course": "c", "assignments": [{"id": "a", "weight": -1}]},
        {"course": "c", "assignments": [{"id": "a", "weight": True}]},
        {"course": "c", "assignments": [{"id": "a", "not_applicable": ["x", "x"]}]},
        {"course": "c", "assignments": [{"id": "a"}], "limits": {"call_seconds": 0}},
        {"course": "c", "assignments": [{"id": "a"}], "more": 1},
    ],
)
def test_both_validators_refuse(wrong: dict[str, Any]) -> None:
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        schemas._compiled(schemas.AUTOGRADER)(wrong)
    assert schemas.problems(wrong, schemas.AUTOGRADER)
