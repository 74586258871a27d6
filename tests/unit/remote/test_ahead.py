"""The oracle is what the folder itself lists; the order and number of questions are counted."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest

from dlm_schema.disk.handles import Entries, File, Folder
from dlm_schema.disk.opening import entries_of
from dlm_schema.export.discovery import find_exports
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.ahead import listed_ahead

Tree = dict[str, Any]


class Tracked(Folder):
    """A folder of a tree that notes which are listed, and how many at once."""

    def __init__(self, tree: Tree, path: str = "", top: Tracked | None = None) -> None:
        self._tree = tree
        self._path = path
        self.top = top or self
        self.listed: list[str] = []
        self.at_once = self.most = 0
        self.lock = threading.Lock()
        self.gate: threading.Barrier | None = None

    @property
    def identity(self) -> tuple[int, int]:
        return 0, hash(self._path)

    size = 7

    def entries(self) -> Entries:
        with self.top.lock:
            self.top.listed.append(self._path)
            self.top.at_once += 1
            self.top.most = max(self.top.most, self.top.at_once)
        if self.top.gate is not None and self._path:
            self.top.gate.wait()
        with self.top.lock:
            self.top.at_once -= 1
        if self._tree is None:
            raise PermissionError
        return [(name, inner != 0) for name, inner in self._tree.items()]

    def folder(self, way: str) -> Folder:
        tree: Any = self._tree
        for name in way.split("/"):
            tree = tree[name]
        return Tracked(tree, f"{self._path}/{way}".lstrip("/"), self.top)

    def holds(self, way: str) -> bool:
        return way in self._tree

    def open(self, path: str) -> tuple[File, os.stat_result]:
        raise FileNotFoundError(path)

    def read(self, name: str) -> bytes:
        return name.encode()


def stores(number: int) -> Tree:
    export = {MANIFEST_FILENAME: 0, "inside": {"deep": {}}}
    one = {"manifest.json": 0, "exports": {"a": export, "b": export, "c": {}}}
    return {f"store-{index:03}": one for index in range(number)} | {"unreadable": None}


def found(directory: int) -> list[tuple[str, str]]:
    return [
        (type(item).__name__, getattr(item, "path", ""))
        for item in find_exports("top", directory, exclude=("store-005",))
    ]


def test_a_walk_finds_the_same() -> None:
    tree = stores(40)
    expected = found(Tracked(tree))
    assert len(expected) > 150
    with listed_ahead(Tracked(tree)) as directory:
        assert found(directory) == expected


def test_no_folder_is_listed_twice() -> None:
    top = Tracked(stores(40))
    with listed_ahead(top) as directory:
        found(directory)
    assert len(top.listed) == len(set(top.listed))


def entries_in(directory: int, way: str) -> Entries:
    assert isinstance(directory, Folder)
    return directory.folder(way).entries()


def test_folders_are_listed_at_once() -> None:
    top = Tracked({name: {} for name in "abcdefgh"})
    top.gate = threading.Barrier(8)  # passed when all eight are being listed
    with listed_ahead(top) as ahead:
        assert len(entries_of(ahead)) == 8
        assert [entries_in(ahead, name) for name in "abcdefgh"] == [[]] * 8
    assert top.most == 8


def test_nothing_below_a_manifest_is_listed_ahead() -> None:
    top = Tracked({"export": {MANIFEST_FILENAME: 0, "inside": {}}})
    with listed_ahead(top) as ahead:
        entries_of(ahead)
        entries_in(ahead, "export")
    assert top.listed == ["", "export"]


def test_an_error_is_raised_where_the_folder_is_asked_for() -> None:
    with listed_ahead(Tracked(stores(0))) as ahead:
        entries_of(ahead)
        with pytest.raises(PermissionError):
            entries_in(ahead, "unreadable")


def test_the_rest_is_what_the_folder_says() -> None:
    top = Tracked({"a": {"b": {}}})
    with listed_ahead(top) as ahead:
        assert isinstance(ahead, Folder)
        told = (ahead.identity, ahead.size, ahead.holds("a"), ahead.holds("b"))
        assert told == (top.identity, 7, True, False)
        assert ahead.read("name") == b"name"
        with pytest.raises(FileNotFoundError, match="name"):
            ahead.open("name")
        assert entries_in(ahead, "a/b") == []


def test_a_folder_of_this_machine_stays_what_it_is() -> None:
    with listed_ahead(5) as directory:
        assert type(directory) is int
