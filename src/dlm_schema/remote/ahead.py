"""List folders of a store before a walk comes to them, many at once.

A walk asks for one folder after the other, and each answer of a store takes its time. Listed ahead
are the folders that come next in the order of names, a few levels deep, but nothing below a folder
that holds a manifest.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple, final

from dlm_schema.disk.handles import Entries, File, Folder, FolderId
from dlm_schema.published import MANIFEST_FILENAME

THREADS: Final = 32
"""Requests that are under way at once."""

_LEVELS: Final = 3
_AHEAD: Final = 12  # folders of one: with three levels, less than 2,000 in all


@contextlib.contextmanager
def listed_ahead(directory: int) -> Iterator[int]:
    """Yield an open folder whose folders are listed ahead, if it is one of a store."""
    if not isinstance(directory, Folder):
        yield directory
        return
    readers = ThreadPoolExecutor(THREADS, "dlm-schema-ahead")
    try:
        yield _Ahead(directory, readers)
    finally:
        readers.shutdown(wait=True, cancel_futures=True)


class _Begun(NamedTuple):
    folder: _Ahead
    listing: Future[Entries]


@final
class _Ahead(Folder):
    """A folder whose folders are listed by ``readers`` before they are asked for."""

    def __init__(self, folder: Folder, readers: ThreadPoolExecutor, levels: int = _LEVELS) -> None:
        self._folder = folder
        self._readers = readers
        self._levels = levels
        self._listing: Future[Entries] | None = None
        self._waiting: list[str] = []
        self._begun: dict[str, _Begun] = {}

    def come_to(self, listing: Future[Entries]) -> None:
        """Note that the walk is here, and where the folder was listed."""
        self._listing = listing
        self._levels = _LEVELS

    @property
    def identity(self) -> FolderId:
        return self._folder.identity

    @property
    def size(self) -> int:
        return self._folder.size

    def entries(self) -> Entries:
        return self.list() if self._listing is None else self._listing.result()

    def folder(self, way: str) -> Folder:
        for name in [name for name in self._begun if name < way]:
            del self._begun[name]  # which the walk passed by
        begun = self._begun.pop(way, None)
        self._begin()
        if begun is None:
            return _Ahead(self._folder.folder(way), self._readers)
        begun.folder.come_to(begun.listing)
        return begun.folder

    def holds(self, way: str) -> bool:
        return self._folder.holds(way)

    def open(self, path: str) -> tuple[File, os.stat_result]:
        return self._folder.open(path)

    def read(self, name: str) -> bytes:
        return self._folder.read(name)

    def list(self) -> Entries:
        """List the folder, and begin with those in it."""
        entries = self._folder.entries()
        if all(name != MANIFEST_FILENAME for name, _ in entries):
            self._waiting = sorted((name for name, is_folder in entries if is_folder), reverse=True)
            self._begin()
        return entries

    def _begin(self) -> None:
        while self._levels and self._waiting and len(self._begun) < _AHEAD:
            name = self._waiting.pop()
            inner = _Ahead(self._folder.folder(name), self._readers, self._levels - 1)
            self._begun[name] = _Begun(inner, self._readers.submit(inner.list))
