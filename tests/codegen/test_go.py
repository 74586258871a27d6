"""The renderer of Go, without Go."""

from __future__ import annotations

import re
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


def test_rule_of_a_known_kind_is_rendered_as_data(
    specification: Specification, settings: Settings
) -> None:
    rule = {
        "code": "rules/test-build",
        "layer": "rules",
        "severity": "note",
        "meaning": "A test build wrote the export.",
        "remedy": "Export again.",
        "parameters": {"kind": "pattern", "pointer": "/created_by", "forbidden": "^dlm-0[.]"},
    }
    tree = render(replace(specification, rules=(*specification.rules, rule)), settings)
    assert (
        '&patternRule{CodeRulesTestBuild, location{"/created_by", nil, exportManifestCreatedBy}, '
        '"", patternRulesTestBuild, false, "a test build wrote the export"},\n'
    ) in tree["rules_data.go"]
    assert "CodeRulesTestBuild:\n\t\treturn SeverityNote\n" in tree["codes.go"]


def test_rule_of_an_unknown_kind_is_refused(
    specification: Specification, settings: Settings
) -> None:
    *others, last = specification.rules_of(["rules"])
    unknown = {**last, "parameters": {"kind": "sum"}}
    with pytest.raises(GenerationError) as caught:
        render(replace(specification, rules=(*others, unknown)), settings)
    assert str(caught.value) == (
        f"schema/rules.json: the rule {last['code']} is of the kind sum, which has no code in "
        f"src/dlm_codegen/go/runtime/rules.go"
    )


def test_pattern_of_many_states_has_a_table_for_short_texts(
    specification: Specification, settings: Settings
) -> None:
    sources = render(specification, settings)["patterns.go"]
    assert re.findall(r"newPattern\(.*, (\d+),\n", sources) == ["79"]
    assert "patternRulesOllamaName = newPattern(" in sources


def test_names_are_those_of_the_format() -> None:
    assert exported("base_model_hf_id") == "BaseModelHFID"
    assert exported("Target", "mlx-serve") == "TargetMLXServe"
    assert exported("schema", "additionalProperties") == "SchemaAdditionalProperties"
    assert unexported("ExportManifest", "sha256") == "exportManifestSHA256"
