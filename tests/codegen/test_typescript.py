"""The renderer of TypeScript."""

from __future__ import annotations

import copy
import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.typescript import render

if TYPE_CHECKING:
    from dlm_codegen.settings import Settings
    from dlm_codegen.specification import Specification
    from dlm_codegen.tree import Tree


def changed(specification: Specification, **members: dict[str, Any]) -> Specification:
    """Return the specification with members of the latest version's schema updated."""
    *older, latest = specification.versions
    schema = copy.deepcopy(latest.schema)
    for name, update in members.items():
        schema["properties"][name] |= update
    return dataclasses.replace(
        specification, versions=(*older, dataclasses.replace(latest, schema=schema))
    )


def test_changed_constraint_changes_types_and_data(
    specification: Specification, settings: Settings
) -> None:
    before = render(specification, settings)
    after = render(
        changed(specification, target={"enum": ["ollama", "tabby"]}, quant={"maxLength": 7}),
        settings,
    )
    types = f"src/v{specification.latest.number}.ts"
    assert 'readonly target: "ollama" | "tabby";' in after[types]
    assert '"maxLength": 7,' in after["src/definition.ts"]
    assert differing(before, after) == {types, "src/definition.ts"}


def differing(one: Tree, other: Tree) -> set[str]:
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def test_package_has_the_version_of_the_release(
    specification: Specification, settings: Settings
) -> None:
    tree = render(specification, dataclasses.replace(settings, version="9.8.7"))
    lock = json.loads(tree["package-lock.json"])
    versions = {
        json.loads(tree["package.json"])["version"],
        lock["version"],
        lock["packages"][""]["version"],
    }
    assert versions == {"9.8.7"}
    assert not any("resolved" in package for package in lock["packages"].values())


def test_kind_of_rule_that_the_runtime_does_not_know_is_refused(
    specification: Specification, settings: Settings
) -> None:
    unknown = specification.rules_of(["rules"])[0] | {"parameters": {"kind": "phase_of_the_moon"}}
    rules = (*specification.rules, unknown)
    with pytest.raises(GenerationError, match="of the kind phase_of_the_moon"):
        render(dataclasses.replace(specification, rules=rules), settings)
