"""Tracing the system calls of a process and all its threads, with nothing but the kernel.

Between its marks a process may make no system call but those listed here, and each file that it
opens is looked up in ``/proc`` as soon as it is open, whatever name it was opened by. So a call
that nobody thought of is a failure, and never goes unseen.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, NamedTuple

_PTRACE_SYSCALL: Final = 24
_PTRACE_SEIZE: Final = 0x4206
_PTRACE_INTERRUPT: Final = 0x4207
_PTRACE_GET_SYSCALL_INFO: Final = 0x420E
_TRACE_SYSCALLS_FORKS_AND_CLONES: Final = 0x1 | 0x2 | 0x4 | 0x8
_KILL_WHEN_THE_TRACER_ENDS: Final = 0x100000
_SYSCALL_STOP: Final = signal.SIGTRAP | 0x80
_ANY_CHILD: Final = 0x40000000  # __WALL
_ENTRY, _EXIT = 1, 2
_INFO_BYTES: Final = 88
_MARK: Final = 0x6D61_726B_0000
_NOFOLLOW: Final = 0x100  # AT_SYMLINK_NOFOLLOW
_LONGEST_PATH: Final = 4096

PROCESSORS: Final = "/sys/devices/system/cpu/online"
"""What the C library reads when threads first wait for each other's memory."""

_MACHINES: Final = ("x86_64", "aarch64")
_CALLS: Final[Mapping[str, tuple[int | None, int | None]]] = {
    "read": (0, 63),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, None),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "ioctl": (16, 29),
    "pread64": (17, 67),
    "readv": (19, 65),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "dup": (32, 23),
    "getpid": (39, 172),
    "clone": (56, 220),
    "exit": (60, 93),
    "fcntl": (72, 25),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "getdents64": (217, 61),
    "restart_syscall": (219, 128),
    "fadvise64": (221, 223),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "set_robust_list": (273, 99),
    "prlimit64": (302, 261),
    "getrandom": (318, 278),
    "rseq": (334, 293),
    "clone3": (435, 435),
    "openat2": (437, 437),
}
"""What the tests need of each machine's table of system calls."""


def why_not_here() -> str | None:
    """Say why nothing can be traced here, or return ``None`` where it can."""
    if sys.platform != "linux":
        return "only Linux can be traced"
    if platform.machine() not in _MACHINES:
        return f"the table of system calls of {platform.machine()} is not known"
    try:
        Tracer([sys.executable, "-c", "input()"], {}).run()
    except PermissionError:
        return "tracing is not permitted"
    return None


def mark(number: int) -> None:
    """Make a system call that does nothing and that a tracer sees: a round begins or ends."""
    try:
        os.lseek(-1, _MARK + number, os.SEEK_SET)
    except OSError as error:
        if error.errno != errno.EBADF:
            raise


PREPARE, BEGIN, END = range(3)
"""Marks: let the tracer prepare a round; from here on calls are traced; and no longer."""


class Opened(NamedTuple):
    """A file that was opened: by which call and name, and what it truly is."""

    call: str
    name: str
    path: str


@dataclass
class Seen:
    """What a process did between two marks."""

    calls: list[str] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    refused: list[Opened] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def outside(self, folder: str) -> list[str]:
        """List whatever happened that must not: a file of elsewhere opened, an unforeseen call.

        The folder's own name, and those that lead to it, are the caller's to be asked about.
        """
        escaped = [
            f"{one.call}({one.name!r}) opened {one.path}"
            for one in self.opened
            if not (one.path in (folder, PROCESSORS) or one.path.startswith(f"{folder}/"))
        ]
        asked = [
            f"newfstatat({name!r})"
            for name in self.asked
            if name != folder and not folder.startswith(f"{name}/")
        ]
        return escaped + asked + self.others


class _GoneError(Exception):
    """A thread cannot be looked at any more, or no longer has what it opened."""


@contextlib.contextmanager
def _if_there() -> Iterator[None]:
    """Raise ``_GoneError`` where the kernel knows nothing of a thread or a descriptor."""
    try:
        yield
    except (FileNotFoundError, ProcessLookupError) as error:
        raise _GoneError(str(error)) from error


