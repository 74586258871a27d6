"""What takes the place of a descriptor is a number that no system call accepts."""

from __future__ import annotations

import os

import pytest

from dlm_schema.remote.opening import open_known


def test_a_folder_is_no_descriptor() -> None:
    folder = open_known("memory://nothing/here")
    for call in (os.fstat, os.dup, os.close, os.listdir, os.scandir):
        with pytest.raises(OSError, match="Bad file descriptor"):
            call(folder)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.open(".", os.O_RDONLY, dir_fd=folder)
