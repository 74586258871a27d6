"""The functions of the library take URLs as they take paths."""

from __future__ import annotations

from typing import Any, Final

import pytest
from support.documents import REPOSITORY
from support.harness import contents
from support.object_store import BUCKET

import dlm_schema

STORE: Final = next((REPOSITORY / "examples" / "version-3").iterdir())
URL: Final = f"s3://{BUCKET}/store"
EXPORT: Final = "exports/vllm"


@pytest.fixture(name="store", autouse=True)
def _store(s3: Any) -> Any:
    s3.pipe({f"{BUCKET}/store/{name}": data for name, data in contents(STORE).items()})
    return s3


@pytest.mark.parametrize("below", [EXPORT, f"{EXPORT}/export_manifest.json"])
def test_a_manifest_is_loaded(below: str) -> None:
    assert dlm_schema.load(f"{URL}/{below}") == dlm_schema.load(STORE / below)
    with pytest.raises(dlm_schema.ManifestPathError) as missing:
        dlm_schema.load(f"{URL}/nothing")
    assert str(missing.value) == f"{URL}/nothing: no such file or directory"


def test_exports_are_verified_and_checked(store: Any) -> None:
    for judge in (dlm_schema.verify, dlm_schema.check):
        assert judge(f"{URL}/{EXPORT}") == judge(STORE / EXPORT)
    store.pipe_file(f"{BUCKET}/store/{EXPORT}/vllm_launch.sh", b"other")
    (found,) = dlm_schema.verify(f"{URL}/{EXPORT}").findings
    assert (found.code, found.path) == ("files/size", "vllm_launch.sh")


def test_a_store_is_opened_and_its_exports_say_where_they_are() -> None:
    store, local = dlm_schema.open_store(URL), dlm_schema.open_store(STORE)
    assert store.path == URL
    assert store.rows == local.rows
    assert [one.directory for one in store] == [
        f"{URL}/{one.shown.removeprefix(f'{STORE}/')}" for one in local
    ]
    assert [one.document for one in store] == [one.document for one in local]
    assert [dlm_schema.verify(one.directory).ok for one in store] == [True] * 4
    with pytest.raises(dlm_schema.ManifestPathError, match="is no store"):
        dlm_schema.open_store(f"{URL}/{EXPORT}")


def test_a_manifest_is_created(store: Any) -> None:
    url = f"{URL}/{EXPORT}"
    manifest = dlm_schema.load(url)
    with pytest.raises(dlm_schema.ManifestPathError, match="exists already"):
        dlm_schema.create(url, like=manifest)
    created = dlm_schema.create(url, like=url, replace=True)
    assert created.artifacts == manifest.artifacts
    assert dlm_schema.load(url) == created
    assert [one for one in store.find(f"{BUCKET}/store") if one.endswith(".v3.bak")] != []
    artifact = dlm_schema.build_artifact(url, "vllm_launch.sh")
    assert artifact in manifest.artifacts
