"""Small files of this package's own, in a local folder and at a URL alike."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from dlm_schema.errors import ManifestPathError
from dlm_schema.limits import MAX_BYTES
from dlm_schema.remote import shelves
from dlm_schema.remote.shelves import Object, Shelf, shelf_at


@pytest.fixture(name="shelf", params=["local", "memory"])
def _shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_at(str(tmp_path / "made" / "here") if request.param == "local" else "memory://kept")
    fsspec.filesystem("memory").store.clear()


def test_what_is_written_is_listed_read_and_removed(shelf: Shelf) -> None:
    assert shelf.names("a/b") == []
    shelf.write("a/b/one", b"1")
    shelf.write("a/b/two", b"2" * 100)
    assert sorted(shelf.names("a/b")) == ["one", "two"]
    assert shelf.read("a/b/two") == b"2" * 100
    shelf.remove("a/b/one")
    shelf.remove("a/b/one")
    assert shelf.names("a/b") == ["two"]


def test_a_file_that_is_too_large_is_not_read_whole(shelf: Shelf) -> None:
    shelf.write("a/large", bytes(MAX_BYTES + 7))
    assert len(shelf.read("a/large")) == MAX_BYTES + 1


def test_a_file_that_is_gone_is_an_error(shelf: Shelf) -> None:
    with pytest.raises((OSError, ManifestPathError), match=r"[Nn]o such file"):
        shelf.read("a/gone")


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    shelf = shelf_at(str(tmp_path))
    shelf.write("a/one", b"1")
    (tmp_path / "a" / ".dlm-schema-0123456789abcdef.tmp").touch()
    shelf.write("a/two", b"2")
    assert sorted(os.listdir(tmp_path / "a")) == ["one", "two"]


@pytest.mark.parametrize("url", ["zip://::store.zip", "https://localhost/x"])
def test_archives_and_the_web_are_refused(url: str) -> None:
    with pytest.raises(OSError, match="neither archives nor web servers") as caught:
        shelf_at(url)
    assert caught.value.errno == errno.EROFS


def test_a_place_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Not a directory"):
        shelf_at(str(tmp_path / "file")).names("a")
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        shelf_at(str(tmp_path / "file")).write("a/b", b"")


def test_an_object_is_written_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "_PIECE", 1000)
    data = os.urandom(10_500)
    files = fsspec.filesystem("memory")
    try:
        with (tmp_path / "file").open("w+b") as file:
            file.write(data)
            Object("memory://bucket/object").write(file)
        assert files.cat_file("/bucket/object") == data
    finally:
        files.store.clear()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("nowhere://x/y", "nowhere://x/y: there is no kind of store called nowhere://"),
        ("zip://a::b.zip", "b.zip!/a: neither archives nor web servers are written to"),
        (
            "https://user:secret@localhost/x",
            "https://***@localhost/x: neither archives nor web servers are written to",
        ),
    ],
)
def test_what_can_be_no_object_is_refused(url: str, complaint: str) -> None:
    with pytest.raises(ManifestPathError) as caught:
        Object(url)
    assert str(caught.value) == complaint
