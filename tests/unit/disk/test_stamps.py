"""Stamps of folders: every change that ``os`` can make is made, and another stamp has to come."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dlm_schema.disk import stamps
from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.stamps import check_settled, tree_stamp


class Later:
    """A clock that is an hour ahead, so that everything is settled."""

    @staticmethod
    def time_ns() -> int:
        return time.time_ns() + 3600 * 10**9


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    (folder / "inner" / "empty").mkdir(parents=True)
    (folder / "a").write_bytes(b"aaaa")
    (folder / "inner" / "b").write_bytes(b"bbbb")
    return folder


def stamp_of(folder: Path, *, anew: bool = False) -> str | None:
    with directory_at(str(folder)) as directory:
        return tree_stamp(directory, anew=anew)


def rewrite(path: Path) -> None:
    """Write other bytes of the same number, in a tick of the clock of their own."""
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        path.write_bytes(os.urandom(4))


def rewrite_and_set_back(path: Path) -> None:
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    rewrite(path)
    os.utime(path, ns=times)


def replace_by_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("elsewhere")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: rewrite(folder / "a"),
        lambda folder: rewrite_and_set_back(folder / "a"),
        lambda folder: rewrite(folder / "inner" / "b"),
        lambda folder: (folder / "a").unlink(),
        lambda folder: (folder / "a").rename(folder / "c"),
        lambda folder: (folder / "inner" / "b").rename(folder / "b"),
        lambda folder: (folder / "c").touch(),
        lambda folder: (folder / "inner" / "empty").rmdir(),
        lambda folder: (folder / "inner" / "empty" / "c").touch(),
        lambda folder: replace_by_link(folder / "a"),
        lambda folder: os.link(folder / "a", folder.parent / "another name"),
        lambda folder: os.mkfifo(folder / "pipe"),
        lambda folder: (folder / "\udcff").touch(),
    ],
)
def test_every_change_gives_another_stamp(
    folder: Path, change: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "time", Later)
    before = stamp_of(folder)
    assert before is not None
    assert stamp_of(folder, anew=True) == before
    change(folder)
    after = stamp_of(folder)
    assert after is not None
    assert after != before


def test_what_changed_just_now_has_no_stamp(folder: Path) -> None:
    (folder / "a").write_bytes(b"bbbb")
    assert stamp_of(folder) is None


def test_a_time_that_another_change_could_have_too_is_not_settled() -> None:
    now = time.time_ns()
    check_settled(now - now % 10**9 - 3 * 10**9)
    check_settled(now - 10**9 // 5 | 1)
    for late in (now + 10**12, now + 1, now - 10**9 // 100 | 1, now - now % 10**9 - 10**9):
        with pytest.raises(OSError, match="changed too lately"):
            check_settled(late)


def test_a_folder_that_cannot_be_listed_or_is_too_deep_has_no_stamp(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "time", Later)
    monkeypatch.setattr(stamps, "MAX_FOLDERS", 1)
    assert stamp_of(folder) is None
    monkeypatch.setattr(stamps, "MAX_FOLDERS", 2)
    assert stamp_of(folder) is not None
    with directory_at(str(folder)) as directory:
        pass
    assert tree_stamp(directory) is None
