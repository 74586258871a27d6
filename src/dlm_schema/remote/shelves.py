"""What this package writes to stores: a report, and small files that it keeps for itself.

Those can lie in a local folder, too. Who can write there can write anything, so nothing of them is
believed without a look. A file is written whole or not at all, save on SFTP, and need not survive a
power failure.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from abc import ABC, abstractmethod
from typing import Any, BinaryIO, Final, final

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.reading import read_manifest
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import Content, sweep, write_content
from dlm_schema.limits import MAX_BYTES
from dlm_schema.remote.faults import attempt
from dlm_schema.remote.opening import stores_for
from dlm_schema.remote.urls import is_chain, is_url, is_web, shown

_PIECE: Final = 8 * 1024 * 1024


class Shelf(ABC):
    """A folder of folders of files, which are named by their ways from it.

    Of a file that is larger than a manifest may be, that much and a byte is read. What cannot be
    done raises ``OSError`` or ``ManifestPathError``.
    """

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """List a folder; one that is not there is empty."""

    @abstractmethod
    def read(self, way: str) -> bytes:
        """Read a file."""

    @abstractmethod
    def write(self, way: str, data: bytes) -> None:
        """Write a file that is not there yet, with the folders around it."""

    @abstractmethod
    def remove(self, way: str) -> None:
        """Remove a file, if it is there."""


def shelf_at(place: str) -> Shelf:
    """Return the files in a local folder or at a URL, of which nothing need be there yet.

    Raises ``OSError`` or ``ManifestPathError``.
    """
    return _Stored(place) if is_url(place) else _Local(place)


@final
class _Local(Shelf):
    def __init__(self, top: str) -> None:
        self._top = top

    def names(self, folder: str) -> list[str]:
        with contextlib.suppress(FileNotFoundError):
            return os.listdir(os.path.join(self._top, folder))
        return []

    def read(self, way: str) -> bytes:
        return read_manifest(os.path.join(self._top, way))

    def write(self, way: str, data: bytes) -> None:
        path = os.path.join(self._top, way)
        folder = os.path.dirname(path)
        os.makedirs(folder, exist_ok=True)
        with directory_at(folder) as directory:
            sweep(directory)
            write_content(directory, path, Content(data, sync=False), replace=False)

    def remove(self, way: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._top, way))


@final
class Object:
    """An object that is to be written at a URL.

    Raises ``ManifestPathError`` where that cannot be, which need not show before it is tried.
    """

    def __init__(self, url: str) -> None:
        self._shown = shown(url)
        try:
            self._store, self._path = _writable(url)
        except OSError as error:
            raise refusal(self._shown, error) from None

    def write(self, file: BinaryIO) -> None:
        """Write what is in a file, in parts where it is large."""
        try:
            with self._store.turn:
                attempt(lambda: self._copy(file))
        except OSError as error:
            raise refusal(self._shown, error) from None

    def _copy(self, file: BinaryIO) -> None:
        file.seek(0)
        with self._store.files.open(self._path, "wb") as written:
            shutil.copyfileobj(file, written, _PIECE)


def _writable(url: str) -> tuple[Any, str]:
    if is_chain(url) or is_web(url):
        raise OSError(errno.EROFS, "neither archives nor web servers are written to")
    found: tuple[Any, str] = stores_for(url).store_at(url)
    return found


@final
class _Stored(Shelf):
    def __init__(self, url: str) -> None:
        self._store, path = _writable(url)
        self._top = path.rstrip("/")

    def names(self, folder: str) -> list[str]:
        try:
            listed = self._store.listed(f"{self._top}/{folder}")
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise
            return []
        return [info["name"].rpartition("/")[2] for info in listed]

    def read(self, way: str) -> bytes:
        data: bytes = self._made("cat_file", way, start=0, end=MAX_BYTES + 1)
        return data

    def write(self, way: str, data: bytes) -> None:
        if self._store.sftp:  # what is no file server has no folders, and would make a bucket
            self._made("makedirs", os.path.dirname(way), exist_ok=True)
        self._made("pipe_file", way, data)

    def remove(self, way: str) -> None:
        with contextlib.suppress(OSError):
            self._made("rm_file", way)

    def _made(self, call: str, way: str, *given: Any, **options: Any) -> Any:
        method = getattr(self._store.files, call)
        with self._store.turn:
            return attempt(lambda: method(f"{self._top}/{way}", *given, **options))
