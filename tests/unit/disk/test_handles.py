"""What takes the place of a descriptor is a number that no system call accepts."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from dlm_schema.disk.handles import File, Folder, Stamps


class _Folder(Folder):
    identity = (1, 2)
    size = 7

    def entries(self) -> list[tuple[str, bool | None]]:
        return [("name", False)]

    def stamps(self) -> Stamps:
        raise NotImplementedError

    def folder(self, way: str) -> Folder:
        return self

    def expect(self, ways: Sequence[str]) -> None:
        raise NotImplementedError

    def holds(self, way: str) -> bool:
        return way == "name"

    def open(self, path: str) -> tuple[File, os.stat_result]:
        raise FileNotFoundError

    def read(self, name: str) -> bytes:
        return b"content"

    def entries_beneath(self, folder: str) -> list[tuple[str, bool | None]]:
        return self.entries()

    def anew(self) -> Folder:
        return self

    def see_writable(self, *, by_trying: bool) -> None:
        pass

    def fetch(self, name: str) -> tuple[bytes, str]:
        return b"content", "1"

    def write(self, name: str, data: bytes, version: str | None) -> None:
        raise FileExistsError

    def remove(self, name: str) -> None:
        raise FileNotFoundError


def test_a_folder_is_no_descriptor() -> None:
    folder = _Folder()
    for call in (os.fstat, os.dup, os.close, os.listdir, os.scandir):
        with pytest.raises(OSError, match="Bad file descriptor"):
            call(folder)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.open(".", os.O_RDONLY, dir_fd=folder)
