"""Directories are made as the corpus describes them, nowhere else, and leave nothing behind.

``os`` itself is the oracle of what lies on disk.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dlm_schema.conformance import directories
from dlm_schema.conformance.cases import Entry
from dlm_schema.conformance.directories import made
from dlm_schema.conformance.recipes import CorpusError

NO_PATH = "is no path below the export directory or ../outside/"
TAKEN = "something is there already"
BELOW = "lies below an entry that is no folder"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="this is Linux's way")


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have directories made in a folder of the test's own, and look whether any is left.

    Its path is short, because the address of a socket can have 107 bytes alone.
    """
    with tempfile.TemporaryDirectory() as own:
        folder = Path(own, "t")
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        yield folder
        assert [path.name for path in Path(own).iterdir()] == ["t"]
        assert list(folder.iterdir()) == []


pytestmark = pytest.mark.usefixtures("nothing_is_left_open")


@pytest.fixture(params=["by descriptor", "by path"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make FIFOs and sockets as on Linux, and as on systems without ``/proc``."""
    if request.param == "by path":
        monkeypatch.setattr(directories, "_DESCRIPTORS", "/nonexistent")


def test_names_are_utf8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [Entry("\u91cd\u307f/a b\n\\", "file"), Entry("\u00df", "fifo")]
    with made(entries) as export:
        top = export.encode()
        assert sorted(os.listdir(top)) == ["\u00df".encode(), "\u91cd\u307f".encode()]
        assert os.listdir(os.path.join(top, "\u91cd\u307f".encode())) == [b"a b\n\\"]


@pytest.mark.parametrize("kind", ["file", "fifo", "socket", "symlink", "folder", "hard_link"])
def test_a_path_can_be_as_long_as_an_artifacts(way: None, kind: str) -> None:
    path = "/".join(["n" * 127] * 3 + ["n" * 128])
    with made([Entry("a", "file"), Entry(path, kind, target="a")]) as export:
        assert len(path) == 512
        assert os.path.lexists(os.path.join(export, path))


def test_folders_can_be_deeper_than_a_path_the_stack_or_the_descriptors_reach() -> None:
    depth = 1200
    entries = [Entry("folder/" * depth + "file", "file"), Entry("folder/" * depth + "l", "folder")]
    with made(entries) as export:
        held = os.open(export, os.O_RDONLY)
        names = os.listdir(held)
        reached = 0
        while names == ["folder"]:
            inner = os.open("folder", os.O_RDONLY, dir_fd=held)
            os.close(held)
            held = inner
            names = os.listdir(held)
            reached += 1
        os.close(held)
    assert sorted(names) == ["file", "l"]
    assert reached == depth


HOSTILE = [
    pytest.param("../x", id="above"),
    pytest.param("/x", id="absolute"),
    pytest.param("folder/../../x", id="above by a detour"),
    pytest.param("folder/../x", id="detour"),
    pytest.param("../outside", id="the folder outside itself"),
    pytest.param("../outside/", id="nothing below the folder outside"),
    pytest.param("../outsider/x", id="another folder outside"),
    pytest.param("../export/x", id="the export directory by its name"),
    pytest.param("", id="empty"),
    pytest.param(".", id="full stop"),
    pytest.param("./x", id="full stop first"),
    pytest.param("folder//x", id="empty segment"),
    pytest.param("x/", id="slash last"),
    pytest.param("x\0y", id="NUL"),
]


@pytest.fixture
def nothing_may_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "mkdtemp", None)


@pytest.mark.parametrize("kind", ["file", "symlink", "fifo", "folder"])
@pytest.mark.parametrize("path", HOSTILE)
def test_a_path_that_leads_elsewhere_is_refused_before_anything_is_made(
    nothing_may_be_made: None, path: str, kind: str
) -> None:
    with pytest.raises(CorpusError) as caught, made([Entry(path, kind, target="x")]):
        pass
    assert str(caught.value) == f"{path!a}: {NO_PATH}"


@pytest.mark.parametrize("path", HOSTILE)
def test_a_hard_link_to_elsewhere_is_refused(nothing_may_be_made: None, path: str) -> None:
    entries = [Entry("file", "file"), Entry("link", "hard_link", target=path)]
    with pytest.raises(CorpusError) as caught, made(entries):
        pass
    assert caught.value.problem == NO_PATH


REFUSED: dict[str, Any] = {
    "name": ([Entry("\ud800", "file")], r"'\ud800'", "cannot be written in UTF-8"),
    "twice": ([Entry("a", "file"), Entry("a", "fifo")], "'a'", TAKEN),
    "two folders": ([Entry("a", "folder"), Entry("a", "folder")], "'a'", TAKEN),
    "on folder": ([Entry("a/b", "file"), Entry("a", "file")], "'a'", TAKEN),
    "below file": ([Entry("a", "file"), Entry("a/b", "file")], "'a/b'", BELOW),
    "below link": ([Entry("a", "symlink", target="/"), Entry("a/b/c", "file")], "'a/b/c'", BELOW),
    "below link outside": (
        [Entry("../outside/a", "symlink", target="."), Entry("../outside/a/b", "fifo")],
        "'../outside/a/b'",
        BELOW,
    ),
    "hard link to what comes later": (
        [Entry("a", "hard_link", target="b"), Entry("b", "file")],
        "'a'",
        "there is no file 'b' before it",
    ),
    "hard link to link": (
        [Entry("b", "symlink", target="/etc/hosts"), Entry("a", "hard_link", target="b")],
        "'a'",
        "there is no file 'b' before it",
    ),
    "link to no text": ([Entry("a", "symlink")], "'a'", "no link can lead to ''"),
    "link to NUL": ([Entry("a", "symlink", target="x\0y")], "'a'", r"no link can lead to 'x\x00y'"),
    "link to lone surrogate": (
        [Entry("a", "symlink", target="\udfff")],
        "'a'",
        r"no link can lead to '\udfff'",
    ),
    "kind": ([Entry("a", "device")], "'a'", "there is no kind of entry called device"),
}


@pytest.mark.parametrize(("entries", "subject", "problem"), REFUSED.values(), ids=REFUSED)
def test_entries_that_are_not_those_of_one_directory_are_refused(
    nothing_may_be_made: None, entries: list[Entry], subject: str, problem: str
) -> None:
    with pytest.raises(CorpusError) as caught, made(entries):
        pass
    assert (caught.value.subject, caught.value.problem) == (subject, problem)


@pytest.mark.parametrize("kind", ["file", "sparse", "symlink", "fifo", "socket", "folder"])
def test_nothing_is_written_through_a_link_that_the_file_system_takes_for_a_folder(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    # Where names are folded, the check of the paths cannot see that two of them are one.
    monkeypatch.setattr(directories, "_check", lambda entries: None)
    entries = [Entry("link", "symlink", target=str(elsewhere)), Entry("link/x", kind, target="x")]
    with pytest.raises(OSError, match=r"cannot make 'link/x' here: ") as caught, made(entries):
        pass
    assert caught.value.errno in (errno.ELOOP, errno.ENOTDIR)
    assert os.listdir(elsewhere) == []
    elsewhere.rmdir()


@pytest.mark.parametrize("kind", ["file", "sparse", "symlink", "fifo", "socket", "folder"])
def test_what_the_file_system_cannot_hold_is_an_error_that_names_it(kind: str) -> None:
    entries = [Entry("folder/file", "file"), Entry("folder/" + "n" * 256, kind, target="x")]
    with pytest.raises(OSError, match="cannot make") as caught, made(entries):
        pass
    assert caught.value.errno == errno.ENAMETOOLONG
    shown = "'folder/" + "n" * 189 + "..."
    assert caught.value.strerror == f"cannot make {shown} here: File name too long"


@pytest.mark.parametrize("call", ["symlink", "link", "mkfifo", "rename"])
def test_a_call_that_the_file_system_refuses_is_an_error_that_names_the_entry(
    monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*arguments: Any, **keywords: Any) -> None:
        monkeypatch.undo()  # what cleans up needs some of the calls itself
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    kind = {"symlink": "symlink", "link": "hard_link"}.get(call, "fifo")
    entries = [Entry("file", "file"), Entry("folder/x", kind, target="file")]
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(PermissionError) as caught, made(entries):
        pass
    assert str(caught.value) == "[Errno 1] cannot make 'folder/x' here: Operation not permitted"


@on_linux
def test_a_long_temporary_folder_is_no_hindrance_to_sockets(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = temporary / ("n" * 200)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with made([Entry("folder/socket", "socket")]) as export:
        assert stat.S_ISSOCK(os.lstat(os.path.join(export, "folder/socket")).st_mode)
    long.rmdir()


def test_a_temporary_folder_too_long_for_sockets_is_an_error_that_says_so(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = temporary / ("n" * 200)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    monkeypatch.setattr(directories, "_DESCRIPTORS", "/nonexistent")
    message = "cannot make 'socket' here: AF_UNIX path too long"
    with pytest.raises(OSError, match=message) as caught, made([Entry("socket", "socket")]):
        pass
    assert caught.value.errno == errno.EINVAL
    long.rmdir()


def test_what_others_put_there_is_taken_away_as_well(temporary: Path) -> None:
    with made([Entry("folder/file", "file")]) as export:
        top = Path(export)
        (top / "folder" / "more" / "and more").mkdir(parents=True)
        (top / "folder" / "more" / "file").write_text("x")
        (top / "folder" / "link").symlink_to(temporary.parent)
        (top.parent / "0").mkdir()
        (top.parent / "file").write_text("x")


def test_an_error_of_the_caller_is_passed_on_and_leaves_nothing() -> None:
    with pytest.raises(KeyboardInterrupt), made([Entry("a/b", "file"), Entry("c", "fifo")]):
        raise KeyboardInterrupt


@pytest.mark.parametrize("kind", ["file", "sparse", "symlink", "fifo", "socket", "hard_link"])
def test_an_entry_that_the_file_system_takes_for_another_is_an_error(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(directories, "_check", lambda entries: None)
    entries = [Entry("file", "file", content=b"kept"), Entry("file", kind, target="file")]
    with pytest.raises(FileExistsError) as caught, made(entries):
        pass
    assert str(caught.value) == "[Errno 17] cannot make 'file' here: File exists"
