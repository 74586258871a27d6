"""Which versions there are, which of them a document claims, and that frozen files stay frozen."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.documents import REPOSITORY, VERSIONS, document

import dlm_schema
from dlm_schema.document import versions
from dlm_schema.document.validation import validate
from dlm_schema.errors import InvalidManifestError, UnknownVersionError
from dlm_schema.findings import Finding
from dlm_schema.published import published_bytes

SCHEMA = REPOSITORY / "schema"
KNOWN = ", ".join(map(str, VERSIONS))
RECORD = json.loads((SCHEMA / "versions.json").read_text())["versions"]


@pytest.mark.parametrize(
    ("made", "version"),
    [
        pytest.param({}, 1, id="empty"),
        pytest.param({"quant": "hf"}, 1, id="neither"),
        pytest.param({"target": "ollama"}, 2, id="target"),
        pytest.param({"target": None}, 2, id="target-null"),
        pytest.param({"target": "nonsense"}, 2, id="target-unknown"),
        pytest.param({"target": 3}, 2, id="target-integer"),
        pytest.param({"Target": "ollama"}, 1, id="target-in-another-case"),
        pytest.param({"schema_version": 3}, 3, id="schema-version"),
        pytest.param({"schema_version": 3, "target": "vllm"}, 3, id="both"),
        pytest.param({"schema_version": 3, "target": None}, 3, id="both-target-null"),
        pytest.param({"Schema_version": 3}, 1, id="schema-version-in-another-case"),
        pytest.param({"schemaVersion": 3, "version": 3}, 1, id="other-members"),
        pytest.param({"created_by": "dlm-schema", "created_at": "x"}, 1, id="created-by"),
        pytest.param({"created_by": "dlm-0.10.0", "target": "vllm"}, 2, id="created-by-trunk"),
        pytest.param({"artifacts": [{"role": "other"}]}, 1, id="roles"),
        pytest.param({"created_at": "2026-04-23T18:42:00Z"}, 1, id="zulu"),
    ],
)
def test_version_is_detected_by_two_members_alone(made: dict[str, Any], version: int) -> None:
    claim = versions.claimed_version(made)
    assert claim is versions.REGISTRY[version]
    assert dlm_schema.detect_version(made) == version
    assert dlm_schema.detect_version(MappingProxyType(made)) == version
    assert validate(made).version == version


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(None, "null", id="null"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param("3", "'3'", id="string"),
        pytest.param("", "''", id="empty-string"),
        pytest.param([3], "an array of 1 entries", id="array"),
        pytest.param({}, "an object of 0 members", id="object"),
    ],
)
@pytest.mark.parametrize("target", [{}, {"target": "ollama"}], ids=["alone", "with-target"])
def test_schema_version_of_another_type_is_reported(
    value: Any, shown: str, target: dict[str, Any]
) -> None:
    made = {"schema_version": value, **target}
    expected = Finding(
        "version/not-an-integer",
        "error",
        "/schema_version",
        f"expected an integer, found {shown}",
    )
    assert versions.claimed_version(made) == expected
    assert validate(made).findings == (expected,)
    assert validate(json.dumps(made)).findings == (expected,)
    assert validate(made).version is None
    with pytest.raises(InvalidManifestError) as raised:
        dlm_schema.detect_version(made)
    assert raised.value.report.findings == (expected,)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (0, "there is no version 0"),
        (-1, "there is no version -1"),
        (-3, "there is no version -3"),
        (1, "documents of version 1 carry no schema_version; remove it"),
        (2, "documents of version 2 carry no schema_version; remove it"),
        (99, f"version 99 is newer than {VERSIONS[-1]}; read it with a newer dlm-schema"),
        (
            2**53 - 1,
            f"version {2**53 - 1} is newer than {VERSIONS[-1]}; read it with a newer dlm-schema",
        ),
        (1 - 2**53, f"there is no version {1 - 2**53}"),
    ],
)
@pytest.mark.parametrize("target", [{}, {"target": "ollama"}], ids=["alone", "with-target"])
def test_schema_version_that_is_not_known_is_reported(
    number: int, message: str, target: dict[str, Any]
) -> None:
    made = {**document(1), "schema_version": number, **target}
    expected = Finding("version/unsupported", "error", "/schema_version", message)
    assert versions.claimed_version(made) == expected
    assert validate(made).findings == (expected,)
    assert validate(json.dumps(made)).findings == (expected,)
    assert validate(made).version is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param([], "an array of 0 entries", id="array"),
        pytest.param([{}], "an array of 1 entries", id="array-of-object"),
        pytest.param("{}", "'{}'", id="string"),
        pytest.param("target", "'target'", id="string-target"),
        pytest.param(3, "3", id="integer"),
        pytest.param(None, "null", id="null"),
        pytest.param(False, "false", id="false"),
    ],
)
def test_value_that_is_no_object_is_reported(value: Any, shown: str) -> None:
    expected = Finding("version/not-an-object", "error", "", f"expected an object, found {shown}")
    assert versions.claimed_version(value) == expected
    assert validate(json.dumps(value)).findings == (expected,)
    assert validate(json.dumps(value)).version is None
    with pytest.raises(InvalidManifestError) as raised:
        dlm_schema.detect_version(value)
    assert str(raised.value) == (
        "document is not a valid export manifest: "
        f"version/not-an-object at the top: expected an object, found {shown}"
    )


def test_versions_are_in_order_and_the_last_is_the_latest() -> None:
    assert dlm_schema.VERSIONS == versions.VERSIONS == VERSIONS
    assert dlm_schema.LATEST == versions.LATEST == VERSIONS[-1]
    assert [entry["number"] for entry in RECORD] == list(VERSIONS)
    assert [entry["status"] for entry in RECORD[:2]] == ["frozen", "frozen"]


def test_newest_version_that_a_dlm_reads_is_the_second() -> None:
    assert versions.NEWEST_READ == 2
    assert versions.lookup(2).read_by
    assert versions.lookup(3).read_by == ()


def test_record_of_versions_matches_its_schema() -> None:
    shape = json.loads((SCHEMA / "versions.schema.json").read_text())
    record = json.loads((SCHEMA / "versions.json").read_text())
    Draft202012Validator.check_schema(shape)
    assert record["$schema"] == shape["$id"]
    assert not list(Draft202012Validator(shape).iter_errors(record))


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


@pytest.mark.parametrize(
    ("number", "message"),
    [
        pytest.param(0, f"version 0 is unknown; the known versions are {KNOWN}", id="0"),
        pytest.param(99, f"version 99 is unknown; the known versions are {KNOWN}", id="99"),
        pytest.param(-1, f"version -1 is unknown; the known versions are {KNOWN}", id="-1"),
        pytest.param(True, f"version True is unknown; the known versions are {KNOWN}", id="true"),
        pytest.param(3.0, f"version 3.0 is unknown; the known versions are {KNOWN}", id="3.0"),
        pytest.param("3", f"version '3' is unknown; the known versions are {KNOWN}", id="string"),
        pytest.param(None, f"version None is unknown; the known versions are {KNOWN}", id="null"),
        pytest.param([3], f"version [3] is unknown; the known versions are {KNOWN}", id="list"),
    ],
)
def test_unknown_version_is_no_key_error(number: Any, message: str) -> None:
    with pytest.raises(UnknownVersionError, match=f"^{re.escape(message)}$") as raised:
        versions.lookup(number)
    assert raised.value.version is number
    assert raised.value.known == VERSIONS