class Tracer:
    """A command whose system calls are traced.

    ``prepare`` is called with a round's number while the process stands before it, and
    ``meanwhile`` with the round's number and how many calls it made so far, before each: both can
    change what lies on disk, at an instant that they choose.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        prepare: Callable[[int], None] = lambda _: None,
        meanwhile: Callable[[int, int], None] = lambda *_: None,
    ) -> None:
        self.rounds: list[Seen] = []
        self._command = command
        self._environment = environment
        self._prepare = prepare
        self._meanwhile = meanwhile
        self._tracing = False
        self._entered: dict[int, tuple[str, tuple[int, ...]]] = {}
        machine = _MACHINES.index(platform.machine())
        self._names = {numbers[machine]: name for name, numbers in _CALLS.items()}
        self._ptrace = ctypes.CDLL(None, use_errno=True).ptrace
        self._ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self._ptrace.restype = ctypes.c_long

    def run(self) -> str:
        """Run the command, which reads a line before its first mark; return what it printed."""
        with tempfile.TemporaryFile("w+") as printed:
            self._run(printed)
            printed.seek(0)
            return printed.read()

    def _run(self, printed: IO[str]) -> None:
        process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # whose processes alone are waited for
            text=True,
        )
        try:
            if process.stdin is None:
                raise AssertionError("it is a pipe")
            options = _TRACE_SYSCALLS_FORKS_AND_CLONES | _KILL_WHEN_THE_TRACER_ENDS
            self._call(_PTRACE_SEIZE, process.pid, 0, options)
            self._call(_PTRACE_INTERRUPT, process.pid, 0, 0)
            process.stdin.write("\n")
            process.stdin.flush()
            while process.returncode is None:
                if (stopped := self._next(process)) is not None:
                    self._stopped(process.pid, *stopped)
        finally:
            if process.returncode is None:
                process.kill()
            while process.returncode is None:  # a traced thread is there until it is waited for
                self._next(process)
            if process.stdin is not None:
                process.stdin.close()
        if process.returncode != 0:
            printed.seek(0)
            raise AssertionError(f"ended with {process.returncode}: {printed.read()}")

    @staticmethod
    def _next(process: subprocess.Popen[str]) -> tuple[int, int] | None:
        """Wait for a thread, and return it with its status unless it ended."""
        thread, status = os.waitpid(-process.pid, _ANY_CHILD)
        if os.WIFSTOPPED(status):
            return thread, status
        if thread == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
        return None

    def _stopped(self, main: int, thread: int, status: int) -> None:
        signalled = os.WSTOPSIG(status)
        deliver = 0
        unseen = None
        if signalled == _SYSCALL_STOP:
            try:
                self._system_call(main, thread)
            except _GoneError as error:
                unseen = error
        elif status >> 16 == 0 and signalled != signal.SIGTRAP:
            deliver = signalled  # which is the process's own
        try:
            self._call(_PTRACE_SYSCALL, thread, 0, deliver)
        except _GoneError:  # another thread's exit ended it: the next wait tells
            return
        if unseen is not None:
            raise AssertionError("what a thread did could not be looked at") from unseen

    def _system_call(self, main: int, thread: int) -> None:
        info = ctypes.create_string_buffer(_INFO_BYTES)
        self._call(_PTRACE_GET_SYSCALL_INFO, thread, _INFO_BYTES, ctypes.addressof(info))
        if info.raw[0] == _ENTRY:
            number, *arguments = struct.unpack_from("7Q", info.raw, 24)
            self._enter(thread, number, tuple(arguments))
        elif info.raw[0] == _EXIT and self._tracing:
            (result,) = struct.unpack_from("q", info.raw, 24)
            self._leave(main, thread, result)

    def _enter(self, thread: int, number: int, arguments: tuple[int, ...]) -> None:
        name = self._names.get(number, f"the system call {number}")
        if name == "lseek" and arguments[1] & ~0xFFFF == _MARK:
            self._marked(arguments[1] & 0xFFFF)
            return
        if not self._tracing:
            return
        seen = self.rounds[-1]
        seen.calls.append(name)
        self._entered[thread] = (name, arguments)
        if number not in self._names:
            seen.others.append(name)
        elif name == "newfstatat":
            path = self._text(thread, arguments[1])
            if path and (path in (".", "..") or "/" in path or not arguments[3] & _NOFOLLOW):
                seen.asked.append(path)
        self._meanwhile(len(self.rounds) - 1, len(seen.calls))

    def _marked(self, number: int) -> None:
        if number == PREPARE:
            self._prepare(len(self.rounds))
        elif number == BEGIN:
            self.rounds.append(Seen())
        self._tracing = number == BEGIN

    def _leave(self, main: int, thread: int, result: int) -> None:
        name, arguments = self._entered.pop(thread, ("", ()))
        if name not in ("openat", "openat2"):
            return
        path = self._text(thread, arguments[1])
        if result < 0:
            self.rounds[-1].refused.append(Opened(name, path, os.strerror(-result)))
        else:
            with _if_there():
                truly = os.readlink(f"/proc/{main}/fd/{result}")
            self.rounds[-1].opened.append(Opened(name, path, truly))

    def _text(self, thread: int, address: int) -> str:
        if not address:
            return ""
        with _if_there(), open(f"/proc/{thread}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            page = _LONGEST_PATH - address % _LONGEST_PATH  # beyond it may be nothing
            data = memory.read(page)
            if b"\0" not in data:
                data += memory.read(_LONGEST_PATH)
        return os.fsdecode(data.partition(b"\0")[0])

    def _call(self, request: int, thread: int, address: int, data: int) -> None:
        with _if_there():
            if self._ptrace(request, thread, address, data) < 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
