"""Draw one line on standard error with ``rich``, again and again in the same place."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Final

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column
from rich.text import Text

from dlm_schema.text import counted_noun, printable

_NAME_PARTS: Final = 3
_USUAL_WIDTH: Final = 80


class Line:
    """A line that says how much was read, how fast, how long the rest takes, and the file."""

    def __init__(self) -> None:
        def narrow() -> Column:
            return Column(no_wrap=True)

        self._progress = Progress(
            TextColumn("{task.fields[done]}", markup=False, table_column=narrow()),
            TransferSpeedColumn(table_column=narrow()),
            TimeRemainingColumn(table_column=narrow()),
            TextColumn("left", table_column=narrow()),
            _Name(),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("", total=None, done="", name="")
        self._is_shown = False

    def draw(self, read: int, size: int | None, judged: int, name: str) -> None:
        """Show the line: bytes that were read of ``size``, manifests done, and the file at hand."""
        done = decimal(read) if size is None else f"{decimal(read)} of {decimal(size)}"
        if judged:
            done = f"{counted_noun(judged, 'manifest')}, {done}"
        self._progress.console.width = _width()
        self._progress.update(self._task, completed=read, total=size, done=done, name=_end_of(name))
        if not self._is_shown:
            self._progress.start()
            self._is_shown = True
        self._progress.refresh()

    def hide(self) -> None:
        """Take the line away until it is drawn again."""
        if self._is_shown:
            self._is_shown = False
            with contextlib.suppress(OSError):
                self._progress.stop()


class _Name(ProgressColumn):
    """The one column that is cut off where there is too little room."""

    def render(self, task: Task) -> Text:
        return Text(task.fields["name"], no_wrap=True, overflow="ellipsis")


def _width() -> int:
    """Return how wide the line may be: ``^C`` that is typed after it must not wrap it."""
    columns = os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_WIDTH
    return max(columns - len("^C") - 1, 1)


def _end_of(name: str) -> str:
    """Return the last folders and the name of a file: those that tell it from others."""
    return printable("/".join(name.split("/")[-_NAME_PARTS:]))
