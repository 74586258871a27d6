from __future__ import annotations

import os
from pathlib import Path

import pytest

from dlm_codegen.tree import Drift, sync

TREE = {"a.txt": "a\n", "folder/b.txt": "\u00e9\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "generated"
    sync(TREE, folder, check=False)
    return folder


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_nothing_to_do_is_no_drift(root: Path) -> None:
    drift = sync(TREE, root, check=True)
    assert not drift
    assert list(drift.lines()) == []


def test_text_is_written_as_utf_8_with_line_feeds(root: Path) -> None:
    assert contents(root) == {"a.txt": b"a\n", "folder/b.txt": b"\xc3\xa9\n"}


def test_missing_root_is_all_missing(tmp_path: Path) -> None:
    drift = sync(TREE, tmp_path / "absent", check=True)
    assert drift == Drift(changed=(), missing=("a.txt", "folder/b.txt"), orphan=())
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("check", [True, False], ids=["check", "write"])
def test_changed_missing_and_orphan_files_are_reported(root: Path, *, check: bool) -> None:
    (root / "a.txt").write_bytes(b"a\r\n")
    (root / "folder" / "b.txt").unlink()
    (root / "folder" / "deep").mkdir()
    (root / "folder" / "deep" / "c.txt").touch()
    drift = sync(TREE, root, check=check)
    assert drift == Drift(
        changed=("a.txt",), missing=("folder/b.txt",), orphan=("folder/deep/c.txt",)
    )
    assert list(drift.lines()) == [
        "changed: a.txt",
        "missing: folder/b.txt",
        "orphan: folder/deep/c.txt",
    ]
    assert bool(sync(TREE, root, check=True)) is check


def test_orphans_and_emptied_folders_vanish(root: Path) -> None:
    (root / "old" / "older").mkdir(parents=True)
    (root / "old" / "older" / "file").touch()
    sync(TREE, root, check=False)
    assert sorted(os.listdir(root)) == ["a.txt", "folder"]


def test_check_writes_nothing(root: Path) -> None:
    (root / "a.txt").write_bytes(b"other")
    (root / "orphan").touch()
    before = contents(root)
    sync(TREE, root, check=True)
    assert contents(root) == before


@pytest.mark.parametrize(
    "path", ["__pycache__/a.pyc", "go/dist/a", "js/node_modules/a/b", "rs/target/a", "Cargo.lock"]
)
def test_what_tools_build_is_no_orphan(root: Path, path: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).touch()
    assert not sync(TREE, root, check=True)
    sync(TREE, root, check=False)
    assert (root / path).exists()


def test_link_in_place_of_a_file_is_changed_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"a\n")
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to(outside)
    assert sync(TREE, root, check=False).changed == ("a.txt",)
    assert not (root / "a.txt").is_symlink()
    assert outside.read_bytes() == b"a\n"


def test_linked_folder_is_an_orphan_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    (root / "link").symlink_to(outside)
    assert sync(TREE, root, check=False).orphan == ("link",)
    assert (outside / "kept").exists()


def test_file_gives_way_to_a_folder(root: Path) -> None:
    tree = {"a.txt/inner.txt": "x"}
    sync(tree, root, check=False)
    assert contents(root) == {"a.txt/inner.txt": b"x"}


def test_folder_gives_way_to_a_file(root: Path) -> None:
    tree = {"folder": "x"}
    sync(tree, root, check=False)
    assert contents(root) == {"folder": b"x"}
