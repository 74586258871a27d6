"""The size of what is to be read, which progress is measured by."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from support.process import descriptors

from dlm_schema.cli.progress import size_of_exports

NAMES = ("export_manifest.json", "a", "inner/b")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for top in ("s/exports/x", "s/exports/y", "s/other"):
        for number, name in enumerate(NAMES):
            path = tmp_path / top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if top != "s/other" or number:
                path.write_bytes(bytes(10**number))
    (tmp_path / "s/exports/x/link").symlink_to("/etc")
    return tmp_path


def test_sizes_are_those_of_exports(tree: Path) -> None:
    stopped = threading.Event()
    exports = tree / "s/exports"
    for paths, size in (
        ([tree], 220),
        ([exports / "x"], 110),
        ([exports / "x/export_manifest.json", exports / "y"], 220),
        ([tree / "gone", "-", exports / "x/a"], 0),
    ):
        assert size_of_exports([str(path) for path in paths], stopped) == size


def test_sizes_of_a_deep_tree_take_few_descriptors(tree: Path) -> None:
    folder = str(tree / "s/exports/x")
    for _ in range(1_200):
        folder += "/d"
        os.mkdir(folder)
    Path(folder, "file").write_bytes(b"1234567")
    try:
        with descriptors(100):
            assert size_of_exports([str(tree)], threading.Event()) == 227
    finally:
        os.unlink(f"{folder}/file")
        os.removedirs(folder)


def test_working_out_sizes_can_be_stopped(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlm_schema.cli.progress._WORK", 0.0)
    stopped = threading.Event()
    stopped.set()
    assert size_of_exports([str(tree)], stopped) is None
