"""``restore``, run whole: what is put back, what is refused, and what is never lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from support.harness import (
    MANIFEST,
    ROOT,
    backup_of,
    contents,
    make_export,
    make_store,
    report_of,
    run,
)

from dlm_schema.cli import restore as restore_command
from dlm_schema.cli.main import main

if TYPE_CHECKING:
    from dlm_schema.errors import ManifestPathError
    from dlm_schema.export.restoring import Restoration

EXAMPLE: Final = next((ROOT / "examples" / "version-1").iterdir())
WRITER: Final = b'"created_by": "'


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Return the manifest of a store that was migrated from version 1 to 2."""
    shutil.copytree(EXAMPLE, tmp_path / "store")
    [path] = tmp_path.glob(f"store/exports/*/{MANIFEST}")
    migrate(path, 2)
    return path


def migrate(path: Path, version: int) -> None:
    assert run("migrate", "--in-place", "--quiet", "--to", str(version), path).status == 0


def backup(path: Path, version: int) -> Path:
    return Path(backup_of(str(path), version))


def of(path: Path, status: int, *options: str) -> Any:
    """Return what a report says of one manifest, which nothing was lost of."""
    [result] = report_of("restore", *options, path, status=status)["results"]
    return result


def keep(path: Path) -> None:
    """Leave the manifest as it is."""


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(WRITER, WRITER + b"edited-"))


def tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.parametrize(
    ("change", "version", "is_kept"),
    [
        pytest.param(keep, 2, False, id="as it was migrated"),
        pytest.param(edit, 2, True, id="edited"),
        pytest.param(tear, None, True, id="torn"),
        pytest.param(Path.unlink, None, False, id="gone"),
    ],
)
def test_the_old_bytes_are_put_back_and_nothing_is_lost(
    manifest: Path, change: Callable[[Path], None], version: int | None, *, is_kept: bool
) -> None:
    store = manifest.parent.parent.parent
    old = backup(manifest, 1).read_bytes()
    change(manifest)
    there = manifest.read_bytes() if manifest.exists() else b""
    before = contents(store)
    for place in (manifest, manifest.parent, store):
        planned = of(place, 0, "--dry-run")
        assert (planned["version"], planned["to"], planned["written"]) == (version, 1, False)
        assert contents(store) == before
    assert of(store, 0)["written"] is True
    after = contents(store)
    assert after.pop(str(manifest.relative_to(store))) == old
    if is_kept:
        aside = backup(manifest, 1).with_name(f"{MANIFEST}.bak")
        assert after.pop(str(aside.relative_to(store))) == there
    assert after.items() <= before.items()
    line = f"ok v1 as it is  {manifest}\n1 manifest: 1 ok, 0 failed; 0 written\n"
    assert run("restore", manifest) == (0, line, "")


def test_of_backups_of_several_versions_none_is_chosen_unasked(manifest: Path) -> None:
    migrate(manifest, 3)
    there = manifest.read_bytes()
    assert of(manifest, 1)["problem"] == "backups of versions 1, 2 fit; choose one with --to"
    assert manifest.read_bytes() == there
    assert of(manifest, 0, "--to", "2")["written"] is True
    assert manifest.read_bytes() == backup(manifest, 2).read_bytes()


def test_a_backup_of_other_files_is_not_put_back(manifest: Path) -> None:
    kept = backup(manifest, 1)
    [base, *_] = sorted(manifest.parent.glob("base.*"))
    base.write_bytes(base.read_bytes() + b"x")
    manifest.unlink()
    problem = f"no backup fits: {kept} (of other files)"
    assert run("restore", manifest.parent) == (
        1,
        f"failed  {manifest}\n  {problem}\n1 manifest: 0 ok, 1 failed; 0 written\n",
        "",
    )
    kept.write_bytes(b"{}")
    result = of(manifest, 1)
    assert result["problem"] == f"no backup fits: {kept} (damaged)"
    assert [one["state"] for one in result["backups"]] == ["damaged"]
    assert not manifest.exists()


