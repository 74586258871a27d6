"""What the renderers of all languages ask of the specification."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dlm_codegen.errors import GenerationError
from dlm_codegen.specification import READING_LAYERS, read_specification

if TYPE_CHECKING:
    from dlm_codegen.specification import Specification

PROJECT = Path(__file__).resolve().parents[2]


def test_versions_are_told_apart_as_section_4_says(specification: Specification) -> None:
    detection = specification.detection
    assert detection.without_target.number == 1
    assert detection.with_target.number == 2
    assert detection.named == specification.versions[2:]


def test_number_that_is_not_the_version_is_refused(specification: Specification) -> None:
    wrong = replace(specification.latest, number=9, schema_path="export-manifest/v9/schema.json")
    with pytest.raises(GenerationError) as caught:
        replace(specification, versions=(*specification.versions[:-1], wrong)).detection  # noqa: B018
    assert str(caught.value) == (
        f"schema/export-manifest/v9/schema.json: schema_version must be the constant 9, found "
        f"{specification.latest.number}"
    )


def test_versions_that_nothing_tells_apart_are_refused(specification: Specification) -> None:
    with pytest.raises(GenerationError) as caught:
        replace(specification, versions=specification.versions[1:]).detection  # noqa: B018
    assert str(caught.value) == (
        "schema/versions.json: of the versions without schema_version one must have target and "
        "one must not; nothing else tells them apart"
    )


def test_operations_are_those_of_the_migration_for_programs(specification: Specification) -> None:
    assert [version.operations for version in specification.versions[:2]] == [
        (),
        ({"op": "add", "pointer": "/target", "value": "ollama"},),
    ]


@pytest.mark.parametrize(
    ("pointer", "max_length"),
    [
        ("/ollama_name", 1024),
        ("/artifacts/*/path", 512),
        ("/created_at", 20),  # 19 in the older versions
        ("/target", None),
        ("/artifacts", None),
        ("/artifacts/path", None),
    ],
)
def test_length_of_a_text_is_that_of_any_version(
    specification: Specification, pointer: str, max_length: int | None
) -> None:
    assert specification.max_length(pointer) == max_length


def test_newest_version_that_is_read_is_not_the_draft(specification: Specification) -> None:
    assert specification.newest_read.number == 2


def test_rules_are_those_of_the_layers(specification: Specification) -> None:
    rules = specification.rules_of(READING_LAYERS)
    assert {rule["layer"] for rule in rules} == set(READING_LAYERS)
    assert "files" not in {rule["layer"] for rule in rules}
    assert [rule for rule in specification.rules if rule in rules] == list(rules)


@pytest.mark.parametrize(
    ("found", "put", "problem"),
    [
        (
            '"op": "suffix"',
            '"op": "prefix"',
            "operation 2 is none of add, remove, move, map, narrow, suffix, derive: prefix",
        ),
        (
            '"suffix": "Z"',
            '"suffix": ""',
            'operation 2 (suffix): "" is shorter than 1 character',
        ),
        (
            '"from": 2',
            '"from": "2"',
            '"2" is not of type "integer"',
        ),
    ],
)
def test_migration_of_another_shape_is_refused(
    tmp_path: Path, found: str, put: str, problem: str
) -> None:
    copied = Path(shutil.copytree(PROJECT / "schema", tmp_path / "schema"))
    path = copied / "migrations/2-to-3.json"
    path.write_text(path.read_text(encoding="utf-8").replace(found, put), encoding="utf-8")
    with pytest.raises(GenerationError) as caught:
        read_specification(copied)
    assert str(caught.value) == f"schema/migrations/2-to-3.json: {problem}"
