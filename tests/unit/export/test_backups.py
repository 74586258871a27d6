"""Where backups lie: names, places and whose the folders are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.harness import MANIFEST

from dlm_schema.disk.opening import directory_at
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.backups import (
    Backup,
    Place,
    Shelf,
    backup_name,
    backups_in,
    is_backup,
    keep,
    shelf_for,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{MANIFEST}.v1.bak", (1, 1)),
        (f"{MANIFEST}.v10.bak.2", (10, 2)),
        (f"{MANIFEST}.bak", (None, 1)),
        (f"{MANIFEST}.bak.3", (None, 3)),
        (f"{MANIFEST}.v0.bak", None),
        (f"{MANIFEST}.v01.bak", None),
        (f"{MANIFEST}.v1.bak.0", None),
        (f"{MANIFEST}.v\u0661.bak", None),
        (f"{MANIFEST}.v1.bak~", None),
        (f"x{MANIFEST}.v1.bak", None),
        (f".{MANIFEST}.v1.bak.tmp", None),
        (MANIFEST, None),
    ],
)
def test_a_backup_is_told_by_its_name(
    tmp_path: Path, name: str, expected: tuple[int | None, int] | None
) -> None:
    (tmp_path / name).touch()
    with directory_at(str(tmp_path)) as directory:
        found = backups_in(directory, MANIFEST)
    assert found == ([] if expected is None else [Backup(name, *expected)])
    assert is_backup(name) or expected is None


def test_backups_come_by_version_and_number(tmp_path: Path) -> None:
    names = [
        f"{MANIFEST}.bak",
        backup_name(MANIFEST, 1),
        f"{MANIFEST}.v2.bak",
        f"{MANIFEST}.v2.bak.9",
        f"{MANIFEST}.v2.bak.10",
        f"{MANIFEST}.v10.bak",
    ]
    for name in names:
        (tmp_path / name).touch()
    with directory_at(str(tmp_path)) as directory:
        assert [backup.name for backup in backups_in(directory, MANIFEST)] == names


def test_the_place_around_is_looked_for_once(tmp_path: Path) -> None:
    tops: dict[str, str] = {}
    first, second = (str(tmp_path / name) for name in ("a", "b"))
    assert shelf_for(first, None, tops) == Shelf(str(tmp_path), (".dlm-schema", "a"), "a")
    tops[str(tmp_path)] = "/"
    assert shelf_for(second, None, tops).path == f"/.dlm-schema{second}"
    assert shelf_for("/", None, {}) == Shelf("/", (".dlm-schema",), ".")


@pytest.mark.parametrize(("mode", "made"), [(0o755, 0o755), (0o2770, 0o2770), (0o1777, 0o775)])
def test_a_new_folder_is_as_open_as_the_one_around_it_but_not_for_everybody(
    tmp_path: Path, mode: int, made: int
) -> None:
    export = tmp_path / "around" / "export"
    export.mkdir(parents=True)
    export.parent.chmod(mode)
    manifest = export / MANIFEST
    manifest.touch()
    if os.geteuid() == 0:
        os.chown(export.parent, 4321, 1234)
        export.parent.chmod(mode)
    with directory_at(str(export)) as directory:
        place = Place(directory, MANIFEST, shelf_for(str(export), None, {}), str(manifest))
        keep(place, backup_name(MANIFEST, 1), b"", manifest.stat())
    around = export.parent.stat()
    for folder in (export.parent / ".dlm-schema", export.parent / ".dlm-schema" / "export"):
        status = folder.stat()
        assert (status.st_mode & 0o7777, status.st_uid, status.st_gid) == (
            made,
            around.st_uid,
            around.st_gid,
        )


def test_what_took_the_place_of_the_manifest_is_no_backup_of_it(tmp_path: Path) -> None:
    export = tmp_path / "export"
    export.mkdir()
    manifest = export / MANIFEST
    manifest.touch()
    status = manifest.stat()
    manifest.rename(tmp_path / "aside")
    manifest.touch()
    with directory_at(str(export)) as directory:
        place = Place(directory, MANIFEST, Shelf(str(tmp_path), ("kept",)), str(manifest))
        with pytest.raises(ManifestPathError) as caught:
            keep(place, "old", b"", status)
    assert caught.value.reason == "changed while a new one was being written"
    assert os.listdir(tmp_path / "kept") == []
