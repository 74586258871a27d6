"""The corpus as plain files, one folder a case."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator
from support.small_specification import CASES, loaded

if TYPE_CHECKING:
    from dlm_schema.publish.tree import Tree


def test_the_index_lists_every_case_as_its_own_file_does(expanded: Tree) -> None:
    index = loaded(expanded, "corpus/cases/index.json")
    assert [case["id"] for case in index["cases"]] == CASES
    for case in index["cases"]:
        assert loaded(expanded, f"corpus/cases/{case['id']}/case.json") == case


def test_index_cases_and_directories_match_their_schema(expanded: Tree) -> None:
    schema = loaded(expanded, "corpus/cases/index.schema.json")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(loaded(expanded, "corpus/cases/index.json"))
    directory = Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/directory"})
    directory.validate(loaded(expanded, "corpus/cases/files/every-kind/v2/directory.json"))


def test_a_document_is_there_byte_for_byte_with_its_digest(expanded: Tree) -> None:
    folder = Path(expanded.folder, "corpus/cases/encoding/no-text")
    assert (folder / "input.bin").read_bytes() == b"{\xff}"
    assert loaded(expanded, "corpus/cases/encoding/no-text/case.json") == {
        "id": "encoding/no-text",
        "layer": "encoding",
        "level": "encoding",
        "why": "The byte FF begins no character.",
        "requirements": ["EM-ENC-3"],
        "versions": [1, 2, 3],
        "rejected": True,
        "request": {
            "type": "validate",
            "file": "input.bin",
            "sha256": hashlib.sha256(b"{\xff}").hexdigest(),
        },
        "expected": {
            "valid": False,
            "version": None,
            "errors": [{"code": "encoding/utf8", "pointer": ""}],
            "warnings": [],
            "notes": [],
        },
    }


def test_a_migration_has_its_outcome_beside_it(expanded: Tree, specification: Path) -> None:
    folder = Path(expanded.folder, "corpus/cases/migrations/up")
    bases = specification / "corpus" / "bases"
    assert (folder / "input.bin").read_bytes() == (bases / "v1" / "ollama.json").read_bytes()
    assert (folder / "output.json").read_bytes() == (bases / "v2" / "ollama.json").read_bytes()
    case = loaded(expanded, "corpus/cases/migrations/up/case.json")
    assert case["request"]["type"] == "migrate"
    assert (case["request"]["to"], case["request"]["allow_loss"]) == (2, False)
    assert (case["expected"]["output"], case["expected"]["losses"]) == ("output.json", [])
    assert not case["rejected"]


def test_a_refused_migration_has_no_outcome_and_says_what_would_be_lost(expanded: Tree) -> None:
    case = loaded(expanded, "corpus/cases/migrations/down/case.json")
    assert case["rejected"]
    assert case["expected"] == {
        "valid": True,
        "version": 2,
        "errors": [],
        "warnings": [],
        "notes": [],
        "losses": [{"code": "loss/value", "pointer": "/target", "value": "vllm"}],
        "findings": [],
        "output": None,
    }


def test_what_the_schema_alone_says_is_told_where_it_differs(expanded: Tree) -> None:
    cases = {case["id"]: case for case in loaded(expanded, "corpus/cases/index.json")["cases"]}
    told = {name: case["schema_alone"] for name, case in cases.items() if "schema_alone" in case}
    assert told == {"encoding/no-text/nested": [{"code": "schema/type", "pointer": ""}]}


def test_a_directory_is_data_with_an_entry_of_every_kind(expanded: Tree) -> None:
    listed = loaded(expanded, "corpus/cases/files/every-kind/v2/directory.json")["entries"]
    entries = {entry.pop("path"): entry for entry in listed}
    manifest = base64.b64decode(entries.pop("export_manifest.json")["content"], validate=True)
    case = loaded(expanded, "corpus/cases/files/every-kind/v2/case.json")
    assert hashlib.sha256(manifest).hexdigest() == case["request"]["sha256"]
    for artifact in json.loads(manifest)["artifacts"]:
        content = base64.b64decode(entries.pop(artifact["path"])["content"], validate=True)
        assert hashlib.sha256(content).hexdigest() == artifact["sha256"]
    assert entries == {
        "notes.txt": {"kind": "file", "content": "AP8="},
        "hole.bin": {"kind": "sparse", "size": 70000},
        "link": {"kind": "symlink", "target": "../outside/secret"},
        "second.txt": {"kind": "hard_link", "target": "notes.txt"},
        "pipe": {"kind": "fifo"},
        "socket": {"kind": "socket"},
        "empty": {"kind": "folder"},
    }
