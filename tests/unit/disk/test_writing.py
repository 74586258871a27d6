"""Writing files atomically; what lies in the folder afterwards is the oracle."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from support.process import raising
from support.strange_files import make_dangling, make_fifo

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.writing import (
    Content,
    sweep,
    temporary_name,
    write_atomically,
    write_temporary,
)
from dlm_schema.errors import ManifestPathError

pytestmark = pytest.mark.usefixtures("nothing_blocks")


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
    monkeypatch.setattr(os, "fchown", raising(errno.EPERM))
    with directory_at(str(tmp_path)) as directory, pytest.raises(PermissionError) as caught:
        write_temporary(directory, "new", Content(b"x", like))
    assert caught.value.strerror == (
        "its owner, user 4321 of group 1234, cannot be kept: Operation not permitted"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_of_a_file_that_a_group_shares_the_group_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fchown = os.fchown

    def of_nobody(descriptor: int, user: int, group: int) -> None:
        if user != -1:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        fchown(descriptor, user, group)

    monkeypatch.setattr(os, "fchown", of_nobody)
    like = os.stat_result((0o100664, 0, 0, 1, 4321, 1234, 0, 0, 0, 0))
    with directory_at(str(tmp_path)) as directory:
        os.close(write_temporary(directory, "new", Content(b"x", like)))
    status = (tmp_path / "new").stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (0, 1234, 0o664)


@pytest.mark.parametrize("stays", [False, True])
def test_what_a_killed_writer_left_is_swept_and_nothing_in_use(
    tmp_path: Path, *, stays: bool
) -> None:
    left, used, young = (temporary_name(stays=stays) for _ in range(3))
    (tmp_path / left).touch()
    os.utime(tmp_path / left, (0, 0))
    (tmp_path / young).touch()
    others = [".dlm-schema-0.tmp", f"x{left}", f".dlm-schema-{'0' * 16}.tmp"]
    for name in others[:2]:
        (tmp_path / name).touch()
    (tmp_path / others[2]).symlink_to(others[0])
    with directory_at(str(tmp_path)) as directory:
        descriptor = write_temporary(directory, used, Content(b"x"))
        sweep(directory)
        assert set(os.listdir(tmp_path)) == {used, *others, *([young] if stays else [])}
        sweep(directory, alone=True)
        assert set(os.listdir(tmp_path)) == {used, *others}
        os.close(descriptor)


def test_a_temporary_that_is_not_ones_own_gets_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"old")
    fstat = os.fstat

    def replacing(descriptor: int) -> os.stat_result:
        status = fstat(descriptor)
        for path in tmp_path.glob(".dlm-schema-*.tmp"):
            path.unlink()
            path.write_bytes(b"new")
        return status

    monkeypatch.setattr(os, "fstat", replacing)
    with directory_at(str(tmp_path)) as directory, pytest.raises(ManifestPathError) as caught:
        write_atomically(directory, "file", b"new")
    assert caught.value.reason == "somebody removed or replaced its temporary file; try again"
    assert (tmp_path / "file").read_bytes() == b"old"


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EBADF, errno.EIO])
def test_a_folder_that_cannot_be_synced_is_said_truly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fsync = os.fsync

    def failing(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    reason = "^file: is written, but a power failure may undo that: input/output error$"
    is_said = pytest.raises(ManifestPathError, match=reason)
    said = is_said if number == errno.EIO else contextlib.nullcontext()
    with directory_at(str(tmp_path)) as directory, said:
        write_atomically(directory, "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
