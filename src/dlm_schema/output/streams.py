"""Print to standard output and standard error, whoever reads them and whether anybody does.

The state here is the process's: a reader who went away is gone for every module.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from dlm_schema.text import printable


class ReaderGoneError(BrokenPipeError):
    """Nobody reads the output any more; ``status`` is how the command ends therefore."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class _Reader:
    """Of standard output; ``outlived`` tells to go on without one, ``colour`` what it wants."""

    outlived = False
    colour = "auto"


def outlive_reader() -> None:
    """Go on in silence from now on when whoever reads the output is gone."""
    _Reader.outlived = True


def write(text: str) -> None:
    """Print to standard output."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        _silence(sys.stdout)
        if not _Reader.outlived:
            raise


def complain(message: str) -> None:
    """Print one line to standard error, if anybody is left to read it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"dlm-schema: {printable(message)}\n")
    except OSError:
        _silence(sys.stderr)


def flush() -> None:
    """Print what is still buffered, because the interpreter would fail with noise at its exit."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        if not _Reader.outlived:
            raise
    except OSError:
        _silence(sys.stdout)
        raise


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def set_colour(wanted: str) -> None:
    """Decide about colours: ``always``, ``never``, or ``auto`` for terminals that show them."""
    _Reader.colour = wanted


def is_coloured(stream: TextIO) -> bool:
    """Whether what is written is coloured, as was decided."""
    if _Reader.colour != "auto":
        return _Reader.colour == "always"
    terminal = os.environ.get("TERM", "dumb")
    return stream.isatty() and terminal != "dumb" and not os.environ.get("NO_COLOR")
