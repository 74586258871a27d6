"""Output that is kept until it is complete: all of it comes back, little of it is in memory."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from support.process import raising, traced_memory

from dlm_schema.output.buffer import Buffer


@pytest.mark.parametrize("count", [0, 1, 100, 50_000])
def test_what_was_written_comes_back(count: int) -> None:
    buffer = Buffer()
    assert buffer.is_empty
    for number in range(count):
        buffer.write(f"{number} \u00e9 \r\n {'x' * 60}")
    assert buffer.is_empty is (count == 0)
    expected = "".join(f"{number} \u00e9 \r\n {'x' * 60}" for number in range(count))
    assert "".join(buffer.drain()) == expected
    assert buffer.is_empty
    buffer.write("again")
    assert list(buffer.drain()) == ["again"]


def test_memory_does_not_grow_with_what_is_written() -> None:
    buffer = Buffer()
    with traced_memory() as peak:
        for _ in range(300):
            buffer.write("x" * 100_000)
        assert sum(map(len, buffer.drain())) == 30_000_000
        assert peak() < 10_000_000


def test_memory_has_to_do_where_no_file_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", raising(errno.ENOENT))
    buffer = Buffer()
    for _ in range(30):
        buffer.write("x" * 100_000)
    assert "".join(buffer.drain()) == "x" * 3_000_000


@pytest.mark.parametrize("room", [0, 1, 999_999, 1_048_577, 2_500_001])
def test_memory_has_to_do_where_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    class Full(io.FileIO):
        """A file on a disk that takes part of what is written, and then nothing."""

        left = room

        def write(self, data: Any) -> int:
            if not self.left:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written = super().write(memoryview(data)[: self.left])
            self.left -= written
            return written

    def full(*, buffering: int) -> io.FileIO:
        assert buffering == 0
        return Full(tmp_path / "full", "w+")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    buffer = Buffer()
    expected = [f"{number} \u00e9 {'x' * 99_991}" for number in range(40)]
    for text in expected:
        buffer.write(text)
    assert not buffer.is_empty
    assert "".join(buffer.drain()) == "".join(expected)
    assert buffer.is_empty
