"""The renderer of Go, without Go."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.go import render
from dlm_codegen.go.names import exported, unexported
from dlm_codegen.settings import Settings
from dlm_codegen.specification import Specification, read_specification

PROJECT = Path(__file__).resolve().parents[2]
NO_SETTINGS = Settings({}, {})


@pytest.fixture(scope="module")
def specification() -> Specification:
    return read_specification(PROJECT / "schema")


def test_rendering_is_deterministic(specification: Specification) -> None:
    assert render(specification, NO_SETTINGS) == render(specification, NO_SETTINGS)


def test_every_source_says_where_it_comes_from(specification: Specification) -> None:
    for path, text in render(specification, NO_SETTINGS).items():
        if not path.endswith(".go"):
            continue
        header = text.splitlines()[0]
        source = re.fullmatch(
            r"// (?:Code generated from (\S+) by nox -s generate\. DO NOT EDIT\.|"
            r"Generated from (\S+) by `nox -s generate`\. Do not edit\.)",
            header,
        )
        assert source, path
        assert (PROJECT / (source[1] or source[2])).exists()


def test_published_files_are_embedded_byte_for_byte(specification: Specification) -> None:
    tree = render(specification, NO_SETTINGS)
    embedded = {path.removeprefix("schema/"): tree[path] for path in tree if path[:7] == "schema/"}
    assert embedded == specification.files


def test_optional_member_is_refused(specification: Specification) -> None:
    latest = specification.latest
    schema = {**latest.schema, "required": latest.schema["required"][1:]}
    changed = replace(
        specification, versions=(*specification.versions[:-1], replace(latest, schema=schema))
    )
    with pytest.raises(GenerationError, match="ExportManifest has members that are not required"):
        render(changed, NO_SETTINGS)


def test_names_are_those_of_the_format() -> None:
    assert exported("base_model_hf_id") == "BaseModelHFID"
    assert exported("Target", "mlx-serve") == "TargetMLXServe"
    assert exported("schema", "additionalProperties") == "SchemaAdditionalProperties"
    assert unexported("ExportManifest", "sha256") == "exportManifestSHA256"
