"""A function in a process of its own, stopped at each of its system calls."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from typing import Final, NoReturn

Function = Callable[[], int]

_TRACEME, _POKEUSER, _DETACH, _SYSCALL, _SETOPTIONS = 0, 6, 17, 24, 0x4200
_GET_SYSCALL_INFO: Final = 0x420E
_SYSCALL_STOPS_AND_NO_SURVIVORS: Final = 0x1 | 0x100000
_INFO_BYTES: Final = 88
_ENTRY: Final = 1
_RAX, _ORIG_RAX = 80, 120  # where x86_64 keeps a call's result and its number

# Memory, signals and clocks, in the numbers of x86_64: failing them tells nothing about files.
_LEFT_OUT: Final = frozenset(
    (9, 10, 11, 12, 13, 14, 15, 24, 25, 28, 39, 60, 102, 107, 186, 202, 219, 228, 231, 334)
)
_WRITE: Final = 1
CRASHED: Final = 99
"""The status of a function that raised."""


def why_not_here() -> str | None:
    """Say why nothing can be stopped here, or return ``None`` where it can."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "only Linux on x86_64 is known here"
    with contextlib.suppress(OSError):
        Stopped(lambda: 0, os.devnull).finish()
        return None
    return "tracing is not permitted"


def run(function: Function, output: str = os.devnull) -> int:
    """Run a function in a process of its own, undisturbed, and return its status."""
    pid = os.fork()
    if pid == 0:
        _become(function, output)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class Stopped:
    """A function that stands ahead of a system call, or has ended with ``status``.

    ``is_writing`` tells that the call writes. What it prints goes to the file ``output``.
    """

    def __init__(self, function: Function, output: str) -> None:
        self.status: int | None = None
        self.is_writing = False
        self.pid = os.fork()
        if self.pid == 0:
            _become(function, output, traced=True)
        self._wait()
        self._call(_SETOPTIONS, _SYSCALL_STOPS_AND_NO_SURVIVORS)

    def next(self) -> bool:
        """Go on to the next system call that counts; tell whether there is one."""
        while self._step():
            info = ctypes.create_string_buffer(_INFO_BYTES)
            _ptrace(_GET_SYSCALL_INFO, self.pid, _INFO_BYTES, ctypes.addressof(info))
            if info.raw[0] == _ENTRY:
                (number,) = struct.unpack_from("Q", info.raw, 24)
                if number not in _LEFT_OUT:
                    self.is_writing = number == _WRITE
                    return True
        return False

    def fail(self, number: int) -> None:
        """Have the call that it stands ahead of fail, without being made."""
        _ptrace(_POKEUSER, self.pid, _ORIG_RAX, -1)
        if not self._step():
            raise AssertionError("ended by a call that was not made")
        _ptrace(_POKEUSER, self.pid, _RAX, -number)

    def signal(self, number: int) -> None:
        """Send it a signal, which it takes when the call is made."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it ahead of the call."""
        os.kill(self.pid, signal.SIGKILL)
        self._wait()

    def finish(self) -> int:
        """Let it run to its end, undisturbed, and return its status."""
        if self.status is None:
            self._call(_DETACH)
        while self.status is None:
            self._wait()
        return self.status

    def _step(self) -> bool:
        deliver = 0
        while True:
            self._call(_SYSCALL, deliver)
            stopped = self._wait()
            if self.status is not None:
                return False
            if stopped == signal.SIGTRAP | 0x80:
                return True
            deliver = stopped

    def _wait(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        if os.WIFSTOPPED(status):
            return os.WSTOPSIG(status)
        self.status = os.waitstatus_to_exitcode(status)
        return 0

    def _call(self, request: int, data: int = 0) -> None:
        _ptrace(request, self.pid, 0, data)


def _ptrace(request: int, pid: int, address: int, data: int) -> None:
    call = _library.ptrace
    if call(request, pid, ctypes.c_void_p(address), ctypes.c_void_p(data)) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


_library: Final = ctypes.CDLL(None, use_errno=True)


def _become(function: Function, output: str, *, traced: bool = False) -> NoReturn:
    status = CRASHED
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(descriptor, stream)
        os.close(descriptor)
        if traced:
            _ptrace(_TRACEME, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
        status = function()
    except BaseException:  # noqa: BLE001  (whatever it is, the status says so)
        traceback.print_exc()
    finally:
        os._exit(status)
