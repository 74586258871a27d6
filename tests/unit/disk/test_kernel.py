"""Calls of Linux, on a file system that offers them, and where they are not offered."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlm_schema.disk import kernel


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "one").write_text("1")
    (tmp_path / "other").write_text("2")
    descriptor = os.open(tmp_path, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


def test_names_are_exchanged(folder: int, tmp_path: Path) -> None:
    assert kernel.exchange(folder, "one", "other")
    assert ((tmp_path / "one").read_text(), (tmp_path / "other").read_text()) == ("2", "1")


def test_a_name_that_is_taken_is_not_taken_over(folder: int, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        kernel.rename_unless_taken(folder, "one", "other")
    assert kernel.rename_unless_taken(folder, "one", "new")
    assert sorted(os.listdir(tmp_path)) == ["new", "other"]


def test_a_file_system_is_written_out(folder: int) -> None:
    assert kernel.syncfs(folder)


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.EPERM])
def test_what_is_not_offered_is_told(
    folder: int, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    class Library:
        @staticmethod
        def renameat2(*_: object) -> int:
            ctypes.set_errno(number)
            return -1

    monkeypatch.setattr(kernel, "_library", Library)
    assert not kernel.exchange(folder, "one", "other")
    assert not kernel.syncfs(folder)  # the library has no such function