def test_backups_are_shown(manifest: Path) -> None:
    kept = backup(manifest, 1)
    size = kept.stat().st_size
    assert run("restore", "--list", manifest) == (
        0,
        f"ok v2  {manifest}\n  v1 fits, {size} B: {kept}\n1 manifest: 1 ok, 0 failed\n",
        "",
    )
    expected = {"path": str(kept), "version": 1, "size_bytes": size, "state": "fits"}
    assert of(manifest, 0, "--list")["backups"] == [expected]


def test_backups_of_what_is_whole_are_removed(tmp_path: Path, manifest: Path) -> None:
    damaged = make_export(tmp_path / "store" / "exports" / "damaged")
    migrate(damaged, 2)
    tear(damaged)
    lines = [
        f"ok v2, 1 backup removed  {manifest}",
        f"ok damaged, 0 backups removed  {damaged}",
        "  its backups stay, because there is no whole manifest",
        "2 manifests: 2 ok, 0 failed",
    ]
    planned = run("restore", "--prune", "--dry-run", tmp_path)
    assert planned.out.replace("to be ", "").splitlines() == lines
    assert backup(manifest, 1).exists()
    assert run("restore", "--prune", tmp_path).out.splitlines() == lines
    assert not backup(manifest, 1).parent.exists()
    assert backup(damaged, 1).exists()


def test_one_that_cannot_be_restored_does_not_stop_the_others(
    tmp_path: Path, manifest: Path
) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    exports = manifest.parent.parent
    for name in ("link", "unfinished"):
        (exports / name).mkdir()
    (exports / "link" / MANIFEST).symlink_to(outside)
    (exports / "fifo").mkdir()
    os.mkfifo(exports / "fifo" / MANIFEST)
    ended = run("restore", tmp_path / "store")
    assert ended.status == 1
    assert f"ok v2 -> v1  {manifest}\n" in ended.out
    assert f"failed  {exports}/unfinished/{MANIFEST}\n  no backup of it is kept\n" in ended.out
    assert ended.out.endswith("2 manifests: 1 ok, 1 failed, 2 unreadable; 1 written\n")
    assert outside.read_bytes() == b"precious"


@pytest.mark.parametrize("place", [".dlm-schema", ".dlm-schema/Q4_K_M"])
def test_backups_behind_a_link_are_not_put_back(tmp_path: Path, manifest: Path, place: str) -> None:
    kept = manifest.parent.parent / place
    kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(tmp_path / "elsewhere")
    there = manifest.read_bytes()
    assert "symbolic link" in run("restore", manifest).err
    assert manifest.read_bytes() == there


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["-"], "standard input has no backups", id="standard input"),
        pytest.param(["--prune", "--list", "."], "--prune goes with neither", id="prune and list"),
        pytest.param(["nowhere"], "nowhere: no such file or directory", id="nowhere"),
        pytest.param(["no/where"], "/no: no such file or directory", id="no folder"),
        pytest.param(["."], "holds no export_manifest.json", id="no manifest"),
    ],
)
def test_misuse_is_said(tmp_path: Path, options: list[str], said: str) -> None:
    ended = run("restore", *options, cwd=tmp_path)
    assert said in ended.err
    assert ended.status == (1 if said.startswith("holds") else 2)


def test_an_interrupted_prune_says_what_was_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_store(tmp_path / "store", 3)
    run("migrate", "--to", "3", "--in-place", tmp_path)
    prune = restore_command._prune
    pruned: list[Restoration] = []

    def interrupted(plan: Restoration) -> ManifestPathError | None:
        if pruned:
            raise KeyboardInterrupt
        pruned.append(plan)
        return prune(plan)

    monkeypatch.setattr(restore_command, "_prune", interrupted)
    assert main(["restore", "--prune", "--format", "json", str(tmp_path)]) == 130
    out, err = capsys.readouterr()
    assert err == "dlm-schema: interrupted\n"
    report = json.loads(out)
    assert report["interrupted"] is True
    assert [result["removed"] for result in report["results"]] == [1, 0, 0]
