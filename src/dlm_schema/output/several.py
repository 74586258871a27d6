"""One report that is printed, and others of the same results that are written to files."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Sequence
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, TextIO

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.writing import status_to_replace, write_atomically
from dlm_schema.output.results import Reporter
from dlm_schema.remote.shelves import Object
from dlm_schema.remote.urls import is_url

if TYPE_CHECKING:
    from dlm_schema.output.results import Result


class Several(Reporter):
    """Prints a report, and replaces files by others when all results are there.

    ``files`` are paths or URLs, each with the function that makes its reporter. Raises
    ``ManifestPathError`` where a file cannot be written, before anything is judged if there is no
    such folder, or store, or something other than a regular file has the name; ``OSError`` where
    there is no room.
    """

    def __init__(
        self, printed: Reporter, files: Sequence[tuple[str, Callable[[], Reporter]]]
    ) -> None:
        super().__init__(printed.command, printed.paths)
        self._printed = printed
        self._files = [_FileReport(path, make) for path, make in files]

    def _add(self, result: Result) -> None:
        for file in self._files:
            file.record(result)
        self._printed.record(result)

    def _finish(self, *, interrupted: bool) -> None:
        for file in self._files:
            file.finish(interrupted=interrupted)
        self._printed.finish(interrupted=interrupted)


class _FileReport:
    """A report that has no name before it is whole."""

    def __init__(self, path: str, make: Callable[[], Reporter]) -> None:
        self._path = path
        self._object = Object(path) if is_url(path) else None
        self._folder = os.path.dirname(path) or os.curdir
        if self._object is None:
            with directory_at(self._folder) as directory:
                status_to_replace(directory, path)
        place = None if self._object else self._folder
        self._file: TextIO = tempfile.TemporaryFile(  # noqa: SIM115  (open until the last result)
            "w+", dir=place, encoding="utf-8", errors="backslashreplace", newline=""
        )
        with contextlib.redirect_stdout(self._file):
            self._reporter = make()

    def record(self, result: Result) -> None:
        with contextlib.redirect_stdout(self._file):
            self._reporter.record(result)

    def finish(self, *, interrupted: bool) -> None:
        with self._file as file:
            with contextlib.redirect_stdout(file):
                self._reporter.finish(interrupted=interrupted)
            file.flush()
            if self._object is not None:
                self._object.write(file.buffer)
                return
            # Nothing can be mapped of a file that is empty, and a report need not fit into memory.
            written = file.fileno()
            is_empty = not os.fstat(written).st_size
            data = b"" if is_empty else memoryview(mmap(written, 0, access=ACCESS_READ))
            with directory_at(self._folder) as directory:
                write_atomically(directory, self._path, data)
