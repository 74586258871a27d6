"""Opening, reading and replacing files; ``os`` itself is the oracle of what lies on disk."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import strange_files
from support.strange_files import (
    make_dangling,
    make_device,
    make_fifo,
    make_link,
    make_loop,
    make_socket,
)

from dlm_schema.disk import files
from dlm_schema.errors import ManifestPathError
from dlm_schema.limits import MAX_BYTES

LINK = "is a symbolic link, which is never followed; name the file itself"
MISSING = "no such file or directory"
NOT_REGULAR = "is not a regular file"
TOO_LONG = f"{MISSING}: the name is too long"

WAYS = [pytest.param(True, id="openat2"), pytest.param(False, id="walk")]


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[int]:
    """Return an open directory with something of every kind in it, and a file outside."""
    (tmp_path / "secret").write_text("secret")
    top = tmp_path / "top"
    inner = top / "folder" / "inner"
    inner.mkdir(parents=True)
    (top / "file").write_text("file")
    (inner / "file").write_text("inner file")
    (top / "link-to-folder").symlink_to("folder")
    (top / "link-outside").symlink_to(tmp_path)
    (top / "link-to-absolute").symlink_to(top / "file")
    (inner / "up").symlink_to("../..")
    make_fifo(top / "fifo")
    make_socket(top / "socket")
    make_link(top / "link")
    make_loop(top / "loop")
    make_dangling(top / "dangling")
    descriptor = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    yield descriptor
    os.close(descriptor)


@pytest.fixture(autouse=True)
def nothing_blocks() -> Iterator[None]:
    with strange_files.never_blocked():
        yield


@pytest.fixture(autouse=True)
def no_descriptor_is_left_open() -> Iterator[None]:
    if not os.path.isdir("/proc/self/fd"):
        yield
        return
    before = len(os.listdir("/proc/self/fd"))
    yield
    assert len(os.listdir("/proc/self/fd")) == before


REFUSED = [
    pytest.param("missing", "files/missing", MISSING, id="missing"),
    pytest.param("missing/file", "files/missing", MISSING, id="missing folder"),
    pytest.param("file/x", "files/missing", MISSING, id="file as folder"),
    pytest.param("fifo/x", "files/missing", MISSING, id="FIFO as folder"),
    pytest.param("n" * 256, "files/missing", TOO_LONG, id="long name"),
    pytest.param("link", "files/symlink", LINK, id="link"),
    pytest.param("link-to-absolute", "files/symlink", LINK, id="absolute link"),
    pytest.param("loop", "files/symlink", LINK, id="loop"),
    pytest.param("dangling", "files/symlink", LINK, id="dangling"),
    pytest.param("link-to-folder", "files/symlink", LINK, id="link to folder"),
    pytest.param("link-to-folder/inner/file", "files/symlink", LINK, id="link first"),
    pytest.param("link-outside/secret", "files/symlink", LINK, id="link outside"),
    pytest.param("folder/inner/up/file", "files/symlink", LINK, id="link last"),
    pytest.param("loop/file", "files/symlink", LINK, id="loop as folder"),
    pytest.param("dangling/file", "files/symlink", LINK, id="dangling as folder"),
    pytest.param("fifo", "files/not-regular", NOT_REGULAR, id="FIFO"),
    pytest.param("socket", "files/not-regular", NOT_REGULAR, id="socket"),
    pytest.param("folder", "files/not-regular", NOT_REGULAR, id="folder"),
    pytest.param("folder/inner", "files/not-regular", NOT_REGULAR, id="inner folder"),
    pytest.param("..", "files/missing", MISSING, id="above"),
    pytest.param("../secret", "files/missing", MISSING, id="outside"),
    pytest.param("folder/../../secret", "files/missing", MISSING, id="outside by a detour"),
    pytest.param("folder/../file", "files/missing", MISSING, id="detour"),
    pytest.param("/etc/passwd", "files/missing", MISSING, id="absolute"),
    pytest.param(".", "files/missing", MISSING, id="itself"),
    pytest.param("./file", "files/missing", MISSING, id="dot"),
    pytest.param("", "files/missing", MISSING, id="empty"),
    pytest.param("file/", "files/missing", MISSING, id="slash after"),
    pytest.param("folder//inner/file", "files/missing", MISSING, id="two slashes"),
    pytest.param("file\0x", "files/missing", MISSING, id="NUL"),
]


@pytest.mark.parametrize("use_openat2", WAYS)
@pytest.mark.parametrize(("path", "code", "reason"), REFUSED)
def test_only_regular_files_below_the_directory_are_opened(
    tree: int, path: str, code: str, reason: str, *, use_openat2: bool
) -> None:
    with pytest.raises(ManifestPathError) as caught:
        files.open_beneath(tree, path, use_openat2=use_openat2)
    assert (caught.value.path, caught.value.reason, caught.value.code) == (path, reason, code)
    assert str(caught.value) == f"{path}: {reason}"


@pytest.mark.parametrize("use_openat2", WAYS)
@pytest.mark.parametrize("path", ["file", "folder/inner/file"])
def test_a_file_is_opened_with_its_status(tree: int, path: str, *, use_openat2: bool) -> None:
    descriptor, status = files.open_beneath(tree, path, use_openat2=use_openat2)
    try:
        assert (
            os.read(descriptor, 100).decode()
            == path.rpartition("/")[0].removeprefix("folder/").replace("inner", "inner ") + "file"
        )
        assert status == os.fstat(descriptor)
        assert not os.get_inheritable(descriptor)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("use_openat2", WAYS)
def test_a_device_is_not_read(tmp_path: Path, *, use_openat2: bool) -> None:
    make_device(tmp_path / "device")
    with files.directory_at(str(tmp_path)) as directory, pytest.raises(ManifestPathError) as caught:
        files.open_beneath(directory, "device", use_openat2=use_openat2)
    assert caught.value.code == "files/not-regular"


@pytest.mark.parametrize("use_openat2", WAYS)
def test_another_working_directory_makes_no_difference(
    tree: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, use_openat2: bool
) -> None:
    monkeypatch.chdir("/")
    descriptor, _ = files.open_beneath(tree, "file", use_openat2=use_openat2)
    os.close(descriptor)


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EPERM, errno.EAGAIN, errno.EXDEV])
def test_without_openat2_the_walk_is_taken(
    tree: int, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    call = files._OpenAt2()
    monkeypatch.setattr(files, "_openat2", call)

    def refuse(*arguments: Any) -> int:
        import ctypes  # noqa: PLC0415  (as the module under test does)

        ctypes.set_errno(number)
        return -1

    call._prepared, call._syscall = True, refuse  # type: ignore[assignment]
    descriptor, _ = files.open_beneath(tree, "folder/inner/file")
    os.close(descriptor)
    with pytest.raises(ManifestPathError, match="is a symbolic link"):
        files.open_beneath(tree, "link-to-folder/inner/file")
    assert call.available is (number in (errno.EAGAIN, errno.EXDEV))


@pytest.mark.skipif(sys.platform != "linux", reason="openat2 is Linux's")
def test_openat2_is_what_opens_files_here(tree: int, monkeypatch: pytest.MonkeyPatch) -> None:
    descriptor, _ = files.open_beneath(tree, "file")
    os.close(descriptor)
    if not files._openat2.available:
        pytest.skip("the kernel has no openat2, or filters it")
    monkeypatch.setattr(files, "_walk", None)
    descriptor, _ = files.open_beneath(tree, "folder/inner/file")
    os.close(descriptor)


def test_a_manifest_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for size in (0, 1, 4096, 3_000_000, MAX_BYTES):
        data = os.urandom(size)
        path.write_bytes(data)
        assert files.read_manifest(str(path)) == data


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 2**30, 2**40])
def test_what_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(size)
    monkeypatch.setattr(os, "read", None)
    assert len(files.read_manifest(str(path))) == MAX_BYTES + 1


def test_what_grows_while_it_is_read_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1000)
    for expected in (0, 10, 999, 1000):
        descriptor = os.open(path, os.O_RDONLY)
        assert files.read_bounded(descriptor, expected) == b"x" * 1000
        os.close(descriptor)
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 2)
    descriptor = os.open(path, os.O_RDONLY)
    assert len(files.read_bounded(descriptor, 10)) == MAX_BYTES + 1
    os.close(descriptor)


def test_a_link_is_followed_only_when_asked(tmp_path: Path) -> None:
    make_link(tmp_path / "link")
    assert files.read_manifest(str(tmp_path / "link"), follow=True)
    with pytest.raises(ManifestPathError) as caught:
        files.read_manifest(str(tmp_path / "link"))
    assert str(caught.value) == f"{tmp_path / 'link'}: {LINK}"


@pytest.mark.parametrize("opening", [files.read_manifest, files.open_regular])
def test_a_nul_character_is_an_error_with_the_path(opening: Callable[[str], Any]) -> None:
    with pytest.raises(ManifestPathError) as caught:
        opening("a\0b")
    assert (caught.value.path, caught.value.reason) == ("a\0b", "holds a NUL character")


def test_a_file_is_created_with_the_usual_mode_and_replaced_with_its_own(tmp_path: Path) -> None:
    path = tmp_path / "file"
    old_mask = os.umask(0o027)
    try:
        with files.directory_at(str(tmp_path)) as directory:
            files.write_atomically(directory, "file", b"first")
            assert stat.S_IMODE(path.stat().st_mode) == 0o640
            path.chmod(0o604)
            inode = path.stat().st_ino
            files.write_atomically(directory, "file", b"second")
    finally:
        os.umask(old_mask)
    assert path.read_bytes() == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert path.stat().st_ino != inode
    assert os.listdir(tmp_path) == ["file"]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    with files.directory_at(str(tmp_path)) as directory:
        files.write_atomically(directory, "file", b"0123456789" * 10)
    assert (tmp_path / "file").read_bytes() == b"0123456789" * 10


def test_two_writers_at_once_leave_one_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with files.directory_at(str(tmp_path)) as directory:

        def interrupted(descriptor: int, data: bytes) -> int:
            monkeypatch.setattr(os, "write", write)
            half = write(descriptor, data[: len(data) // 2])
            files.write_atomically(directory, "file", b"other")
            assert (tmp_path / "file").read_bytes() == b"other"
            return half

        monkeypatch.setattr(os, "write", interrupted)
        files.write_atomically(directory, "file", b"complete")
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

    with files.directory_at(str(tmp_path)) as directory:
        monkeypatch.setattr(os, call, fail)
        with pytest.raises(OSError, match="No space left"):
            files.write_atomically(directory, "file", b"new")
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
    with files.directory_at(str(tmp_path)) as directory, pytest.raises(ManifestPathError) as caught:
        files.write_atomically(directory, "file", b"new")
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
    with files.directory_at(str(tmp_path)) as directory, pytest.raises(PermissionError) as caught:
        files.write_temporary(directory, "new", b"x", like)
    assert caught.value.strerror == (
        "its owner, user 4321 of group 1234, cannot be kept: Operation not permitted"
    )
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("gone", MISSING), ("file", "is not a directory"), ("a\0b", "holds a NUL character")],
    ids=["missing", "file", "NUL"],
)
def test_what_is_no_directory_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(ManifestPathError) as caught, files.directory_at(path):
        pass
    assert str(caught.value) == f"{path}: {reason}"
