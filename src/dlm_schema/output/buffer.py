"""Keeping output until it is complete, without holding all of it in memory."""

from __future__ import annotations

import codecs
import math
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from io import FileIO

_HELD: Final = 1024 * 1024
_PIECE: Final = 64 * 1024


class Buffer:
    """Text that is written now and read back later: what is little stays in memory.

    The rest is in a temporary file, or in memory again once there is no room for that.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._limit: float = _HELD
        self._file: FileIO | None = None
        self._stored = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written since it was last read back."""
        return not (self._size or self._file)

    def write(self, text: str) -> None:
        """Append text."""
        self._parts.append(text)
        self._size += len(text)
        if self._size >= self._limit:
            self._store()

    def drain(self) -> Iterator[str]:
        """Yield what was written, in pieces, and be empty afterwards."""
        if self._file is not None:
            with self._file as file:
                file.seek(0)
                decoder = codecs.getincrementaldecoder("utf-8")()
                while self._stored and (piece := file.read(min(_PIECE, self._stored))):
                    self._stored -= len(piece)
                    yield decoder.decode(piece)
            self._file = None
        yield from self._parts
        self._parts.clear()
        self._size = 0

    def _store(self) -> None:
        data = memoryview("".join(self._parts).encode())
        written = 0
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (drain closes it)
            while written < len(data):
                written += self._file.write(data[written:])
        except OSError:
            # No place for it, or no more. What was written of the parts is not read back.
            self._limit = math.inf
            return
        self._stored += written
        self._parts.clear()
        self._size = 0
