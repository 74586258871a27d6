"""A line on standard error that says how far a long command is, while a person watches.

What it costs is one thread that wakes four times a second; nothing of it exists where standard
error is no terminal. ``progress_line`` is imported when the line is first shown, because importing
``rich`` takes longer than most commands do.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final, Self

from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.read_pool import start_thread
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.discovery import Export, find_exports
from dlm_schema.export.inputs import STDIN
from dlm_schema.published import MANIFEST_FILENAME
from dlm_schema.remote.urls import is_url

if TYPE_CHECKING:
    from dlm_schema.cli.progress_line import Line
    from dlm_schema.disk.meter import Meter

_SHOWN_AFTER: Final = 1.0
_REDRAWN_EVERY: Final = 0.25
_WORK: Final = 0.02
_REST: Final = 0.06


def is_watched(*, quiet: bool) -> bool:
    """Whether somebody looks at standard error, on a terminal that can show a line anew."""
    if quiet or sys.stderr is None or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stderr.isatty()


class Progress:
    """Shows how much was read, how fast, how long the rest takes, and the file at hand.

    It appears when the work takes longer than a second and is gone when the context is left.
    ``size`` is the bytes that are to be read, or a function that works it out in a thread of its
    own; ``judged`` is how many manifests are done.
    """

    def __init__(self, meter: Meter, size: int | Callable[[threading.Event], int | None]) -> None:
        self.judged = 0
        self._meter = meter
        self._size: int | None = size if isinstance(size, int) else None
        self._work_out = None if isinstance(size, int) else size
        self._stopped = threading.Event()
        self._drawing = threading.Lock()
        self._line: Line | None = None
        self._thread = threading.Thread(target=self._run, name="dlm-schema-progress", daemon=True)

    def __enter__(self) -> Self:
        start_thread(self._thread)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()
        with self.hidden():
            pass

    @contextlib.contextmanager
    def hidden(self) -> Iterator[None]:
        """Take the line away while something else is printed."""
        with self._drawing:
            if self._line is not None:
                self._line.hide()
            yield

    def _run(self) -> None:
        if self._stopped.wait(_SHOWN_AFTER):
            return
        if self._work_out is not None:
            start_thread(
                threading.Thread(target=self._find_size, name=self._thread.name, daemon=True)
            )
        try:
            self._line = import_module("dlm_schema.cli.progress_line").Line()
            while not self._stopped.is_set():
                with self._drawing:
                    self._draw(self._line)
                self._stopped.wait(_REDRAWN_EVERY)
        except (OSError, RuntimeError):  # the terminal is gone: nobody watches any more
            return

    def _find_size(self) -> None:
        if self._work_out is not None:
            self._size = self._work_out(self._stopped)

    def _draw(self, line: Line) -> None:
        read = self._meter.total
        # What was read can be more than there seemed to be, when files grow.
        size = None if self._size is None else max(self._size - self._meter.spared, read)
        line.draw(read, size, self.judged, self._meter.current)


def size_of_exports(paths: Sequence[str] | None, stopped: threading.Event) -> int | None:
    """Add up the sizes of the files of every export at or below the paths.

    Only names and sizes are looked at, no file is opened, and other threads are left most of the
    time. It is what the files have, not what manifests say of them. Returns ``None`` when
    stopped, where a path is a URL, or where others find them and there are no ``paths``.
    """
    if paths is None or any(map(is_url, paths)):  # where asking for sizes is work of its own
        return None
    total = 0
    rest_at = time.monotonic() + _WORK
    for size in _sizes(paths):
        total += size
        if time.monotonic() >= rest_at:
            if stopped.wait(_REST):
                return None
            rest_at = time.monotonic() + _WORK
    return total


def _sizes(paths: Sequence[str]) -> Iterator[int]:
    for path in paths:
        if os.path.basename(path) == MANIFEST_FILENAME:
            yield from _sizes_in(os.path.dirname(path) or os.curdir)
        elif path != STDIN:
            with contextlib.suppress(ManifestPathError), directory_at(path) as directory:
                for item in find_exports(path, os.dup(directory)):
                    yield 0  # a time to rest
                    if isinstance(item, Export):
                        os.close(item.directory)
                        yield from _sizes_in(item.path)


def _sizes_in(top: str) -> Iterator[int]:
    """Yield the size of each file, holding one folder open at a time."""
    pending = [top]
    while pending:
        with contextlib.suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                elif entry.name != MANIFEST_FILENAME:
                    status = entry.stat(follow_symlinks=False)
                    yield status.st_size if stat.S_ISREG(status.st_mode) else 0
