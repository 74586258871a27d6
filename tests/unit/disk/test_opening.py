"""Opening what untrusted names lead to; ``os`` itself is the oracle of what lies on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.strange_files import (
    make_dangling,
    make_device,
    make_fifo,
    make_link,
    make_loop,
    make_socket,
)

from dlm_schema.disk.opening import (
    directory_at,
    entries_beneath,
    entries_of,
    open_beneath,
    open_regular,
    size_of,
)
from dlm_schema.errors import ManifestPathError

LINK = "is a symbolic link, which is never followed; name the file itself"
MISSING = "no such file or directory"
NOT_REGULAR = "is not a regular file"
TOO_LONG = f"{MISSING}: the name is too long"


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


pytestmark = pytest.mark.usefixtures("nothing_blocks", "nothing_is_left_open")


REFUSED = [
    pytest.param("missing", "files/missing", MISSING, id="missing"),
    pytest.param("fifo/x", "files/missing", MISSING, id="FIFO as folder"),
    pytest.param("n" * 256, "files/missing", TOO_LONG, id="long name"),
    pytest.param("link", "files/symlink", LINK, id="link"),
    pytest.param("loop", "files/symlink", LINK, id="loop"),
    pytest.param("link-to-folder/inner/file", "files/symlink", LINK, id="link first"),
    pytest.param("link-outside/secret", "files/symlink", LINK, id="link outside"),
    pytest.param("fifo", "files/not-regular", NOT_REGULAR, id="FIFO"),
    pytest.param("socket", "files/not-regular", NOT_REGULAR, id="socket"),
    pytest.param("folder", "files/not-regular", NOT_REGULAR, id="folder"),
    pytest.param("..", "files/missing", MISSING, id="above"),
    pytest.param("../secret", "files/missing", MISSING, id="outside"),
    pytest.param("folder/../../secret", "files/missing", MISSING, id="outside by a detour"),
    pytest.param("folder/../file", "files/missing", MISSING, id="detour"),
    pytest.param("/etc/passwd", "files/missing", MISSING, id="absolute"),
    pytest.param(".", "files/missing", MISSING, id="itself"),
    pytest.param("", "files/missing", MISSING, id="empty"),
    pytest.param("file/", "files/missing", MISSING, id="slash after"),
    pytest.param("file\0x", "files/missing", MISSING, id="NUL"),
]


@pytest.mark.parametrize(("path", "code", "reason"), REFUSED)
def test_only_regular_files_below_the_directory_are_opened(
    tree: int, path: str, code: str, reason: str
) -> None:
    with pytest.raises(ManifestPathError) as caught:
        open_beneath(tree, path)
    assert (caught.value.path, caught.value.reason, caught.value.code) == (path, reason, code)
    assert str(caught.value) == f"{path}: {reason}"


@pytest.mark.parametrize("path", ["file", "folder/inner/file"])
def test_a_file_is_opened_with_its_status(tree: int, path: str) -> None:
    descriptor, status = open_beneath(tree, path)
    try:
        assert (
            os.read(descriptor, 100).decode()
            == path.rpartition("/")[0].removeprefix("folder/").replace("inner", "inner ") + "file"
        )
        assert status == os.fstat(descriptor)
        assert not os.get_inheritable(descriptor)
    finally:
        os.close(descriptor)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    make_device(tmp_path / "device")
    with directory_at(str(tmp_path)) as directory, pytest.raises(ManifestPathError) as caught:
        open_beneath(directory, "device")
    assert caught.value.code == "files/not-regular"


def test_another_working_directory_makes_no_difference(
    tree: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    descriptor, _ = open_beneath(tree, "file")
    os.close(descriptor)


def test_a_path_is_as_long_as_its_names_allow(tmp_path: Path) -> None:
    """A path of 25 folders with names of 240 bytes is longer than a system call takes."""
    held = os.open(tmp_path, os.O_RDONLY)
    names = ["\u00e9" * 120] * 25
    for name in names:
        os.mkdir(name, dir_fd=held)
        inner = os.open(name, os.O_RDONLY, dir_fd=held)
        os.close(held)
        held = inner
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=held))
    os.close(held)
    with directory_at(str(tmp_path)) as directory:
        descriptor, _ = open_beneath(directory, "/".join([*names, "file"]))
        os.close(descriptor)
        assert entries_beneath(directory, "/".join(names)) == [("file", False)]


def test_a_nul_character_is_an_error_with_the_path() -> None:
    with pytest.raises(ManifestPathError) as caught:
        open_regular("a\0b")
    assert (caught.value.path, caught.value.reason) == ("a\0b", "holds a NUL character")


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
    with pytest.raises(ManifestPathError) as caught, directory_at(path):
        pass
    assert str(caught.value) == f"{path}: {reason}"


def test_the_size_of_a_folder_is_that_of_the_files_right_in_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "b").write_bytes(b"67")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "c").write_bytes(b"8")
    with directory_at(str(tmp_path)) as directory:
        entries = entries_of(directory)
        assert size_of(directory, entries) == 7
        (tmp_path / "b").unlink()
        assert size_of(directory, entries) == 5
