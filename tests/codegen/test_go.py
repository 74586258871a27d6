"""The renderer of Go, without Go."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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


def test_rule_of_a_known_kind_is_no_new_code(
    specification: Specification, settings: Settings
) -> None:
    parameters = {"kind": "pattern", "pointer": "/created_by", "forbidden": "^dlm-0[.]"}
    tree = render(with_rule(specification, parameters), settings)
    assert 'CodeRulesTestBuild Code = "rules/test-build"\n' in tree["codes.go"]
    assert 'newPattern("^dlm-0[.]", 128, MaxBytes,\n' in tree["patterns.go"]


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        (
            {"kind": "sum"},
            "is of the kind sum, which has no code in src/dlm_codegen/go/runtime/rules.go",
        ),
        (
            {"kind": "pattern", "pointer": "/artifacts/*/sum", "pattern": "^a"},
            "names /artifacts/*/sum, which no version defines",
        ),
        (
            {"kind": "values_by_target", "require": {"vllm": {"sum": 1}}},
            "names /sum, which no version defines",
        ),
    ],
)
def test_rule_that_the_runtime_cannot_judge_is_refused(
    specification: Specification, settings: Settings, parameters: dict[str, Any], problem: str
) -> None:
    with pytest.raises(GenerationError) as caught:
        render(with_rule(specification, parameters), settings)
    assert str(caught.value) == f"schema/rules.json: the rule rules/test-build {problem}"


def with_rule(specification: Specification, parameters: dict[str, Any]) -> Specification:
    rule = {
        "code": "rules/test-build",
        "layer": "rules",
        "severity": "note",
        "meaning": "A test build wrote the export.",
        "remedy": "Export again.",
        "parameters": parameters,
    }
    return replace(specification, rules=(*specification.rules, rule))


def test_pattern_of_many_states_has_a_table_for_short_texts(
    specification: Specification, settings: Settings
) -> None:
    sources = render(specification, settings)["patterns.go"]
    tables = re.findall(r'newPattern\("(.*)", \d+, (\w+),\n', sources)
    assert {pattern[:11]: exact for pattern, exact in tables if exact != "MaxBytes"} == {
        "^((([A-Za-z": "79"
    }


def test_pattern_has_one_table_for_the_longest_texts_that_it_is_asked_about(
    specification: Specification, settings: Settings
) -> None:
    sources = render(specification, settings)["patterns.go"]
    assert sources.count('"^[!-~]{1,128}$"') == 1
    assert 'newRun("^[!-~]{1,128}$", 128, "!~", 1, MaxBytes),\n' in sources


def test_names_are_those_of_the_format() -> None:
    assert exported("base_model_hf_id") == "BaseModelHFID"
    assert exported("Target", "mlx-serve") == "TargetMLXServe"
    assert exported("schema", "additionalProperties") == "SchemaAdditionalProperties"
    assert unexported("ExportManifest", "sha256") == "exportManifestSHA256"
