"""Rewriting in place, below the command line: what ``tests/acceptance`` cannot see."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.harness import contents
from support.process import raising

from dlm_schema.disk import kernel
from dlm_schema.disk.opening import directory_at, folder_id
from dlm_schema.errors import ManifestPathError
from dlm_schema.export import rewriting
from dlm_schema.export.backups import Shelf
from dlm_schema.export.rewriting import (
    InterruptedRewriteError,
    Rewrite,
    RewriteInterrupt,
    digest,
    rewrite_all,
    rewritten,
)


def planned(
    *paths: Path, new: Callable[[bytes], bytes] = lambda _: b"new", backup: str | None = None
) -> list[Rewrite]:
    def rewrite(path: Path) -> Rewrite:
        with directory_at(str(path.parent)) as directory:
            folder = folder_id(directory)
        shelf = Shelf(str(path.parent.parent), ("kept", path.parent.name), path.parent.name)
        return Rewrite(str(path), folder, digest(path.read_bytes()), new, shelf, backup)

    return [rewrite(path) for path in paths]


def make_files(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number:02}" / "file" for number in range(count)]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"%d" % number)
    return paths


@pytest.mark.parametrize("count", [0, 1, 16, 17])
def test_every_file_becomes_what_its_bytes_are_transformed_to(tmp_path: Path, count: int) -> None:
    paths = make_files(tmp_path, count)
    rewrite_all(planned(*paths, new=lambda data: b"new " + data, backup="old"))
    expected = {}
    for number in range(count):
        expected[f"{number:02}/file"] = b"new %d" % number
        expected[f"kept/{number:02}/old"] = b"%d" % number
    assert contents(tmp_path) == expected


def test_a_transformation_that_fails_changes_nothing(tmp_path: Path) -> None:
    paths = make_files(tmp_path, 3)
    before = contents(tmp_path)

    def transform(data: bytes) -> bytes:
        if data == b"2":
            raise AssertionError("the same bytes were planned for")
        return b"new"

    with pytest.raises(AssertionError, match="the same bytes were planned for"):
        rewrite_all(planned(*paths, new=transform, backup="old"))
    assert contents(tmp_path) == before


def test_a_file_that_is_not_as_planned_changes_nothing(tmp_path: Path) -> None:
    paths = make_files(tmp_path, 3)
    rewrites = planned(*paths, backup="old")
    paths[2].write_bytes(b"other")
    before = contents(tmp_path)
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(rewrites)
    assert str(caught.value) == f"{paths[2]}: changed since this was planned; run it again"
    assert contents(tmp_path) == before


def test_a_folder_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    [path] = make_files(tmp_path / "tree", 1)
    rewrites = planned(path)
    path.parent.rename(tmp_path / "aside")
    make_files(tmp_path / "outside", 1)
    path.parent.symlink_to(tmp_path / "outside" / "00")
    before = contents(tmp_path)
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(rewrites)
    assert caught.value.reason == "is another folder than was planned for; run it again"
    assert contents(tmp_path) == before


def stop_after_the_first(
    monkeypatch: pytest.MonkeyPatch, first: Path, error: BaseException
) -> None:
    exchange = kernel.exchange

    def stopping(*arguments: Any) -> bool:
        if first.read_bytes() == b"new":
            raise error
        return exchange(*arguments)

    monkeypatch.setattr("dlm_schema.disk.writing.exchange", stopping)


ONE_WRITTEN = {"00/file": b"new", "kept/00/old": b"0", "01/file": b"1", "02/file": b"2"}


def test_the_error_of_a_half_way_stop_carries_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_files(tmp_path, 3)
    stop_after_the_first(monkeypatch, paths[0], OSError(errno.EROFS, os.strerror(errno.EROFS)))
    with pytest.raises(InterruptedRewriteError) as caught:
        rewrite_all(planned(*paths, backup="old"))
    assert caught.value.written == (str(paths[0]),)
    assert (caught.value.path, caught.value.code) == (str(paths[1]), "files/unreadable")
    assert contents(tmp_path) == ONE_WRITTEN


def test_an_interrupt_half_way_carries_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_files(tmp_path, 3)
    stop_after_the_first(monkeypatch, paths[0], KeyboardInterrupt())
    new, stopped = rewritten(planned(*paths, backup="old"))
    assert new == {str(paths[0])}
    assert isinstance(stopped, RewriteInterrupt)
    assert str(stopped).startswith("1 of 3 manifests were rewritten, the others are untouched")
    assert contents(tmp_path) == ONE_WRITTEN


def test_a_backup_that_was_there_before_is_not_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = make_files(tmp_path, 1)
    (tmp_path / "kept" / "00").mkdir(parents=True)
    (tmp_path / "kept" / "00" / "old").write_bytes(b"0")
    monkeypatch.setattr("dlm_schema.disk.writing.exchange", raising(errno.EROFS))
    with pytest.raises(ManifestPathError):
        rewrite_all(planned(path, backup="old"))
    assert contents(tmp_path) == {"00/file": b"0", "kept/00/old": b"0"}


def test_a_backup_of_the_same_bytes_is_used_again(tmp_path: Path) -> None:
    [path] = make_files(tmp_path, 1)
    backup = tmp_path / "kept" / "00" / "old"
    backup.parent.mkdir(parents=True)
    backup.write_bytes(b"0")
    inode = backup.stat().st_ino
    rewrite_all(planned(path, backup="old"))
    assert contents(tmp_path) == {"00/file": b"new", "kept/00/old": b"0"}
    assert backup.stat().st_ino == inode


def test_without_hard_links_a_backup_is_a_copy_with_mode_and_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = make_files(tmp_path, 1)
    path.chmod(0o604)
    monkeypatch.setattr(os, "link", raising(errno.EOPNOTSUPP))
    rewrite_all(planned(path, backup="old"))
    assert contents(tmp_path) == {"00/file": b"new", "kept/00/old": b"0"}
    assert (tmp_path / "kept" / "00" / "old").stat().st_mode & 0o777 == 0o604


def test_a_failed_link_says_which_manifest_it_was_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_files(tmp_path, 2)
    before = contents(tmp_path)
    monkeypatch.setattr(os, "link", raising(errno.EDQUOT))
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(planned(*paths, backup="old"))
    said = os.strerror(errno.EDQUOT).lower()
    assert f"{paths[0]}: no backup can be kept in {tmp_path}/kept/00: {said}; " in str(caught.value)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("point", [1, 2])
def test_a_failing_syncfs_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    paths = make_files(tmp_path, 17)
    before = contents(tmp_path)
    calls = 0

    def failing(descriptor: int) -> bool:
        nonlocal calls
        calls += 1
        if calls == point:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return True

    monkeypatch.setattr(rewriting, "syncfs", failing)
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(planned(*paths, backup="old"))
    if point == 1:
        assert str(caught.value) == f"{paths[0]}: input/output error"
        assert contents(tmp_path) == before
    else:
        assert str(caught.value) == (
            f"{paths[0]}: is written, but a power failure may undo that: input/output error; "
            "17 of 17 manifests were rewritten, and none is left to do"
        )
        assert {path.read_bytes() for path in paths} == {b"new"}
        assert (tmp_path / "kept" / "00" / "old").read_bytes() == b"0"


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EBADF, errno.EIO])
def test_a_folder_that_cannot_be_synced_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    paths = make_files(tmp_path, 2)
    fsync = os.fsync

    def failing(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    is_said = number == errno.EIO
    with pytest.raises(InterruptedRewriteError) if is_said else contextlib.nullcontext():
        rewrite_all(planned(*paths))
    assert {path.read_bytes() for path in paths} == {b"new"}
