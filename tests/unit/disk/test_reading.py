"""Reading files whole, and no more of them than a manifest may have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.strange_files import make_link

from dlm_schema.disk.reading import read_bounded, read_manifest
from dlm_schema.errors import ManifestPathError
from dlm_schema.limits import MAX_BYTES

LINK = "is a symbolic link, which is never followed; name the file itself"


def test_a_manifest_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for size in (0, 1, 4096, 3_000_000, MAX_BYTES):
        data = os.urandom(size)
        path.write_bytes(data)
        assert read_manifest(str(path)) == data


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 2**30, 2**40])
def test_what_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(size)
    monkeypatch.setattr(os, "read", None)
    assert len(read_manifest(str(path))) == MAX_BYTES + 1


def test_what_grows_while_it_is_read_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    for expected in (0, 10, 999, 1000):
        descriptor = os.open(path, os.O_RDONLY)
        assert read_bounded(descriptor, expected) == b"x" * 1000
        os.close(descriptor)
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 2)
    descriptor = os.open(path, os.O_RDONLY)
    assert len(read_bounded(descriptor, 10)) == MAX_BYTES + 1
    os.close(descriptor)


def test_a_link_is_followed_only_when_asked(tmp_path: Path) -> None:
    make_link(tmp_path / "link")
    assert read_manifest(str(tmp_path / "link"), follow=True)
    with pytest.raises(ManifestPathError) as caught:
        read_manifest(str(tmp_path / "link"))
    assert str(caught.value) == f"{tmp_path / 'link'}: {LINK}"
