"""What ``jsonschema-rs`` proves, and what it leaves to the layers that look closely."""

from __future__ import annotations

import copy
import enum
import json
from typing import Any

import pytest
from support.documents import TARGETS, VERSIONS, Document, artifact, as_bytes, document

from dlm_schema.document.native import Shortcut, UnknownShapeError
from dlm_schema.document.schemas import WALKS
from dlm_schema.document.validation import validate
from dlm_schema.document.versions import REGISTRY
from dlm_schema.published import published


class Text(str):
    """Text of another type."""

    __slots__ = ()


class Number(enum.IntEnum):
    """Integers of another type."""

    ONE = 1


PROVEN = [version for version in VERSIONS if REGISTRY[version].shortcut is not None]
"""The others are of shapes that the shortcut has no proof for, and are judged layer by layer."""


class Members(dict[str, Any]):
    """An object of another type."""


def shortcut(version: int) -> Shortcut:
    found = REGISTRY[version].shortcut
    assert found is not None
    return found


def changed(version: int, **members: Any) -> Document:
    return {**document(version), **members}


def with_artifact(version: int, **members: Any) -> Document:
    made = document(version)
    made["artifacts"] = [*made["artifacts"], {**made["artifacts"][0], **members}]
    return made


@pytest.mark.parametrize("version", PROVEN)
def test_plain_documents_are_proven(version: int) -> None:
    for target in TARGETS if version > 1 else ("ollama",):
        made = document(version, target)
        assert shortcut(version).proves(made)
        assert shortcut(version).quotes(made) == as_bytes(made).count(b'"')
        assert shortcut(version).copy(made) == made
    empty = changed(version, artifacts=[], ollama_name=None)
    assert shortcut(version).proves(empty)
    assert shortcut(version).quotes(empty) == as_bytes(empty).count(b'"')


@pytest.mark.parametrize("version", PROVEN)
@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda version: changed(version, quant=""), id="schema"),
        pytest.param(lambda version: changed(version, adapter_version=3.0), id="fraction"),
        pytest.param(lambda version: with_artifact(version, size_bytes=1.0), id="fraction inside"),
        pytest.param(lambda version: with_artifact(version, size_bytes=0), id="zero"),
        pytest.param(lambda version: with_artifact(version, size_bytes=2**53), id="large"),
        pytest.param(lambda version: [document(version)], id="array"),
        pytest.param(lambda version: {**document(version), "more": [[[]]]}, id="unknown member"),
    ],
)
def test_nothing_is_proven_of_what_takes_a_closer_look(version: int, made: Any) -> None:
    assert not shortcut(version).proves(made(version))


def test_a_name_that_occurs_twice_adds_quotation_marks() -> None:
    made = document(3)
    data = as_bytes(made).replace(b'"quant":', b'"quant":"Q8_0","quant":')
    assert json.loads(data) == made
    assert data.count(b'"') > shortcut(3).quotes(made)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"quant": Text("Q4_K_M")}, id="text"),
        pytest.param({"adapter_version": Number.ONE}, id="integer"),
        pytest.param({"artifacts": [Members(artifact("base.Q4_K_M.gguf"))]}, id="object"),
        pytest.param({"ollama_name": "t\u00fctor"}, id="not ASCII"),
        pytest.param({"ollama_name": "a\n"}, id="control character"),
        pytest.param({"artifacts": [artifact("a\x7f")]}, id="control character inside"),
        pytest.param({"artifacts": [artifact(Text("a"))]}, id="text inside"),
        pytest.param({"artifacts": [artifact("a") | {"size_bytes": Number.ONE}]}, id="inside"),
        pytest.param({"artifacts": [artifact("a")] * 60_000}, id="much"),
    ],
)
def test_what_is_not_plain_is_not_copied(members: dict[str, Any]) -> None:
    assert shortcut(2).copy(changed(2, **members)) is None


def test_a_copy_shares_nothing_that_can_be_changed() -> None:
    made = document(3)
    before = copy.deepcopy(made)
    copied = shortcut(3).copy(made)
    assert copied is not None
    copied["artifacts"][0]["path"] = "other"
    copied["artifacts"].append({})
    copied["quant"] = "other"
    assert made == before


@pytest.mark.parametrize(
    "members", [{"quant": "\ud800"}, {"quant": {1}}, {1: 2}, {"artifacts": [{1: 2}]}]
)
def test_what_json_has_no_value_for_is_left_to_others(
    monkeypatch: pytest.MonkeyPatch, members: dict[Any, Any]
) -> None:
    monkeypatch.setattr(WALKS, "_walked", 10**9)
    [finding] = validate({**document(2), **members}).findings
    assert finding.code in {"encoding/character", "encoding/syntax"}


@pytest.mark.parametrize(
    "member",
    [
        pytest.param({"type": "object", "properties": {}}, id="object"),
        pytest.param({"type": ["integer", "null"]}, id="integer or null"),
        pytest.param(
            {"type": "array", "items": {"properties": {"a": {"type": ["string", "null"]}}}},
            id="text or null inside",
        ),
        pytest.param({"type": "array", "items": {"type": "string"}}, id="array of text"),
        pytest.param({"enum": ["a", 1]}, id="no type"),
    ],
)
def test_schema_of_another_shape_has_no_shortcut(member: dict[str, Any]) -> None:
    schema = published(REGISTRY[3].schema_path)
    schema["properties"]["more"] = member
    with pytest.raises(UnknownShapeError):
        Shortcut(schema)
