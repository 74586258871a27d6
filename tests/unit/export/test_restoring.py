"""Choosing backups, where what is there changes meanwhile; ``tests/acceptance`` has the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.harness import MANIFEST, backup_of, make_store, manifest_bytes

from dlm_schema.cli.main import main
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.restoring import Restoration, read_kept, restorations


def replace_export(manifest: Path) -> None:
    manifest.parent.rename(manifest.parent.parent / "aside")
    manifest.parent.mkdir()


def change_backup(manifest: Path) -> None:
    Path(backup_of(str(manifest), 1)).write_bytes(manifest_bytes(1, adapter_version=99))


def remove_backup(manifest: Path) -> None:
    Path(backup_of(str(manifest), 1)).unlink()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (replace_export, "changed since it was found to fit; run it again"),
        (change_backup, "changed since it was found to fit; run it again"),
        (remove_backup, "no such file or directory"),
    ],
)
def test_a_backup_is_put_back_only_as_it_was_found(
    tmp_path: Path, change: Callable[[Path], None], reason: str
) -> None:
    [path] = make_store(tmp_path / "store", 1)
    assert main(["migrate", "--in-place", "--quiet", str(path)]) == 0
    [found] = restorations([str(tmp_path)], to=None, backup_dir=None)
    assert isinstance(found, Restoration)
    assert read_kept(str(path.parent), found)[0] == manifest_bytes(1, adapter_version=1)
    change(path)
    with pytest.raises(ManifestPathError) as caught:
        read_kept(str(path.parent), found)
    assert caught.value.reason == reason


def test_snapshots_and_what_is_left_out_are_passed_by(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 2)
    snapshot = tmp_path / "store" / "exports" / "hf-snapshot"
    snapshot.mkdir()
    (snapshot / "snapshot_manifest.json").write_bytes(b"{}")
    found = restorations([str(tmp_path)], to=None, backup_dir=None, exclude=["Q01"])
    assert [one.path for one in found] == [str(tmp_path / "store" / "exports" / "Q00" / MANIFEST)]
