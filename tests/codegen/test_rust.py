"""The renderer of Rust, without Rust."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.rust import render
from dlm_codegen.specification import read_specification

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    return shutil.copytree(PROJECT / "schema", tmp_path / "schema")


def edit_latest(schema: Path, edit: Any) -> None:
    path = schema / read_specification(schema).latest.schema_path
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_changed_constraint_changes_the_crate(schema: Path, settings: Settings) -> None:
    def narrow(document: Any) -> None:
        document["properties"]["quant"]["maxLength"] = 7

    before = render(read_specification(schema), settings)
    edit_latest(schema, narrow)
    after = render(read_specification(schema), settings)
    changed = {path for path in after if before.get(path) != after[path]}
    latest = read_specification(schema).latest.number
    assert changed == {
        f"schema/export-manifest/v{latest}/schema.json",
        f"src/versions/v{latest}.rs",
    }
    # What was the older version's type is now a type of its own.
    assert (
        "    Quant {\n        min_length: 1,\n        max_length: 7,"
        in after[f"src/versions/v{latest}.rs"]
    )


def add_rule(schema: Path, parameters: dict[str, Any]) -> None:
    path = schema / "rules.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    rule = {"code": "rules/new-one", "layer": "rules", "severity": "warning"}
    document["rules"].append(
        {**rule, "meaning": "New.", "remedy": "New.", "parameters": parameters}
    )
    path.write_text(json.dumps(document), encoding="utf-8")


def test_rule_of_a_known_kind_is_data(schema: Path, settings: Settings) -> None:
    # It counts in two places at once, so that its table would be too large.
    pattern = "^[a-z.]{0,90}[.]{1,90}[a-z.]{0,90}$"
    add_rule(schema, {"kind": "pattern", "pointer": "/ollama_name", "pattern": pattern})
    before = render(read_specification(PROJECT / "schema"), settings)
    after = render(read_specification(schema), settings)
    assert {path for path in after if before[path] != after[path]} == {
        "schema/rules.json",
        "src/codes.rs",
        "src/patterns.rs",
    }
    assert "    RulesNewOne {" in after["src/codes.rs"]
    [_, static] = after["src/patterns.rs"].split(f'    "{pattern}",')
    assert "Matcher::Network" in static.split("Pattern::new(")[0]


def test_rule_of_an_unknown_kind_is_refused(schema: Path, settings: Settings) -> None:
    add_rule(schema, {"kind": "other"})
    with pytest.raises(GenerationError) as caught:
        render(read_specification(schema), settings)
    assert str(caught.value) == (
        "schema/rules.json: rules/new-one is of the kind other, which is unknown to the Rust "
        "generator; teach it in src/dlm_codegen/rust/catalogue.py and runtime/src/catalogue.rs"
    )


def test_crate_has_the_version_of_the_release(
    specification: Specification, settings: Settings
) -> None:
    tree = render(specification, replace(settings, version="9.8.7"))
    assert tomllib.loads(tree["Cargo.toml"])["package"]["version"] == "9.8.7"
