"""The renderer of Go, without Go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.go import render
from dlm_codegen.go.names import exported, unexported

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification


def test_conformance_program_has_the_version_of_the_release(
    specification: Specification, settings: Settings
) -> None:
    tree = render(specification, replace(settings, version="9.8.7"))
    assert 'const release = "9.8.7"\n' in tree["cmd/conformance/main.go"]


def test_published_files_are_embedded_byte_for_byte(
    specification: Specification, settings: Settings
) -> None:
    tree = render(specification, settings)
    embedded = {path.removeprefix("schema/"): tree[path] for path in tree if path[:7] == "schema/"}
    assert embedded == specification.files


def test_optional_member_is_refused(specification: Specification, settings: Settings) -> None:
    latest = specification.latest
    schema = {**latest.schema, "required": latest.schema["required"][1:]}
    changed = replace(
        specification, versions=(*specification.versions[:-1], replace(latest, schema=schema))
    )
    with pytest.raises(GenerationError, match="ExportManifest has members that are not required"):
        render(changed, settings)


def test_names_are_those_of_the_format() -> None:
    assert exported("base_model_hf_id") == "BaseModelHFID"
    assert exported("Target", "mlx-serve") == "TargetMLXServe"
    assert exported("schema", "additionalProperties") == "SchemaAdditionalProperties"
    assert unexported("ExportManifest", "sha256") == "exportManifestSHA256"
