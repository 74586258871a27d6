"""The model of members: what a schema may say, and what of it is refused for every language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.members import (
    Array,
    Boolean,
    Choice,
    Constant,
    Integer,
    Nullable,
    Object,
    Text,
    Type,
    objects,
    read_document,
)

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification

TEXT = {"type": "string", "maxLength": 3}


def closed(**members: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object."""
    described = {name: {"description": "One.", **member} for name, member in members.items()}
    return {
        "type": "object",
        "title": "Thing",
        "description": "A thing.",
        "properties": described,
        "required": list(members),
        "additionalProperties": False,
    }


def read(member: dict[str, Any], **definitions: dict[str, Any]) -> Type:
    document = read_document({**closed(one=member), "$defs": definitions}, "s.json")
    return document.members[0].type


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ({"type": "boolean"}, Boolean()),
        ({"type": ["boolean", "null"]}, Nullable(Boolean())),
        ({"type": "integer", "const": 7}, Constant(7)),
        ({"type": ["integer", "null"], "minimum": -1, "maximum": 2}, Nullable(Integer(-1, 2))),
        (TEXT, Text(0, 3)),
        ({"type": "string", "enum": ["a", "b"]}, Choice(("a", "b"))),
        ({"type": ["string", "null"], "enum": ["a", None]}, Nullable(Choice(("a",)))),
        ({"type": ["array", "null"], "maxItems": 1, "items": TEXT}, Nullable(Array(Text(0, 3), 1))),
        (
            {
                "type": "string",
                "minLength": 1,
                "maxLength": 2,
                "pattern": "^[a-c]{1,2}$",
                "description": "A name. Must be a to c.",
            },
            Text(1, 2, "^[a-c]{1,2}$", "must be a to c"),
        ),
    ],
)
def test_type_is_what_the_keywords_say(member: dict[str, Any], kind: Type) -> None:
    assert read(member) == kind


def test_references_are_resolved_and_objects_named_once() -> None:
    inner = {**closed(two=TEXT), "title": "Inner"}
    items = {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/Inner"}}
    schema = {**closed(one={"$ref": "#/$defs/Inner"}, more=items), "$defs": {"Inner": inner}}
    document = read_document(schema, "s.json")
    assert [each.title for each in objects(document)] == ["Thing", "Inner"]
    assert all(isinstance(each, Object) for each in objects(document))


LOOP = {"$ref": "#/$defs/Loop"}


@pytest.mark.parametrize(
    ("member", "complaint"),
    [
        ({"type": "number"}, "the type 'number'"),
        ({"type": ["string", "integer"], "maxLength": 1}, "the type ['string', 'integer']"),
        ({**TEXT, "not": {}}, "the keyword not,"),
        ({"type": "integer", "minimum": 0, "maximum": 1, "maxLength": 1}, "the keyword maxLength,"),
        ({"type": "string"}, "the maxLength None"),
        ({"type": "array", "items": TEXT}, "the maxItems None"),
        ({"type": "array", "maxItems": 1}, "no items"),
        ({"type": "integer", "minimum": 0}, "the maximum None"),
        ({"type": "integer", "minimum": 0, "maximum": 2**53}, f"the maximum {2**53}"),
        ({"type": "integer", "minimum": 2, "maximum": 1}, "bounds that no integer is in: 2 to 1"),
        ({"type": "integer", "const": "7"}, "the constant '7'"),
        ({"type": ["integer", "null"], "const": 7}, "a constant beside the type null"),
        ({"type": ["string", "null"], "enum": ["a"]}, "an enum whose last value is not null"),
        ({"type": "string", "enum": ["a", None]}, "an enum of other values than strings"),
        ({"type": "string", "enum": ["a-b", "A_B"]}, "'a-b' and 'A_B', which are one name"),
        ({"type": "string", "enum": ["-"]}, "'-', which no language can be given a name for"),
        ({**TEXT, "pattern": "^a$"}, "a pattern and no words for it"),
        ({**TEXT, "description": ""}, "no description"),
        ({**TEXT, "description": "*/"}, "no description that a comment can hold"),
        ({"$ref": "#/$defs/Gone"}, "the reference #/$defs/Gone"),
        (LOOP, "a reference to Loop, which contains it"),
        ({**closed(two=TEXT), "title": "thing"}, "the title 'thing'"),
        (closed(two=TEXT), "the title of another object"),
        ({**closed(two=TEXT), "required": []}, "required that does not list each"),
        ({**closed(two=TEXT), "additionalProperties": True}, "no additionalProperties of false"),
        ({**closed(), "title": "Empty"}, "no properties"),
    ],
)
def test_what_some_language_has_no_type_for_is_refused(
    member: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(GenerationError) as caught:
        read(member, Loop={**closed(two=LOOP), "title": "Loop"})
    assert str(caught.value).startswith("schema/s.json: ")
    assert complaint in str(caught.value)
    assert str(caught.value).endswith(" (SPEC appendix B)")


@pytest.mark.parametrize("name", ["Quant", "a-b", "class", "self", "version", "model_name"])
def test_name_that_is_taken_in_some_language_is_refused(name: str) -> None:
    with pytest.raises(GenerationError, match=f"the member {name} of Thing has a name that"):
        read_document(closed(**{name: TEXT}), "s.json")


def test_member_that_nests_otherwise_in_another_version_is_refused(
    specification: Specification,
) -> None:
    latest = specification.latest
    artifacts = {**latest.schema["properties"]["artifacts"], "items": TEXT}
    properties = {**latest.schema["properties"], "artifacts": artifacts}
    changed = replace(latest, schema={**latest.schema, "properties": properties})
    with pytest.raises(GenerationError, match="the member artifacts of ExportManifest holds one"):
        replace(
            specification, versions=(*specification.versions[:-1], changed)
        ).require_one_nesting()
