"""Exports in stores are judged like local ones; the oracle is what is found in the local copy."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile, ZipInfo

import fsspec
import pytest
from support.documents import REPOSITORY
from support.key_store import KeyStore

import dlm_schema
from dlm_schema.disk.read_pool import LARGE
from dlm_schema.disk.stamps import tree_stamp
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.checking import Bounds, Checked, check_all, verify_all
from dlm_schema.export.discovery import Ahead, Share, find_exports, find_some
from dlm_schema.export.inputs import subjects
from dlm_schema.remote import stores
from dlm_schema.remote.faults import TRIES
from dlm_schema.remote.opening import open_given

if TYPE_CHECKING:
    from dlm_schema.findings import Finding

STORE: Final = next((REPOSITORY / "examples" / "version-3").iterdir())
EXPORT: Final = STORE / "exports" / "vllm"
BASE: Final = "base.Q4_K_M.gguf"
ADAPTER: Final = "adapters/tutor/adapter_model.safetensors"


@pytest.fixture(name="store")
def _store(keys: type[KeyStore]) -> type[KeyStore]:
    keys.add_tree(STORE, "bucket/store")
    return keys


def checked(*paths: str, bounds: Bounds | None = None) -> list[Checked]:
    with check_all(paths, bounds) as checks:
        return list(checks)


def findings(*paths: str, bounds: Bounds | None = None) -> list[Finding]:
    return [finding for one in checked(*paths, bounds=bounds) for finding in one.report.findings]


def outcome(
    top: str, results: Iterable[Checked]
) -> list[tuple[str, int | None, Sequence[Finding]]]:
    return [
        (one.path.removeprefix(top), one.report.version, one.report.findings) for one in results
    ]


def local() -> list[tuple[str, int | None, Sequence[Finding]]]:
    found = outcome(str(STORE), checked(str(STORE)))
    assert len(found) == 4
    return found


def zipped(folder: Path, path: Path) -> str:
    with ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return f"zip://::{path}"


def test_a_store_of_keys_is_judged_like_a_local_one(store: type[KeyStore]) -> None:
    assert outcome("keys://bucket/store", checked("keys://bucket/store")) == local()
    with verify_all(["keys://bucket/store"]) as checks:
        assert all(one.report.ok for one in checks)
    assert len(list(subjects(["keys://bucket"]))) == 4


def test_an_export_and_its_manifest_lead_to_the_same(store: type[KeyStore]) -> None:
    url = "keys://bucket/store/exports/Q4_K_M"
    (export,), (manifest,) = checked(url), checked(f"{url}/export_manifest.json")
    assert export == manifest
    assert [finding.code for finding in export.report.findings] == ["files/unlisted"]
    (in_exports, *_) = checked("keys://bucket/store/exports")
    assert in_exports == export


def test_a_zip_archive_is_judged_like_a_folder(tmp_path: Path) -> None:
    url = zipped(STORE, tmp_path / "x.zip")
    assert outcome(f"{tmp_path}/x.zip!", checked(url)) == local()
    exports = url.replace("://", "://exports")
    assert outcome(f"{tmp_path}/x.zip!", checked(exports)) == local()


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_archive_is_judged_like_a_folder(tmp_path: Path, mode: Any) -> None:
    path = tmp_path / ("x.tar" if mode == "w" else "x.tar.gz")
    with tarfile.open(path, mode) as archive:
        archive.add(STORE, "inner")
        archive.add(STORE / "manifest.json", "other")
    assert outcome(f"{path}!/inner", checked(f"tar://inner::{path}")) == local()
    with tarfile.open(path, mode) as archive:
        archive.add(STORE, ".")  # as people do in the folder itself
    assert outcome(f"{path}!", checked(f"tar://::{path}")) == local()
    assert outcome(f"{path}!", checked(f"tar://exports::{path}")) == local()


def test_memory_is_judged_like_a_folder() -> None:
    memory = fsspec.filesystem("memory")
    memory.put(f"{STORE}/", "/store/", recursive=True)
    try:
        assert outcome("memory://store", checked("memory://store")) == local()
        assert outcome("memory://store", checked("memory://")) != []
    finally:
        memory.rm("/store", recursive=True)


def test_a_zip_archive_in_a_store_of_keys_is_judged(keys: type[KeyStore], tmp_path: Path) -> None:
    zipped(STORE, tmp_path / "x.zip")
    keys.objects["bucket/x.zip"] = (tmp_path / "x.zip").read_bytes()
    results = checked("zip://::keys://bucket/x.zip")
    assert outcome("keys://bucket/x.zip!", results) == local()


def test_links_and_pipes_of_archives_are_found(tmp_path: Path) -> None:
    copy = tmp_path / "vllm"
    shutil.copytree(EXPORT, copy)
    (copy / ADAPTER).unlink()
    (copy / ADAPTER).symlink_to("adapter_config.json")
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        archive.add(copy, "vllm")
    with ZipFile(tmp_path / "x.zip", "w") as zip_archive:
        for file in sorted(EXPORT.rglob("*")):
            name = f"vllm/{file.relative_to(EXPORT)}"
            if name.endswith(ADAPTER):
                info = ZipInfo(name)
                info.external_attr = 0o120777 << 16
                zip_archive.writestr(info, "adapter_config.json")
            else:
                zip_archive.write(file, name)
    expected = [finding._replace(path=None) for finding in findings(str(copy))]
    assert [finding.code for finding in expected] == ["files/symlink"]
    for url in (f"tar://vllm::{tmp_path}/x.tar", f"zip://vllm::{tmp_path}/x.zip"):
        assert [finding._replace(path=None) for finding in findings(url)] == expected


def test_keys_that_are_no_names_are_unlisted_and_lead_nowhere(store: type[KeyStore]) -> None:
    export = "bucket/store/exports/vllm"
    for key in ("/a", "../a", "..", "./a", "adapters//x", "adapters/", "adapters/full/"):
        store.objects[f"{export}/{key}"] = b""
    store.objects[f"{export}/full/"] = b"content"
    found = findings(f"keys://{export}")
    assert {finding.code for finding in found} == {"files/unlisted"}
    assert sorted(str(finding.path) for finding in found) == [
        "..", "../", "./", "/", "adapters//", "full/"
    ]  # fmt: skip


def test_what_lies_below_a_key_that_is_no_name_is_told_of(store: type[KeyStore]) -> None:
    for key in ("store//exports/F16", "store/exports/../F16", "store/exports//F16"):
        store.objects[f"bucket/{key}/export_manifest.json"] = b"{}"
    sound = [one for one in checked("keys://bucket") if one.error is None]
    assert outcome("keys://bucket/store", sound) == local()
    told = [one for one in checked("keys://bucket") if one.error is not None]
    reason = "no path leads to what has this key: name its objects otherwise"
    assert [str(one.error) for one in told] == [
        f"keys://bucket/store/{key}: {reason}" for key in ("/", "exports/../", "exports//")
    ]
    assert {finding.code for one in told for finding in one.report.findings} == {"files/unreadable"}


def test_a_key_that_is_file_and_folder_is_both(store: type[KeyStore]) -> None:
    export = "bucket/store/exports/vllm"
    store.objects[f"{export}/vllm_config.json/more"] = b""
    (found,) = findings(f"keys://{export}")
    assert (found.code, found.path) == ("files/unlisted", "vllm_config.json/more")


def test_what_is_missing_or_a_folder_is_found(store: type[KeyStore]) -> None:
    key = f"bucket/store/exports/vllm/{ADAPTER}"
    store.objects[f"{key}/inside"] = store.objects.pop(key)
    found = findings("keys://bucket/store/exports/vllm")
    assert [finding.code for finding in found] == ["files/unlisted", "files/not-regular"]
    del store.objects[f"{key}/inside"]
    (missing,) = findings("keys://bucket/store/exports/vllm")
    assert missing.code == "files/missing"


def failing(request: str, ending: str, error: Exception, times: int = 1000) -> Iterator[None]:
    """Have requests about a key fail so many times."""
    left = [times]

    def fail(asked: str, key: str) -> None:
        if asked == request and key.endswith(ending) and left[0]:
            left[0] -= 1
            raise error

    KeyStore.before = fail
    yield


@pytest.mark.parametrize("request_", ["info", "read", "ls"])
def test_a_fault_that_passes_is_none(
    store: type[KeyStore], request_: str, waited: list[float]
) -> None:
    next(failing(request_, "", ConnectionResetError("secret"), TRIES - 1))
    assert findings("keys://bucket/store/exports/vllm") == []
    assert len(waited) == TRIES - 1


@pytest.mark.parametrize("request_", ["info", "read"])
def test_a_fault_that_stays_is_a_finding(store: type[KeyStore], request_: str) -> None:
    next(failing(request_, ADAPTER, ConnectionResetError("secret")))
    (found,) = findings("keys://bucket/store/exports/vllm")
    assert found.code == "files/unreadable"
    assert found.message == f"{ADAPTER}: the connection failed"
    assert found.path == ADAPTER


def test_a_manifest_that_cannot_be_read_is_an_error(store: type[KeyStore]) -> None:
    next(failing("read", "vllm/export_manifest.json", PermissionError("secret")))
    results = checked("keys://bucket/store")
    assert [one.report.ok for one in results] == [True, True, True, False]
    assert str(results[-1].error) == (
        "keys://bucket/store/exports/vllm/export_manifest.json: permission denied"
    )


def test_a_folder_that_cannot_be_listed_is_a_finding(store: type[KeyStore]) -> None:
    next(failing("ls", "vllm/adapters", PermissionError("secret")))
    codes = [finding.code for finding in findings("keys://bucket/store/exports/vllm")]
    assert codes == ["files/unreadable"]
    next(failing("ls", "exports", PermissionError("secret")))
    (one,) = checked("keys://bucket/store")
    assert isinstance(one.error, ManifestPathError)


@pytest.mark.parametrize("size", [100, LARGE + 1, stores.RANGE * 3])
def test_an_object_that_changes_while_it_is_read_is_found(
    store: type[KeyStore], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for change in (lambda data: b"y" + data[1:], lambda data: data + b"x", lambda _: None):
        listed(store, "bucket/one", "f", b"x" * size)

        def swap(asked: str, key: str, change: Callable[[bytes], Any] = change) -> None:
            if asked == "read" and key.endswith("/f"):
                KeyStore.before = lambda _request, _key: None
                data = change(store.objects.pop(key))
                if data is not None:
                    store.objects[key] = data

        KeyStore.before = swap
        (found,) = findings("keys://bucket/one")
        assert (found.code, found.path) == ("files/changed", "f")


def listed(store: type[KeyStore], below: str, name: str, data: bytes) -> None:
    """Make an export that lists a file, and another with the same content."""
    document = dlm_schema.load(STORE / "exports" / "Q4_K_M").model_dump(mode="json")
    facts = {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
    document["artifacts"] = [
        {"path": name, "role": "other", **facts},
        {"path": BASE, "role": "base_model", **facts},
    ]
    store.objects[f"{below}/{name}"] = store.objects[f"{below}/{BASE}"] = data
    store.objects[f"{below}/export_manifest.json"] = dlm_schema.dumps(document)


def test_a_large_object_is_read_by_ranges_at_once_and_few_ahead(
    store: type[KeyStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "RANGE", 64 * 1024)
    data = bytes(range(256)) * 256 * 64
    listed(store, "bucket/one", "f", data)
    lock, begun, under_way, most = threading.Lock(), [0], [0], [0]
    meeting = threading.Barrier(2)

    def count(asked: str, key: str) -> None:
        if asked == "read" and key.endswith("/f"):
            with lock:
                under_way[0] += 1
                most[0] = max(most[0], under_way[0])
                is_early = begun[0] < 2
                begun[0] += 1
            if is_early:
                meeting.wait(60)  # else no two are under way at once
            with lock:
                under_way[0] -= 1

    KeyStore.before = count
    assert findings("keys://bucket/one") == []
    assert 2 <= most[0] <= stores.WIDTH


def test_a_stream_that_breaks_goes_on_where_it_was(
    store: type[KeyStore], monkeypatch: pytest.MonkeyPatch, waited: list[float]
) -> None:
    monkeypatch.setattr(KeyStore, "async_impl", False)
    monkeypatch.setattr(stores, "_PIECE", 64 * 1024)
    data = bytes(range(256)) * 256 * 40
    listed(store, "bucket/one", "f", data)
    served = [0]

    class Breaking(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            served[0] += 1
            if served[0] % 3 == 0:
                raise ConnectionResetError("secret")
            return super().read(size)

    monkeypatch.setattr(
        KeyStore, "_open", lambda self, path, *_, **__: Breaking(self.cat_file(path))
    )
    assert findings("keys://bucket/one") == []
    assert len(waited) > 10


def test_a_stream_that_stays_broken_is_a_finding(
    store: type[KeyStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyStore, "async_impl", False)
    listed(store, "bucket/one", "f", b"x" * LARGE)
    next(failing("read", "/f", ConnectionResetError("secret")))
    (found,) = findings("keys://bucket/one")
    assert (found.code, found.path) == ("files/unreadable", "f")


@pytest.mark.parametrize("by_ranges", [True, False])
def test_an_answer_of_another_length_is_tried_again_and_a_finding(
    store: type[KeyStore],
    monkeypatch: pytest.MonkeyPatch,
    waited: list[float],
    *,
    by_ranges: bool,
) -> None:
    monkeypatch.setattr(KeyStore, "async_impl", by_ranges)
    listed(store, "bucket/one", "f", b"x" * 1000)
    whole = KeyStore.cat_file

    def short(self: KeyStore, path: str, *given: Any, **options: Any) -> bytes:
        data = whole(self, path, *given, **options)
        return data[:-1] if path.endswith("/f") else data

    monkeypatch.setattr(KeyStore, "cat_file", short)
    (found,) = findings("keys://bucket/one")
    assert found.message == "f: the store sent another number of bytes than it was asked for"
    assert len(waited) >= TRIES - 1


def test_a_digest_that_a_hub_keeps_stands_for_reading_where_it_is_trusted(
    store: type[KeyStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"x" * LARGE
    listed(store, "bucket/one", "f", data)
    store.objects["bucket/one/f"] = b"y" * LARGE
    kept = {"f": hashlib.sha256(data).hexdigest(), BASE: "0" * 64}
    about = KeyStore._about

    def with_digest(self: KeyStore, path: str) -> dict[str, Any]:
        digest = kept.get(path.rpartition("/")[2])
        return {**about(self, path), **({"lfs": {"sha256": digest}} if digest else {})}

    monkeypatch.setattr(KeyStore, "_about", with_digest)
    (trusted,) = findings("keys://bucket/one", bounds=Bounds(trust=True))
    assert (trusted.code, trusted.path, trusted.observed) == (
        "files/sha256", BASE, "0" * 64
    )  # fmt: skip
    (read,) = findings("keys://bucket/one")
    assert (read.code, read.path) == ("files/sha256", "f")


def test_a_store_that_does_not_tell_a_size_is_no_place_for_files(
    store: type[KeyStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsized(self: KeyStore, path: str) -> dict[str, Any]:
        return {"name": path, "type": "file", "size": None}

    monkeypatch.setattr(KeyStore, "_about", unsized)
    (found,) = findings("keys://bucket/store/exports/vllm")
    assert found.message == "the store does not tell its size"


def test_a_manifest_of_any_size_is_read_to_its_limit(store: type[KeyStore]) -> None:
    read: list[str] = []
    store.objects["bucket/store/exports/vllm/export_manifest.json"] = bytes(17 * 1024 * 1024)
    KeyStore.before = lambda asked, key: read.extend([key] if asked == "read" else [])
    (found,) = findings("keys://bucket/store/exports/vllm")
    assert found.code == "encoding/size"
    assert read == ["bucket/store/manifest.json"]


def test_an_empty_file_is_read(store: type[KeyStore]) -> None:
    listed(store, "bucket/one", "f", b"")
    assert findings("keys://bucket/one") == []


@pytest.mark.parametrize(
    ("told", "stamp"),
    [
        ({"ETag": '"a"', "LastModified": "now"}, 'file 7 ETag "a"'),
        ({"etag": "a"}, "file 7 etag a"),
        ({"generation": 5}, "file 7 generation 5"),
        ({"mtime": datetime(2026, 1, 2, tzinfo=UTC)}, "file 7 mtime 1767312000.0"),
        ({"created": 1767312000.5}, "file 7 created 1767312000.5"),
        ({"islink": True}, "link"),
        ({"Last-Modified": "Thu, 23 Apr 2026 18:42:00 GMT"}, None),
        ({"mtime": datetime(2999, 1, 1, tzinfo=UTC)}, None),
        ({}, None),
    ],
)
def test_versions_are_told_apart_or_there_is_no_stamp(
    told: dict[str, Any], stamp: str | None
) -> None:
    info = {"name": "a", "type": "file", "size": 7, **told}
    if stamp is not None:
        assert stores._stamp(info) == stamp
        return
    with pytest.raises(OSError, match=r"no versions apart|too lately"):
        stores._stamp(info)


def test_a_listing_that_fails_is_no_empty_stamp(store: type[KeyStore]) -> None:
    handle, _ = stores.opened("keys://bucket/store/exports/vllm")
    assert tree_stamp(handle) is not None

    def fail(request: str, _: str) -> None:
        if request == "ls":
            raise PermissionError

    store.before = fail
    assert tree_stamp(handle, anew=True) is None


# Looking ahead


def walked(keys: type[KeyStore], *, reads: bool) -> tuple[list[str], list[tuple[str, str]]]:
    """Walk through stores; return what was found and what was asked."""
    asked: list[tuple[str, str]] = []
    keys.before = lambda request, key: asked.append((request, key))
    directory, _ = open_given("keys://bucket", reads=reads)
    found = [getattr(item, "path", "") for item in find_exports("top", directory)]
    return found, asked


@pytest.mark.parametrize("reads", [True, False])
def test_folders_that_come_next_are_listed_once_and_read_where_that_is_wanted(
    keys: type[KeyStore],
    reads: bool,  # noqa: FBT001
) -> None:
    for number in range(40):
        keys.add_tree(STORE, f"bucket/store-{number:03}")
    found, asked = walked(keys, reads=reads)
    stores_and_exports = [f"top/store-{number:03}/exports" for number in range(40)]
    assert [path for path in found if path.endswith("/exports")] == stores_and_exports
    listed = Counter(key for request, key in asked if request == "ls")
    assert len(listed) >= 40 * 6
    assert set(listed.values()) == {1}
    read = Counter(key for request, key in asked if request == "read")
    assert bool(read) is reads
    assert set(read.values()) <= {1}


@contextlib.contextmanager
def four_listed_at_once(keys: type[KeyStore]) -> Iterator[None]:
    """Let no export of four stores be listed before each of them has one that is being listed."""
    gate = threading.Barrier(4)

    def wait(request: str, key: str) -> None:
        if request == "ls" and key.endswith("/exports/Q4_K_M"):
            gate.wait(30)

    keys.before = wait
    yield
    assert not gate.broken


def test_the_levels_below_a_walk_are_listed_at_once(keys: type[KeyStore]) -> None:
    for number in range(4):
        keys.add_tree(STORE, f"bucket/store-{number}")
    directory, _ = open_given("keys://bucket", reads=False)
    with four_listed_at_once(keys):
        assert len(list(find_exports("top", directory))) == 4 * 5


def test_folders_at_which_a_walk_goes_on_are_listed_at_once(keys: type[KeyStore]) -> None:
    for number in range(4):
        keys.add_tree(STORE, f"bucket/store-{number}")
    first, rest = Share(0, 2**40, sizes=True), Share(60, 2**40, sizes=True)
    top, _ = open_given("keys://bucket", reads=False)
    before = set(threading.enumerate())
    assert not list(find_some("top", top, [Ahead()], first, real_top="keys://bucket"))
    while set(threading.enumerate()) - before:  # some still look ahead
        time.sleep(0.01)
    anew, _ = open_given("keys://bucket", reads=False)
    with four_listed_at_once(keys):
        found = list(find_some("top", anew, first.rest, rest, real_top="keys://bucket"))
    assert len(found) == 4 * 5


def test_no_more_folders_are_looked_at_at_once_than_there_are_slots(keys: type[KeyStore]) -> None:
    lock = threading.Lock()
    now = most = 0

    def count(_request: str, _key: str) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        threading.Event().wait(0.002)
        with lock:
            now -= 1

    for number in range(30):
        keys.add_tree(STORE, f"bucket/store-{number:03}")
    keys.before = count
    directory, _ = open_given("keys://bucket", reads=False)
    list(find_exports("top", directory))
    assert 4 < most <= stores.LOOKING + 1


def test_other_bytes_are_found(store: type[KeyStore]) -> None:
    key = f"bucket/store/exports/vllm/{ADAPTER}"
    store.objects[key] = store.objects[key][:-1] + b"\0"
    (found,) = findings("keys://bucket/store/exports/vllm")
    assert found.code == "files/sha256"
