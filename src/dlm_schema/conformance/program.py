"""A program that is talked to over pipes: never waited for beyond a deadline, and always ended."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from dlm_schema.conformance.protocol import LINE_LIMIT
from dlm_schema.errors import DlmSchemaError

SHOWN_ERRORS: Final = 2048
"""How many of the last bytes of standard error are kept."""

_ROUND: Final = 0.05
_READ: Final = 1024 * 1024
_MOMENT: Final = 0.5
_LAST_READS: Final = 3


class CommandError(DlmSchemaError):
    """A command cannot be run at all."""

    def __init__(self, command: str, problem: str) -> None:
        self.command = command
        self.problem = problem
        super().__init__(f"{command or 'a command without a name'} cannot be run: {problem}")


def unusable(command: str) -> str | None:
    """Tell why a command cannot be run, as far as its name alone says."""
    if shutil.which(command) is not None:
        return None
    if os.path.isdir(command):
        return "it is a directory"
    if os.path.dirname(command) and os.path.exists(command):
        return "it is not executable"
    return "there is no such command"


class End(NamedTuple):
    """How a program ended: its exit status, negative for a signal; ``None`` if it was ended."""

    status: int | None

    def __str__(self) -> str:
        if self.status is None:
            return "it had to be ended"
        if self.status >= 0:
            return f"it ended with status {self.status}"
        with contextlib.suppress(ValueError):
            return f"it was killed by {signal.Signals(-self.status).name}"
        return f"it was killed by signal {-self.status}"


class Program:
    """One run of a command, in a process group of its own.

    Nothing here waits for a pipe: a child of the program can hold it open for ever. ``output`` is
    what has been read and not been taken yet.
    """

    def __init__(self, command: Sequence[str]) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603  (running it is what is asked for)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            problem = unusable(command[0]) or error.strerror or str(error)
            if isinstance(error, FileNotFoundError) and not unusable(command[0]):
                problem = (
                    "what it is to be run by, such as the interpreter of a script, is not there"
                )
            raise CommandError(command[0], problem) from None
        self.output = bytearray()
        self._errors = bytearray()
        self._unsent = memoryview(b"")
        self._close_when_sent = False
        self.input_open = self.output_open = True
        self._selector = selectors.DefaultSelector()
        assert self._process.stdin and self._process.stdout and self._process.stderr  # noqa: PT018
        self._input = self._process.stdin.fileno()
        for stream, act in (
            (self._process.stdout, self._read_output),
            (self._process.stderr, self._read_errors),
        ):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ, act)
        os.set_blocking(self._input, False)

    @property
    def unsent(self) -> int:
        """How many bytes the program has not taken yet."""
        return len(self._unsent)

    @property
    def errors(self) -> str:
        """The last of what the program printed to standard error."""
        return self._errors.decode("utf-8", "backslashreplace").strip()

    def send(self, data: bytes, *, last: bool = False) -> None:
        """Have bytes written while :meth:`pump` runs, and the input closed if they are the last."""
        self._close_when_sent = last
        self._unsent = memoryview(data)
        if self.input_open:
            self._selector.register(self._input, selectors.EVENT_WRITE, self._write)

    def pump(self, deadline: float) -> bool:
        """Move bytes for a short while; tell whether the deadline is still to come."""
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            return False
        if not self._selector.get_map():
            time.sleep(min(remaining, _ROUND / 50))
            return True
        for key, _ in self._selector.select(min(remaining, _ROUND)):
            act: Callable[[], None] = key.data
            act()
        return True

    def ended(self) -> bool:
        """Tell whether the program has ended by itself.

        It is not reaped here, so that the id of its group stays taken until the group is killed.
        """
        if not hasattr(os, "waitid"):
            return self._process.poll() is not None
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        try:
            return os.waitid(os.P_PID, self._process.pid, options) is not None
        except ChildProcessError:  # where SIGCHLD is ignored the system reaps it
            return True

    @property
    def flooded(self) -> bool:
        """Whether the program has written more than any answer can have."""
        return len(self.output) > LINE_LIMIT

    def drain(self) -> None:
        """Read what the program has written so far."""
        while self.output_open and self._read_output():
            pass

    def finish(self) -> End:
        """Close the input, allow the program a moment to end by itself, and end it.

        ``output`` has what it still wrote.
        """
        self._close_input()
        deadline = time.monotonic() + _MOMENT
        while not self.ended() and self.pump(deadline):
            pass
        self.drain()
        return self.kill()

    def kill(self) -> End:
        """End the program and every child it has left in its group."""
        by_itself = self.ended()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_MOMENT)
        for _ in range(_LAST_READS):
            self._read_errors()
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()
        return End(self._process.returncode if by_itself else None)

    def _write(self) -> None:
        try:
            written = os.write(self._input, self._unsent)
        except BlockingIOError:
            return
        except OSError:
            self._close_input()
            return
        self._unsent = self._unsent[written:]
        if self._unsent:
            return
        if self._close_when_sent:
            self._close_input()
        else:
            self._selector.unregister(self._input)

    def _close_input(self) -> None:
        if not self.input_open:
            return
        self.input_open = False
        assert self._process.stdin is not None
        with contextlib.suppress(KeyError):
            self._selector.unregister(self._input)
        self._process.stdin.close()

    def _read_output(self) -> bool:
        assert self._process.stdout is not None
        chunk = _read(self._process.stdout.fileno())
        if chunk:
            self.output += chunk
        full = self.flooded
        if self.output_open and (full or chunk == b""):
            self._selector.unregister(self._process.stdout)
            self.output_open = False
        return bool(chunk) and not full

    def _read_errors(self) -> bool:
        assert self._process.stderr is not None
        chunk = _read(self._process.stderr.fileno())
        if chunk:
            self._errors = (self._errors + chunk)[-SHOWN_ERRORS:]
        elif chunk == b"" and self._process.stderr in self._selector.get_map():
            self._selector.unregister(self._process.stderr)
        return bool(chunk)


def _read(descriptor: int) -> bytes | None:
    """Return what is there to be read, nothing at the end, and ``None`` if nothing is there."""
    try:
        return os.read(descriptor, _READ)
    except BlockingIOError:
        return None
    except OSError:
        return b""
