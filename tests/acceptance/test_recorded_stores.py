"""What DLM itself wrote: read, judged, migrated up and back to its own bytes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Final

import pytest
from support.harness import MANIFEST, RECORDED, contents, run

import dlm_schema

INTERRUPTED: Final = RECORDED / "dlm-trunk/store/01KQAR00VP2KAKVGCB7W4XRRZY/exports/F16"
ALL: Final = sorted(RECORDED.rglob(MANIFEST))
VALID: Final = [path for path in ALL if path.parent != INTERRUPTED]
MISSING: Final = (
    "no artifact has a role that the target llama-server needs: chat_template, launch_script"
)


def written_by(path: Path) -> int:
    return 2 if path.is_relative_to(RECORDED / "dlm-trunk") else 1


def ids(path: Path) -> str:
    parts = path.relative_to(RECORDED).parts
    return f"{parts[0]}-{parts[2]}-{parts[4]}"


@pytest.fixture
def stores(tmp_path: Path) -> Path:
    """Return a copy of the recorded stores without the interrupted export."""
    copy = tmp_path / "stores"
    shutil.copytree(RECORDED, copy)
    shutil.rmtree(copy / INTERRUPTED.relative_to(RECORDED))
    return copy


def test_there_are_sixteen_exports() -> None:
    assert (len(ALL), len(VALID)) == (16, 15)


def test_validate_finds_one_fault_in_one_export() -> None:
    status, out, err = run("validate", "--quiet", RECORDED)
    assert (status, err) == (1, "")
    assert out == (
        f"invalid  {INTERRUPTED / MANIFEST}\n  error rules/missing-role at /artifacts: {MISSING}\n"
    )
    assert run("validate", RECORDED).out.endswith("16 manifests: 15 valid, 1 invalid\n")


def test_validate_reports_every_export_to_programs() -> None:
    report = json.loads(run("validate", "--format", "json", RECORDED).out)
    assert report["summary"] == {"checked": 16, "ok": 15, "failed": 1}
    assert [result["path"] for result in report["results"]] == [str(path) for path in ALL]
    assert [result["version"] for result in report["results"]] == [written_by(path) for path in ALL]
    faults = [result for result in report["results"] if result["findings"]]
    assert [(result["path"], result["ok"], result["findings"]) for result in faults] == [
        (
            str(INTERRUPTED / MANIFEST),
            False,
            [
                {
                    "code": "rules/missing-role",
                    "severity": "error",
                    "pointer": "/artifacts",
                    "message": MISSING,
                }
            ],
        )
    ]


def test_detect_tells_the_version_of_each() -> None:
    lines = [f"v{written_by(path)}  {path}" for path in ALL]
    expected = "\n".join([*lines, "16 manifests: 16 known, 0 unknown", ""])
    assert run("detect", RECORDED) == (0, expected, "")


def test_a_dry_run_plans_fifteen_and_refuses_the_interrupted_export() -> None:
    before = contents(RECORDED)
    status, out, err = run("migrate", RECORDED, "--to", "3", "--dry-run")
    assert (status, err) == (1, "")
    lines = []
    for path in ALL:
        if path.parent == INTERRUPTED:
            lines += [f"refused  {path}", f"  error rules/missing-role at /artifacts: {MISSING}"]
        else:
            lines.append(f"v{written_by(path)} -> v3  {path}")
    assert out.splitlines() == [*lines, "16 manifests: 15 migratable, 1 refused"]
    assert contents(RECORDED) == before


def test_one_invalid_export_keeps_all_from_being_written(tmp_path: Path) -> None:
    shutil.copytree(RECORDED, tmp_path / "stores")
    before = contents(tmp_path)
    status, out, err = run("migrate", "--in-place", tmp_path)
    assert status == 1
    assert out.endswith("16 manifests: 15 migratable, 1 refused\n")
    assert err == (
        "dlm-schema: nothing was written, because not every manifest can be migrated; mend or "
        "move the refused ones, or name the others\n"
    )
    assert contents(tmp_path) == before


def test_stores_go_up_in_place_and_back_down_to_their_own_bytes(stores: Path) -> None:
    before = contents(stores)
    up = run("migrate", "--in-place", stores)
    assert (up.status, up.err) == (0, "")
    assert up.out.endswith("15 manifests: 15 migrated, 0 refused\n")
    after = contents(stores)
    for name, data in before.items():
        if os.path.basename(name) == MANIFEST:
            document = json.loads(after.pop(name))
            assert document["schema_version"] == 3
            assert document["created_at"] == json.loads(data)["created_at"] + "Z"
            version = 2 if name.startswith("dlm-trunk") else 1
            assert after.pop(f"{name}.v{version}.bak") == data
        else:
            assert after.pop(name) == data
    assert after == {}
    assert run("validate", stores).status == 0
    for generation, version in (("dlm-0.9.0", 1), ("dlm-0.10.0", 1), ("dlm-trunk", 2)):
        down = run("migrate", "--in-place", "--to", str(version), stores / generation)
        assert (down.status, down.err) == (0, "")
    restored = contents(stores)
    assert {name: restored[name] for name in before} == before
    backups = sorted(name for name in restored if name.endswith(".v3.bak"))
    assert len(backups) == 15


@pytest.mark.parametrize("path", VALID, ids=ids)
def test_an_export_loads_and_its_bytes_come_back(path: Path) -> None:
    data = path.read_bytes()
    document = json.loads(data)
    manifest = dlm_schema.load(path.parent)
    assert manifest == dlm_schema.load(path) == dlm_schema.loads(data)
    assert manifest.schema_version == 3
    assert manifest.target == document.get("target", "ollama")
    assert [artifact.path for artifact in manifest.artifacts] == [
        artifact["path"] for artifact in document["artifacts"]
    ]
    back = dlm_schema.migrate(json.loads(dlm_schema.dumps(manifest)), written_by(path))
    assert dlm_schema.dumps(back.document) == data
    assert back.losses == ()


@pytest.mark.parametrize("path", VALID, ids=ids)
def test_artifacts_are_described_as_dlm_described_them(path: Path) -> None:
    manifest = dlm_schema.load(path)
    assert manifest.artifacts
    for artifact in manifest.artifacts:
        built = dlm_schema.build_artifact(path.parent, artifact.path, target=manifest.target)
        assert built == artifact


def test_the_interrupted_export_does_not_load() -> None:
    with pytest.raises(dlm_schema.InvalidManifestError) as caught:
        dlm_schema.load(INTERRUPTED)
    assert str(caught.value) == (
        f"{INTERRUPTED / MANIFEST} is not a valid export manifest: "
        f"rules/missing-role at /artifacts: {MISSING}"
    )
    assert caught.value.report == dlm_schema.validate((INTERRUPTED / MANIFEST).read_bytes())
