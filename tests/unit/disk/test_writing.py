"""Writing files atomically; what lies in the folder afterwards is the oracle."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import strange_files
from support.strange_files import make_dangling, make_fifo

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.writing import write_atomically, write_temporary
from dlm_schema.errors import ManifestPathError


@pytest.fixture(autouse=True)
def nothing_blocks() -> Iterator[None]:
    with strange_files.never_blocked():
        yield


def test_a_file_is_created_with_the_usual_mode_and_replaced_with_its_own(tmp_path: Path) -> None:
    path = tmp_path / "file"
    old_mask = os.umask(0o027)
    try:
        with directory_at(str(tmp_path)) as directory:
            write_atomically(directory, "file", b"first")
            assert stat.S_IMODE(path.stat().st_mode) == 0o640
            path.chmod(0o604)
            inode = path.stat().st_ino
            write_atomically(directory, "file", b"second")
    finally:
        os.umask(old_mask)
    assert path.read_bytes() == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert path.stat().st_ino != inode
    assert os.listdir(tmp_path) == ["file"]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    with directory_at(str(tmp_path)) as directory:
        write_atomically(directory, "file", b"0123456789" * 10)
    assert (tmp_path / "file").read_bytes() == b"0123456789" * 10


def test_two_writers_at_once_leave_one_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with directory_at(str(tmp_path)) as directory:

        def interrupted(descriptor: int, data: bytes) -> int:
            monkeypatch.setattr(os, "write", write)
            half = write(descriptor, data[: len(data) // 2])
            write_atomically(directory, "file", b"other")
            assert (tmp_path / "file").read_bytes() == b"other"
            return half

        monkeypatch.setattr(os, "write", interrupted)
        write_atomically(directory, "file", b"complete")
    assert (tmp_path / "file").read_bytes() == b"complete"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("call", ["open", "write", "fchmod", "rename"])
def test_a_failed_write_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*arguments: Any, **keywords: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with directory_at(str(tmp_path)) as directory:
        monkeypatch.setattr(os, call, fail)
        with pytest.raises(ManifestPathError, match=r"^file: no space left on device$"):
            write_atomically(directory, "file", b"new")
        monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make_fifo, id="FIFO"),
        pytest.param(make_dangling, id="link"),
        pytest.param(Path.mkdir, id="folder"),
    ],
)
def test_only_regular_files_are_replaced(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "file")
    before = os.lstat(tmp_path / "file")
    with directory_at(str(tmp_path)) as directory, pytest.raises(ManifestPathError) as caught:
        write_atomically(directory, "file", b"new")
    assert str(caught.value) == "file: is not a regular file and is left alone"
    assert os.lstat(tmp_path / "file").st_ino == before.st_ino
    assert os.listdir(tmp_path) == ["file"]


def test_an_owner_that_cannot_be_kept_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    like = os.stat_result((0o100600, 0, 0, 1, 4321, 1234, 0, 0, 0, 0))

    def refuse(*_: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "fchown", refuse)
    with directory_at(str(tmp_path)) as directory, pytest.raises(PermissionError) as caught:
        write_temporary(directory, "new", b"x", like)
    assert caught.value.strerror == (
        "its owner, user 4321 of group 1234, cannot be kept: Operation not permitted"
    )
    assert os.listdir(tmp_path) == ["file"]
