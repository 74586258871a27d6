"""Reading stores, the recorded ones among them."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.harness import RECORDED, make_store

import dlm_schema
from dlm_schema.errors import ManifestPathError
from dlm_schema.models import ExportManifest, StoreRow

MORE = RECORDED / "dlm-trunk-more"
ROW: dict[str, Any] = {
    "exported_at": "2026-04-23T18:42:00",
    "quant": "Q4_K_M",
    "merged": True,
    "ollama_name": "my-tutor:v3",
    "ollama_version": None,
    "base_gguf_sha256": "9f" * 32,
    "adapter_gguf_sha256": None,
    "llama_cpp_tag": "b8816",
    "smoke_output_first_line": None,
}
STORES = sorted(path.parent for path in RECORDED.rglob("manifest.json"))


def recorded(case: str) -> dlm_schema.Store:
    [path] = (MORE / case).iterdir()
    return dlm_schema.open_store(path)


def store_with(folder: Path, *rows: Any) -> dlm_schema.Store:
    make_store(folder, 1)
    (folder / "manifest.json").write_text(json.dumps({"exports": rows}))
    return dlm_schema.open_store(folder)


@pytest.mark.parametrize("path", STORES, ids=lambda path: str(path.relative_to(RECORDED)))
def test_every_row_of_every_recording_is_read(path: Path) -> None:
    store = dlm_schema.open_store(path)
    rows = json.loads((path / "manifest.json").read_bytes())["exports"]
    assert store.problems == ()
    assert [row.exported_at for row in store.rows] == [row["exported_at"] for row in rows]
    shown = set(map(repr, store.rows))  # NaN is not equal to itself
    assert {repr(row) for export in store for row in export.rows} <= shown


def test_an_export_stands_beside_its_rows_and_the_last_counts() -> None:
    [export] = recorded("mix-vllm")
    first, last = export.rows
    assert (Path(export.directory).name, export.version, export.target) == ("vllm", 2, "vllm")
    assert isinstance(export.manifest, ExportManifest)
    assert export.manifest.target == "vllm"
    assert export.row is last
    assert first.adapter_mix == (("knowledge", 1.0), ("tone", 0.5))
    assert last.adapter_mix is not None
    assert math.isnan(last.adapter_mix[1][1])
    assert export.size_bytes == sum(artifact["size_bytes"] for artifact in export.artifacts)


def test_a_row_says_what_the_store_remembers() -> None:
    row = next(export.row for export in recorded("adapter-tone") if export.target == "ollama")
    assert isinstance(row, StoreRow)
    assert (row.adapter_name, row.ollama_version) == ("tone", "0.12.3")
    assert (row.target, row.merged, row.smoke_output_first_line) == ("ollama", False, None)


def test_a_snapshot_lists_its_artifacts_and_has_no_manifest() -> None:
    [export] = recorded("vl-qwen2-vl-2b-instruct-snap")
    assert export.report.findings == ()
    assert (export.is_snapshot, export.manifest, export.row) == (True, None, None)
    assert export.snapshot is not None
    assert len(export.artifacts) == len(export.snapshot["artifacts"]) > 0


def test_what_did_not_become_an_export_says_so() -> None:
    [unfinished] = recorded("mix-ollama")
    assert [finding.code for finding in unfinished.report.findings] == ["store/no-manifest"]
    [refused] = recorded("tag-8")
    assert not refused.report.ok
    assert (refused.document, refused.manifest) == (None, None)
    assert [row.llama_cpp_tag for row in refused.rows] == ["b8816\nbuilt by hand"]


def test_rows_of_any_shape_are_told(tmp_path: Path) -> None:
    store = store_with(
        tmp_path / "store",
        None,
        {**ROW, "exported_at": 5},
        {**ROW, "later": {"anything": [1]}},
        {"quant": []},
        "x" * 1000,
    )
    [row] = store.rows
    assert row.model_extra == {"later": {"anything": [1]}}
    assert len(store.problems) == 4
    assert "/exports/1: 'exported_at: Input should be a valid string'" in store.problems[1]
    assert max(map(len, store.problems)) < 300
    [export] = store
    assert len(export.rows) == 1
    assert export.problems[1:] == (
        "of the store's manifest.json 3 entries tell no export, the first at /exports/0",
    )
    assert "/exports/1: 'exported_at: Input should be a valid string'" in export.problems[0]


def test_a_directory_has_the_rows_of_all_that_was_exported_into_it(tmp_path: Path) -> None:
    [export] = recorded("re-unmerged")
    assert [row.merged for row in export.rows] == [True, False]
    copied = tmp_path / "store"
    [store] = (MORE / "re-unmerged").iterdir()
    shutil.copytree(store, copied)
    for left in (b"{}", None):
        for manifest in (copied / "exports").glob("*/export_manifest.json"):
            manifest.unlink() if left is None else manifest.write_bytes(left)
        [broken] = dlm_schema.open_store(copied)
        assert broken.report.findings
        assert broken.rows == export.rows


def test_an_export_says_that_the_rows_cannot_be_read(tmp_path: Path) -> None:
    make_store(tmp_path / "store", 1)
    (tmp_path / "store" / "manifest.json").write_bytes(b"[")
    [export] = dlm_schema.open_store(tmp_path / "store")
    [problem] = export.problems
    assert problem.startswith("the store's manifest.json cannot be read: ")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"exports": 1}', b"\xff", b"[" * 9999])
def test_a_store_without_rows_says_why(tmp_path: Path, content: bytes) -> None:
    make_store(tmp_path / "store", 1)
    (tmp_path / "store" / "manifest.json").write_bytes(content)
    store = dlm_schema.open_store(tmp_path / "store")
    assert store.rows == ()
    [problem] = store.problems
    assert problem.startswith("manifest.json ")
    assert len(store) == 1


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestPathError, match="is no store: it has neither"):
        dlm_schema.open_store(tmp_path)
    with pytest.raises(ManifestPathError, match="no such file"):
        dlm_schema.open_store(tmp_path / "missing")


def test_a_folder_without_exports_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    store = dlm_schema.open_store(tmp_path)
    assert store.problems[-1] == f"{tmp_path}: holds no export_manifest.json, at any depth"


def test_a_store_without_exports_has_none(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    assert len(dlm_schema.open_store(tmp_path)) == 0
