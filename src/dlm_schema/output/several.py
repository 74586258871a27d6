"""One report that is printed, and others of the same results that are written to files."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TextIO

from dlm_schema.disk.writing import temporary_name
from dlm_schema.output.results import Reporter

if TYPE_CHECKING:
    from dlm_schema.output.results import Result


class Several(Reporter):
    """Prints a report, and replaces files by others when all results are there.

    ``files`` are paths, each with the function that makes its reporter. Raises ``OSError`` where a
    file cannot be written, before anything is judged if its folder cannot.
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
        self._folder = os.path.dirname(path) or os.curdir
        self._file: TextIO = tempfile.TemporaryFile(  # noqa: SIM115  (open until the last result)
            "w+", dir=self._folder, encoding="utf-8", errors="backslashreplace", newline=""
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
            file.seek(0)
            temporary = os.path.join(self._folder, temporary_name())
            try:
                with open(temporary, "x", encoding="utf-8", newline="") as named:
                    shutil.copyfileobj(file, named)
                os.replace(temporary, self._path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
