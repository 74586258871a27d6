"""One manifest put into a store that compares versions; ``tests/remote`` asks a real one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from support.key_store import KeyConditional, KeyStore, key_store

from dlm_schema.errors import ManifestPathError
from dlm_schema.export.backups import Shelf, shelf_for
from dlm_schema.export.putting import Put
from dlm_schema.remote import conditional

EXPORT = "keys://bucket/store/exports/one"
KEY = "bucket/store/exports/one/export_manifest.json"
BACKUP = "bucket/store/exports/.dlm-schema/one/old"


@pytest.fixture(name="objects", autouse=True)
def _objects(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    monkeypatch.setitem(conditional._KINDS, "keys", KeyConditional)
    for keys in key_store():
        keys.objects.update({KEY: b"1", "bucket/store/manifest.json": b"{}"})
        yield keys.objects


def put(backup: str | None = "old") -> Put:
    shelf = shelf_for(EXPORT, None, {})
    digest = hashlib.sha256(b"1").digest()
    return Put(f"keys://{KEY}", digest, lambda data: data + b"2", shelf, backup)


def test_backups_lie_where_those_of_a_local_store_do() -> None:
    top = "keys://bucket/store/exports"
    assert shelf_for(EXPORT, None, {}) == Shelf(top, (".dlm-schema", "one"), "one")
    alone = shelf_for("keys://bucket/a/b", None, {})
    assert alone.path == "keys://bucket/a/.dlm-schema/b"
    named = shelf_for(EXPORT, "keys://kept/x/", {})
    assert named.path == "keys://kept/x/keys/bucket/store/exports/one"


def test_an_export_inside_another_has_its_backups_outside_of_both(
    objects: dict[str, bytes],
) -> None:
    objects["bucket/a/b/export_manifest.json"] = b""
    assert shelf_for("keys://bucket/a/b/c", None, {}).path == "keys://bucket/a/.dlm-schema/b/c"


def test_an_export_that_fills_its_bucket_has_no_place_for_backups() -> None:
    with pytest.raises(ManifestPathError, match="fills its bucket"):
        shelf_for("keys://bucket", None, {})


def test_local_and_stored_backups_are_not_mixed() -> None:
    for export, folder in ((EXPORT, "/kept"), ("/export", "keys://kept")):
        with pytest.raises(ManifestPathError, match="backups of local exports lie in a local"):
            shelf_for(export, folder, {})


def test_the_old_bytes_are_kept_and_the_new_ones_put(objects: dict[str, bytes]) -> None:
    change = put()
    change.prepare(sync=True)
    assert (objects[KEY], objects[BACKUP], change.is_done) == (b"1", b"1", False)
    change.carry_out()
    assert (objects[KEY], objects[BACKUP], change.is_done) == (b"12", b"1", True)


@pytest.mark.parametrize("other", [b"1", b"another"])
def test_a_backup_that_is_there_is_not_overwritten(objects: dict[str, bytes], other: bytes) -> None:
    objects[BACKUP] = other
    change = put()
    change.prepare(sync=True)
    assert objects[BACKUP] == other
    assert (f"{BACKUP}.2" in objects) == (other != b"1")
    change.discard()
    assert objects[BACKUP] == other
    assert f"{BACKUP}.2" not in objects


def test_what_is_not_as_planned_is_left(objects: dict[str, bytes]) -> None:
    objects[KEY] = b"other"
    with pytest.raises(ManifestPathError, match="changed since this was planned"):
        put().prepare(sync=True)
    assert BACKUP not in objects


def test_what_changes_before_or_at_the_put_is_left(objects: dict[str, bytes]) -> None:
    change = put()
    change.prepare(sync=True)
    objects[KEY] = b"other"
    with pytest.raises(ManifestPathError, match="changed while a new one was being written"):
        change.carry_out()
    objects[KEY] = b"1"

    def swap(asked: str, key: str) -> None:
        if asked == "write" and key == KEY:
            objects[KEY] = b"other"

    KeyStore.before = swap
    with pytest.raises(ManifestPathError, match="changed while a new one was being written"):
        change.carry_out()
    assert (objects[KEY], objects[BACKUP]) == (b"other", b"1")
    change.discard()
    assert BACKUP in objects  # since the put may have been made


def test_without_a_backup_none_is_kept(objects: dict[str, bytes]) -> None:
    change = put(backup=None)
    change.prepare(sync=True)
    change.carry_out()
    change.sync_folder()
    assert objects[KEY] == b"12"
    assert BACKUP not in objects


def test_a_store_that_refuses_is_told_by_the_url() -> None:
    def refuse(asked: str, _: str) -> None:
        if asked == "write":
            raise PermissionError("secret")

    KeyStore.before = refuse
    with pytest.raises(ManifestPathError) as refused:
        put().prepare(sync=True)
    assert str(refused.value) == (
        f"keys://{KEY}: no backup can be kept in keys://bucket/store/exports/.dlm-schema/one: "
        "permission denied; name another folder with --backup-dir, or go without one with "
        "--no-backup"
    )
    with pytest.raises(ManifestPathError, match="permission denied"):
        put(backup=None).carry_out()


def test_a_local_manifest_is_not_put() -> None:
    with pytest.raises(TypeError, match="replaced by renaming"):
        Put("/x", b"", bytes, Shelf("/", ()), None).carry_out()
