"""Print to standard output and standard error, whoever reads them and whether anybody does.

The state here is the process's: a reader who went away is gone for every module.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from dlm_schema.text import printable


class _Reader:
    """Whoever reads standard output; ``outlived`` tells to go on without one."""

    outlived = False


def outlive_reader() -> None:
    """Go on in silence from now on when whoever reads the output is gone."""
    _Reader.outlived = True


def write(text: str) -> None:
    """Print to standard output."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        if not _Reader.outlived:
            raise
        _silence(sys.stdout)


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
    except OSError:
        _silence(sys.stdout)
        raise


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_coloured(stream: TextIO) -> bool:
    """Whether what is written goes to a terminal that shows colours to someone who wants them."""
    terminal = os.environ.get("TERM", "dumb")
    return stream.isatty() and terminal != "dumb" and not os.environ.get("NO_COLOR")
