"""The TypeScript package follows the specification; its tools, node and npm, have to be there."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import dlm_schema
from dlm_codegen.errors import GenerationError
from dlm_codegen.settings import read_settings
from dlm_codegen.specification import read_specification
from dlm_codegen.typescript import render

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification
    from dlm_codegen.tree import Tree

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = read_settings(PROJECT / "pyproject.toml")


@pytest.fixture
def specification() -> Specification:
    return read_specification(PROJECT / "schema")


def changed(specification: Specification, **members: dict[str, Any]) -> Specification:
    """Return the specification with members of the latest version's schema updated."""
    *older, latest = specification.versions
    schema = copy.deepcopy(latest.schema)
    for name, update in members.items():
        schema["properties"][name] |= update
    return dataclasses.replace(
        specification, versions=(*older, dataclasses.replace(latest, schema=schema))
    )


def test_changed_constraint_changes_types_and_validators(specification: Specification) -> None:
    before = render(specification, SETTINGS)
    after = render(
        changed(specification, target={"enum": ["ollama", "tabby"]}, quant={"maxLength": 7}),
        SETTINGS,
    )
    assert 'readonly target: "ollama" | "tabby";' in after["src/v3.ts"]
    assert "lengthInCodePoints" in before["src/validators.ts"]
    assert "limit: 7 }" in after["src/validators.ts"]
    assert differing(before, after) == {"src/v3.ts", "src/validators.ts"}


def differing(one: Tree, other: Tree) -> set[str]:
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def test_package_has_the_version_of_the_release(specification: Specification) -> None:
    tree = render(specification, SETTINGS)
    lock = json.loads(tree["package-lock.json"])
    versions = {
        json.loads(tree["package.json"])["version"],
        lock["version"],
        lock["packages"][""]["version"],
    }
    assert versions == {dlm_schema.__version__}
    assert not any("resolved" in package for package in lock["packages"].values())


def test_every_file_that_can_says_where_it_comes_from(specification: Specification) -> None:
    for path, text in render(specification, SETTINGS).items():
        if not path.endswith((".json", "LICENSE")):
            first = text.split("\n", 1)[0]
            assert re.search(r"Generated from \S.* by `nox -s generate`. Do not edit.", first), path


@pytest.mark.parametrize(
    ("update", "message"),
    [
        ({"uniqueItems": True}, "uses the keyword uniqueItems, for which rules.json has no code"),
        ({"pattern": "^[a-z]{1,}"}, "has a string without a bound"),
        ({"type": "number"}, "has a number or an open object"),
    ],
)
def test_schema_that_the_runtime_cannot_follow_is_refused(
    specification: Specification, update: dict[str, Any], message: str
) -> None:
    with pytest.raises(GenerationError, match=message):
        render(changed(specification, quant=update), SETTINGS)
