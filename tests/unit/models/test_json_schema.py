"""A model's own JSON Schema says what the published schema of its version says."""

from __future__ import annotations

import importlib
import json
import re
from typing import Any

import pytest
from support.documents import VERSIONS
from support.schema_judge import SCHEMAS


def published(version: int) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"v{version}/schema.json").read_bytes())
    return schema


def model_schema(version: int, mode: Any) -> dict[str, Any]:
    models = importlib.import_module(f"dlm_schema.models.v{version}")
    schema: dict[str, Any] = models.ExportManifest.model_json_schema(mode=mode)
    return schema


def without_titles(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out what Pydantic adds to a member, and write a type that may be null as published."""
    members = {}
    for name, member in schema["properties"].items():
        said = {keyword: value for keyword, value in member.items() if keyword != "title"}
        if "anyOf" in said:
            one, null = said.pop("anyOf")
            said |= {**one, "type": [one["type"], null["type"]]}
        members[name] = said
    return {**schema, "properties": members}


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("version", VERSIONS)
def test_model_says_all_that_the_published_schema_says(version: int, mode: str) -> None:
    said = model_schema(version, mode)
    meant = published(version)
    definitions = {name: without_titles(part) for name, part in said.pop("$defs").items()}
    assert definitions == meant.pop("$defs")
    assert without_titles(said) == {
        keyword: value for keyword, value in meant.items() if keyword not in ("$schema", "$id")
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_model_executes_no_bound_that_no_text_reaches(version: int) -> None:
    """Pydantic's engine takes twenty times as long for a path with them."""
    artifact = importlib.import_module(f"dlm_schema.models.v{version}").ExportArtifact
    [executed] = [
        part.pattern for part in artifact.model_fields["path"].metadata if hasattr(part, "pattern")
    ]
    meant = published(version)["$defs"]["ExportArtifact"]["properties"]["path"]["pattern"]
    assert executed != meant
    assert executed == re.sub(r"\{0,512\}", "{0,}", meant)
