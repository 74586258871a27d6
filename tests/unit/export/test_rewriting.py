"""Rewriting in place, below the command line: what ``tests/acceptance`` cannot see."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from support.harness import contents

from dlm_schema.errors import ManifestPathError, TreeLockedError
from dlm_schema.export import rewriting
from dlm_schema.export.rewriting import (
    InterruptedRewriteError,
    Rewrite,
    digest,
    locked,
    rewrite_all,
)


def planned(*paths: Path, backup: str | None = None) -> list[Rewrite]:
    return [Rewrite(str(path), digest(path.read_bytes()), backup) for path in paths]


def make_files(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number:02}" / "file" for number in range(count)]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"%d" % number)
    return paths


@pytest.mark.parametrize("count", [0, 1, 16, 17])
def test_every_file_becomes_what_its_bytes_are_transformed_to(tmp_path: Path, count: int) -> None:
    paths = make_files(tmp_path, count)
    rewrite_all(planned(*paths, backup="old"), lambda data: b"new " + data)
    expected = {}
    for number in range(count):
        expected[f"{number:02}/file"] = b"new %d" % number
        expected[f"{number:02}/old"] = b"%d" % number
    assert contents(tmp_path) == expected


def test_a_transformation_that_fails_changes_nothing(tmp_path: Path) -> None:
    paths = make_files(tmp_path, 3)
    before = contents(tmp_path)

    def transform(data: bytes) -> bytes:
        if data == b"2":
            raise AssertionError("the same bytes were planned for")
        return b"new"

    with pytest.raises(AssertionError, match="the same bytes were planned for"):
        rewrite_all(planned(*paths, backup="old"), transform)
    assert contents(tmp_path) == before


def test_a_file_that_is_not_as_planned_changes_nothing(tmp_path: Path) -> None:
    paths = make_files(tmp_path, 3)
    rewrites = planned(*paths, backup="old")
    paths[2].write_bytes(b"other")
    before = contents(tmp_path)
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(rewrites, bytes.upper)
    assert str(caught.value) == f"{paths[2]}: changed since the migration was planned; run it again"
    assert contents(tmp_path) == before


def test_a_folder_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    [path] = make_files(tmp_path / "tree", 1)
    rewrites = planned(path)
    path.parent.rename(tmp_path / "outside")
    path.parent.symlink_to(tmp_path / "outside")
    before = contents(tmp_path)
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(rewrites, bytes.upper)
    assert caught.value.path in (str(path), str(path.parent))
    assert contents(tmp_path) == before


def test_the_error_of_a_half_way_stop_carries_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_files(tmp_path, 3)
    rename = os.rename

    def failing(source: str, destination: str, **keywords: Any) -> None:
        if paths[0].read_bytes() == b"new":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        rename(source, destination, **keywords)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(InterruptedRewriteError) as caught:
        rewrite_all(planned(*paths, backup="old"), lambda data: b"new")
    assert caught.value.written == (str(paths[0]),)
    assert (caught.value.path, caught.value.code) == (str(paths[1]), "files/unreadable")
    assert contents(tmp_path) == {
        "00/file": b"new",
        "00/old": b"0",
        "01/file": b"1",
        "02/file": b"2",
    }


def test_a_backup_that_was_there_before_is_not_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = make_files(tmp_path, 1)
    (path.parent / "old").write_bytes(b"0")

    def failing(*arguments: Any, **keywords: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(ManifestPathError):
        rewrite_all(planned(path, backup="old"), bytes.upper)
    assert contents(tmp_path) == {"00/file": b"0", "00/old": b"0"}


def test_a_backup_of_the_same_bytes_is_used_again(tmp_path: Path) -> None:
    [path] = make_files(tmp_path, 1)
    backup = path.parent / "old"
    backup.write_bytes(b"0")
    inode = backup.stat().st_ino
    rewrite_all(planned(path, backup="old"), lambda data: b"new")
    assert contents(tmp_path) == {"00/file": b"new", "00/old": b"0"}
    assert backup.stat().st_ino == inode


def test_without_hard_links_a_backup_is_a_copy_with_mode_and_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = make_files(tmp_path, 1)
    path.chmod(0o604)

    def refused(*arguments: Any, **keywords: Any) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(os, "link", refused)
    rewrite_all(planned(path, backup="old"), lambda data: b"new")
    assert contents(tmp_path) == {"00/file": b"new", "00/old": b"0"}
    assert (path.parent / "old").stat().st_mode & 0o777 == 0o604


def test_a_failed_link_says_which_manifest_it_was_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = make_files(tmp_path, 2)
    before = contents(tmp_path)

    def refused(*arguments: Any, **keywords: Any) -> None:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    monkeypatch.setattr(os, "link", refused)
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(planned(*paths, backup="old"), bytes.upper)
    assert str(caught.value) == f"{paths[0]}: {os.strerror(errno.EDQUOT).lower()}"
    assert contents(tmp_path) == before


@pytest.mark.parametrize("point", [1, 2])
def test_a_failing_syncfs_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    paths = make_files(tmp_path, 17)
    before = contents(tmp_path)
    calls = 0

    class Failing:
        available = True

        def __call__(self, descriptor: int) -> None:
            nonlocal calls
            calls += 1
            if calls == point:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(rewriting, "_syncfs", Failing())
    with pytest.raises(ManifestPathError) as caught:
        rewrite_all(planned(*paths, backup="old"), lambda data: b"new")
    assert "input/output error" in str(caught.value)
    if point == 1:
        assert contents(tmp_path) == before
    else:
        assert {path.read_bytes() for path in paths} == {b"new"}
        assert (paths[0].parent / "old").read_bytes() == b"0"


def test_a_lock_excludes_what_overlaps(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a-b").mkdir()
    with locked([str(tmp_path / "a")]):
        for place, held in ((tmp_path / "a",) * 2, (inner, tmp_path / "a"), (tmp_path,) * 2):
            with pytest.raises(TreeLockedError) as caught, locked([str(place)]):
                pass
            assert caught.value.path == str(held)
            assert str(caught.value) == (
                f"{held}: another migration holds this tree; wait for it to end, then try again"
            )
        with locked([str(tmp_path / "a-b")]):
            pass
    with locked([str(tmp_path)]):
        pass


def test_a_lock_is_given_back_when_it_cannot_be_had_whole(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    with (
        locked([str(tmp_path / "b")]),
        pytest.raises(TreeLockedError),
        locked([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "c")]),
    ):
        pass
    with locked([str(tmp_path / "a")]), locked([str(tmp_path / "c")]):
        pass


def test_a_lock_is_had_through_any_name_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with (
        locked([str(tmp_path / "link")]),
        pytest.raises(TreeLockedError),
        locked([str(tmp_path / "real")]),
    ):
        pass


def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(ManifestPathError) as caught, locked([str(tmp_path / "gone")]):
        pass
    assert str(caught.value) == f"{tmp_path / 'gone'}: no such file or directory"


def test_of_many_that_want_a_tree_one_gets_it(tmp_path: Path) -> None:
    refused = []
    entered = []
    barrier = threading.Barrier(8)
    done = threading.Barrier(8)

    def contend() -> None:
        barrier.wait()
        try:
            with locked([str(tmp_path)]):
                entered.append(1)
                done.wait()
        except TreeLockedError:
            refused.append(1)
            done.wait()

    threads = [threading.Thread(target=contend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(entered), len(refused)) == (1, 7)
