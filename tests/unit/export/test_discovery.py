"""Finding manifests in folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from support.harness import MANIFEST, make_export

from dlm_schema.disk.opening import entries_of
from dlm_schema.errors import ManifestPathError
from dlm_schema.export import discovery
from dlm_schema.export.inputs import subjects

if TYPE_CHECKING:
    import pytest

    from dlm_schema.disk.handles import Entries


def found(path: str | Path) -> list[str]:
    return [item.path for item in subjects([str(path)])]


def test_a_file_is_a_manifest_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "anything"
    path.touch()
    assert found(path) == [str(path)]
    assert found(tmp_path / "missing") == [str(tmp_path / "missing")]


def test_manifests_are_found_at_any_depth_in_order_of_names(tmp_path: Path) -> None:
    names = ["", "a", "a/b/c/d", "a/z", "a-b", "b", "B", ".hidden", "a.b"]
    for name in names:
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / MANIFEST).touch()
        (tmp_path / name / "other.json").touch()
    expected = ["", ".hidden", "B", "a", "a/b/c/d", "a/z", "a-b", "a.b", "b"]
    in_order = [os.path.relpath(os.path.dirname(path), tmp_path) for path in found(tmp_path)]
    assert sorted(in_order) == sorted(name or "." for name in names)
    assert in_order == sorted(in_order, key=lambda name: [] if name == "." else name.split("/"))
    assert len(expected) == len(in_order)


def test_whatever_has_the_name_is_found_and_not_entered(tmp_path: Path) -> None:
    folder = tmp_path / MANIFEST
    make_export(folder / "inner")
    link = tmp_path / "link" / MANIFEST
    link.parent.mkdir()
    link.symlink_to("nowhere")
    assert found(tmp_path) == [str(folder), str(link)]


def test_a_folder_that_vanishes_is_an_error_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_export(tmp_path / "a")
    last = make_export(tmp_path / "c")
    (tmp_path / "b").mkdir()
    items = subjects([str(tmp_path)])
    assert next(items).path == str(first)
    (tmp_path / "b").rmdir()
    error = next(items).error
    assert isinstance(error, ManifestPathError)
    assert str(error) == f"{tmp_path / 'b'}: no such file or directory"
    assert [item.path for item in items] == [str(last)]


def test_a_very_deep_tree_is_no_problem(tmp_path: Path) -> None:
    folder = str(tmp_path)
    for _ in range(1_500):
        folder += "/d"
        os.mkdir(folder)
    Path(folder, MANIFEST).touch()
    try:
        assert found(tmp_path) == [f"{folder}/{MANIFEST}"]
    finally:
        os.unlink(f"{folder}/{MANIFEST}")
        os.removedirs(folder)


def test_a_folder_is_entered_beside_a_file_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket can hold both, and tells of them in any order."""
    make_export(tmp_path / "x")

    def told(directory: int) -> Entries:
        entries = entries_of(directory)
        return entries + [(name, False) for name, _ in entries]

    monkeypatch.setattr(discovery, "entries_of", told)
    assert found(tmp_path) == [str(tmp_path / "x" / MANIFEST)]
