"""Keeping output until it is complete, without holding all of it in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import IO, Final

_HELD: Final = 1024 * 1024
_PIECE: Final = 64 * 1024


class Spool:
    """Text that is written now and read back later: what is little stays in memory."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._limit: float = _HELD
        self._file: IO[str] | None = None

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
                while piece := file.read(_PIECE):
                    yield piece
            self._file = None
        yield from self._parts
        self._parts.clear()
        self._size = 0

    def _store(self) -> None:
        if self._file is None:
            import tempfile  # noqa: PLC0415  (few reports are so large)

            try:
                self._file = tempfile.TemporaryFile(  # noqa: SIM115  (drain closes it)
                    "w+", encoding="utf-8", newline=""
                )
            except OSError:  # nowhere to put it: memory has to do
                self._limit = math.inf
                return
        self._file.write("".join(self._parts))
        self._parts.clear()
        self._size = 0
