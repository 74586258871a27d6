"""Running the command on a terminal of its own, and seeing what a person sees there.

The terminal is a pseudo-terminal that the command has as its controlling one, so that a Ctrl-C
typed there is a signal that the system sends. ``pyte`` interprets what is written to it.
"""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import pyte
from support.harness import COMMAND, ENVIRONMENT, TIMEOUT

COLUMNS: Final = 100
LINES: Final = 24

# Becomes the leader of a session whose terminal is standard error, then the command.
_LAUNCHER: Final = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.SIG_DFL)
fcntl.ioctl(2, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class Terminal:
    """A command on a terminal: what it wrote, and what that looks like."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.raw = b""
        self._master = master
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def shown(self) -> list[str]:
        """The lines of the screen that are not empty."""
        return [line.rstrip() for line in self._screen.display if line.strip()]

    @property
    def cursor_is_shown(self) -> bool:
        return not self._screen.cursor.hidden

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def watch(self, until: Callable[[list[str]], bool], seconds: float = TIMEOUT) -> bool:
        """Read what is written until the screen is as wanted, and tell whether it ever was."""
        deadline = time.monotonic() + seconds
        while not until(self.shown):
            if time.monotonic() > deadline or not self._read():
                return until(self.shown)
        return True

    def end(self) -> int:
        """Read to the end and return the exit status."""
        self.watch(lambda _: False)
        return self.process.wait(TIMEOUT)

    def _read(self) -> bool:
        if not select.select([self._master], [], [], 0.2)[0]:
            return self.process.poll() is None
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)


@contextmanager
def on_terminal(
    *arguments: str | os.PathLike[str],
    stdout: int | None = None,
    environment: dict[str, str] | None = None,
    command: tuple[str, ...] = COMMAND,
) -> Iterator[Terminal]:
    """Run ``dlm-schema`` with a terminal as standard error, and as output unless told otherwise."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (LINES, COLUMNS))
    with subprocess.Popen(
        [sys.executable, "-c", _LAUNCHER, *command, *arguments],
        env=ENVIRONMENT | {"TERM": "xterm-256color"} | (environment or {}),
        start_new_session=True,
        stderr=slave,
        stdin=subprocess.DEVNULL,
        stdout=slave if stdout is None else stdout,
    ) as process:
        os.close(slave)
        try:
            yield Terminal(process, master)
        finally:
            process.kill()
            os.close(master)
