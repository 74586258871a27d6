"""What DLM itself wrote: read, judged, migrated up and back to its own bytes.

The oracle is the table of recordings, which names the findings of every manifest, and the bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from support.harness import MANIFEST, backup_of, contents, run
from support.recordings import FOLDER, READABLE, RECORDINGS, WITHOUT_MANIFEST, Recording, shown

import dlm_schema
from dlm_schema.document.canonical import canonical_bytes
from dlm_schema.findings import Finding

REFUSED: Final = tuple(one for one in RECORDINGS if one not in READABLE)
each = pytest.mark.parametrize("one", RECORDINGS, ids=lambda one: one.name)
each_readable = pytest.mark.parametrize("one", READABLE, ids=lambda one: one.name)


def results(command: str, *options: str) -> dict[str, dict[str, Any]]:
    """Run a command on all recordings and return what it says of each, by name."""
    before = contents(FOLDER)
    outcome = run(command, "--format", "json", *options, FOLDER)
    assert (outcome.status, outcome.err) == (1, "")
    assert contents(FOLDER) == before
    report = json.loads(outcome.out)
    assert [report["summary"][name] for name in ("checked", "ok", "failed")] == [72, 71, 1]
    return {
        os.path.dirname(os.path.relpath(result["path"], FOLDER)): result
        for result in report["results"]
    }


def findings_of(result: dict[str, Any]) -> tuple[str, ...]:
    return shown(Finding(**one) for one in result["findings"] + result.get("outcome", []))


# The table.


def test_every_recording_stands_in_the_table() -> None:
    found = {str(path.parent.relative_to(FOLDER)) for path in FOLDER.rglob(MANIFEST)}
    assert found == {one.name for one in RECORDINGS}
    assert len(found) == 72
    exports = {path for path in FOLDER.rglob("exports/*") if path.is_dir()}
    bare = {path for path in exports if not (path / MANIFEST).exists()}
    assert {str(path.relative_to(FOLDER)) for path in bare} == set(WITHOUT_MANIFEST)


def test_no_export_that_dlm_completed_has_an_error_but_for_a_version_of_two_lines() -> None:
    faulty = [
        one.name
        for one in RECORDINGS
        if any(line.startswith("error") for line in (*one.document, *one.files))
    ]
    assert [name.split("/")[1] for name in faulty] == ["tag-8"]


def test_exports_that_did_not_complete_are_named() -> None:
    assert {one.name.split("/")[1]: one.outcome for one in RECORDINGS if one.outcome} == {
        "store": "interrupted",
        "llama-server-jinja": "failed",
    }
    assert {name.split("/")[1]: told for name, told in WITHOUT_MANIFEST.items()} == {
        "audio-qwen2-audio-7b-instruct": "snapshot",
        "mix-ollama": "failed",
        "vl-qwen2-vl-2b-instruct-snap": "snapshot",
    }


@each
def test_a_recording_is_judged_as_the_table_says(one: Recording) -> None:
    document = dlm_schema.validate(one.path.read_bytes())
    assert (document.version, shown(document.findings)) == (one.version, one.document)
    directory = dlm_schema.verify(one.directory)
    assert directory.version == one.version
    assert sorted(shown(directory.findings)) == sorted((*one.document, *one.files))


# Commands on all of them, with snapshots and folders without a manifest among them.


@pytest.mark.parametrize("command", ["validate", "detect"])
def test_a_command_tells_the_version_and_the_findings_of_each(command: str) -> None:
    found = results(command)
    assert {name: result["version"] for name, result in found.items()} == {
        one.name: one.version for one in RECORDINGS
    }
    if command == "validate":
        assert {name: findings_of(result) for name, result in found.items()} == {
            one.name: one.document for one in RECORDINGS
        }


def test_a_dry_run_refuses_nothing_but_what_cannot_be_read() -> None:
    found = results("migrate", "--to", "3", "--dry-run")
    for one in RECORDINGS:
        result = found.pop(one.name)
        assert result["ok"] is one.readable, one.name
        assert findings_of(result) == one.document, one.name
    assert found == {}


def test_one_manifest_that_cannot_be_read_keeps_all_from_being_written(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "stores")
    before = contents(tmp_path)
    status, out, err = run("migrate", "--in-place", "--to", "3", tmp_path)
    assert status == 1
    assert out.endswith("72 manifests: 71 ok, 1 failed; 0 written\n")
    assert "nothing was written" in err
    assert contents(tmp_path) == before


def test_stores_go_up_in_place_and_back_down_to_their_own_bytes(tmp_path: Path) -> None:
    stores = tmp_path / "stores"
    shutil.copytree(FOLDER, stores)
    for one in REFUSED:
        shutil.rmtree(stores / one.name)
    before = contents(stores)
    up = run("migrate", "--in-place", "--to", "3", stores)
    assert up.status == 0, up.err
    assert up.out.endswith("71 manifests: 71 ok, 0 failed; 71 written\n")
    after = contents(stores)
    for one in READABLE:
        name = f"{one.name}/{MANIFEST}"
        data = before[name]
        document = json.loads(after.pop(name))
        assert document["schema_version"] == 3
        assert document["created_at"] == json.loads(data)["created_at"] + "Z"
        assert after.pop(backup_of(name, one.version)) == data
    assert after.items() <= before.items()
    for generation in sorted(path for path in stores.iterdir() if path.is_dir()):
        version = 2 if generation.name.startswith("dlm-trunk") else 1
        assert run("migrate", "--in-place", "--to", str(version), generation).status == 0
    restored = contents(stores)
    assert {name: restored[name] for name in before} == before
    assert len([name for name in restored if name.endswith(".v3.bak")]) == 71


# The library on each.


@each_readable
def test_an_export_loads_and_its_bytes_come_back(one: Recording) -> None:
    data = one.path.read_bytes()
    document = json.loads(data)
    manifest = dlm_schema.load(one.directory)
    assert manifest == dlm_schema.load(one.path) == dlm_schema.loads(data)
    assert manifest.schema_version == 3
    assert manifest.target == document.get("target", "ollama")
    up = dlm_schema.migrate(document)
    assert up.losses == ()
    assert dlm_schema.dumps(manifest) == canonical_bytes(up.document)
    assert shown(up.findings) == one.document
    assert one.version is not None
    down = dlm_schema.migrate(up.document, one.version)
    assert dlm_schema.dumps(down.document) == data
    assert down.losses == ()
    assert shown(down.findings) == one.document
