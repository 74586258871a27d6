"""Which versions there are, which of them a document claims, and that frozen files stay frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from support.documents import REPOSITORY, VERSIONS

import dlm_schema
from dlm_schema.document import versions
from dlm_schema.document.validation import validate
from dlm_schema.errors import InvalidManifestError, UnknownVersionError
from dlm_schema.findings import Finding, Report, observed
from dlm_schema.published import published_bytes

SCHEMA = REPOSITORY / "schema"
KNOWN = ", ".join(map(str, VERSIONS))
RECORD = json.loads((SCHEMA / "versions.json").read_text())["versions"]


@pytest.mark.parametrize(
    ("made", "version"),
    [
        ({}, 1),
        ({"schemaVersion": 3, "created_at": "2026-04-23T18:42:00Z", "artifacts": [{"role": 0}]}, 1),
        ({"target": None, "created_by": "dlm-0.10.0"}, 2),
        ({"schema_version": 3, "target": None}, 3),
    ],
)
def test_version_is_detected_by_two_members_alone(made: dict[str, Any], version: int) -> None:
    assert versions.claimed_version(made) is versions.REGISTRY[version]
    assert dlm_schema.detect_version(MappingProxyType(made)) == version


@pytest.mark.parametrize(
    ("made", "code", "pointer", "message"),
    [
        ([{}], "not-an-object", "", "expected an object, found an array of 1 entries"),
        ("target", "not-an-object", "", "expected an object, found 'target'"),
        *(
            ({"schema_version": value, "target": "ollama"}, code, "/schema_version", message)
            for value, code, message in (
                (None, "not-an-integer", "expected an integer, found null"),
                (True, "not-an-integer", "expected an integer, found true"),
                ("3", "not-an-integer", "expected an integer, found '3'"),
                (0, "unsupported", "there is no version 0"),
                (-3, "unsupported", "there is no version -3"),
                (
                    2,
                    "unsupported",
                    "documents of version 2 carry no schema_version; remove it",
                ),
                (
                    4,
                    "unsupported",
                    "version 4 is newer than 3; read it with a newer dlm-schema",
                ),
            )
        ),
    ],
)
def test_document_that_claims_no_version_is_told_why(
    made: Any, code: str, pointer: str, message: str
) -> None:
    wanted = {"not-an-object": "object", "not-an-integer": "integer"}.get(
        code, (dlm_schema.LATEST,)
    )
    seen = observed(made["schema_version"] if pointer else made)
    expected = Finding(f"version/{code}", "error", pointer, message, expected=wanted, observed=seen)
    assert versions.claimed_version(made) == expected
    assert validate(json.dumps(made)) == Report(None, [expected])
    with pytest.raises(InvalidManifestError) as raised:
        dlm_schema.detect_version(made)
    assert raised.value.report.findings == (expected,)


def test_versions_are_in_order_and_the_last_is_the_latest() -> None:
    assert dlm_schema.VERSIONS == versions.VERSIONS == VERSIONS
    assert dlm_schema.LATEST == versions.LATEST == VERSIONS[-1]
    assert [entry["number"] for entry in RECORD] == list(VERSIONS)
    assert [entry["status"] for entry in RECORD[:2]] == ["frozen", "frozen"]


def test_newest_version_that_a_dlm_reads_is_the_second() -> None:
    assert versions.NEWEST_READ == 2
    assert versions.lookup(2).read_by
    assert versions.lookup(3).read_by == ()


def files_of(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(entry["files"].values())


@pytest.mark.parametrize("entry", RECORD, ids=lambda entry: f"v{entry['number']}")
def test_frozen_file_is_the_one_on_record_and_a_draft_has_no_record(
    entry: Mapping[str, Any],
) -> None:
    for file in files_of(entry):
        data = (SCHEMA / file["path"]).read_bytes()
        digest = hashlib.sha256(data).hexdigest() if entry["status"] == "frozen" else None
        assert file["sha256"] == digest
        assert published_bytes(file["path"]) == data


def test_files_of_versions_1_and_2_are_the_published_ones() -> None:
    # Written out a second time, so that record and file cannot change together unnoticed.
    assert [(file["path"], file["sha256"]) for entry in RECORD[:2] for file in files_of(entry)] == [
        (
            "export-manifest/v1/schema.json",
            "1913f5e0f4de3928b2e342a6da29e33600db4cbb60abfbf3e2c0fcbcc4bc127c",
        ),
        (
            "export-manifest/v2/schema.json",
            "664b2eabdf0bd462230609657b98ffa0befbc57784000142aaaa9f437921c8e7",
        ),
        (
            "migrations/1-to-2.json",
            "440b4d59e696dd071bce8a9da1d60893839d6c2ac1c45b65e47c70c43b6ee94c",
        ),
    ]


def test_every_version_has_the_files_that_its_number_names() -> None:
    for entry in RECORD:
        number = entry["number"]
        migration = {"migration": f"migrations/{number - 1}-to-{number}.json"}
        assert {kind: file["path"] for kind, file in entry["files"].items()} == {
            "schema": f"export-manifest/v{number}/schema.json",
            **(migration if number > 1 else {}),
        }
        version = versions.REGISTRY[number]
        assert version.schema_path == entry["files"]["schema"]["path"]
        assert version.migration_path == (migration["migration"] if number > 1 else None)
        assert version.status == entry["status"]
    on_disk = {
        path.relative_to(SCHEMA).as_posix()
        for folder in ("export-manifest", "migrations")
        for path in (SCHEMA / folder).rglob("*.json")
    }
    assert on_disk == {file["path"] for entry in RECORD for file in files_of(entry)}


@pytest.mark.parametrize("entry", RECORD[1:], ids=lambda entry: f"v{entry['number']}")
def test_migration_joins_neighbours(entry: Mapping[str, Any]) -> None:
    migration = json.loads((SCHEMA / entry["files"]["migration"]["path"]).read_text())
    assert (migration["from"], migration["to"]) == (entry["number"] - 1, entry["number"])


@pytest.mark.parametrize("number", VERSIONS)
def test_version_is_looked_up_by_its_number(number: int) -> None:
    version = versions.lookup(number)
    assert version is versions.REGISTRY[number]
    assert version.number == number
    assert version.names_itself is (number >= 3)
    assert version.models is getattr(dlm_schema.models, f"v{number}")
    assert version.read_by == tuple(RECORD[number - 1]["read_by"])
    assert version.schema is version.schema
    assert repr(version) == f"SchemaVersion({number}, {version.status})"


@pytest.mark.parametrize("number", [0, 99, True, 3.0, "3", None, [3]], ids=repr)
def test_unknown_version_is_no_key_error(number: Any) -> None:
    with pytest.raises(UnknownVersionError) as raised:
        versions.lookup(number)
    assert str(raised.value) == f"version {number!r} is unknown; the known versions are {KNOWN}"
    assert raised.value.version is number
    assert raised.value.known == VERSIONS
