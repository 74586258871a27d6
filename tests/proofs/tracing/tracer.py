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

# What the tests need of each architecture's table of system calls.
_TABLES: Final[Mapping[str, Mapping[str, int]]] = {
    "x86_64": {
        "read": 0,
        "close": 3,
        "fstat": 5,
        "poll": 7,
        "lseek": 8,
        "mmap": 9,
        "mprotect": 10,
        "munmap": 11,
        "brk": 12,
        "rt_sigaction": 13,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "ioctl": 16,
        "pread64": 17,
        "readv": 19,
        "sched_yield": 24,
        "mremap": 25,
        "madvise": 28,
        "dup": 32,
        "getpid": 39,
        "clone": 56,
        "exit": 60,
        "fcntl": 72,
        "gettid": 186,
        "futex": 202,
        "sched_getaffinity": 204,
        "getdents64": 217,
        "restart_syscall": 219,
        "fadvise64": 221,
        "clock_gettime": 228,
        "clock_nanosleep": 230,
        "openat": 257,
        "newfstatat": 262,
        "set_robust_list": 273,
        "prlimit64": 302,
        "getrandom": 318,
        "rseq": 334,
        "clone3": 435,
        "openat2": 437,
    },
    "aarch64": {
        "dup": 23,
        "fcntl": 25,
        "ioctl": 29,
        "openat": 56,
        "close": 57,
        "getdents64": 61,
        "lseek": 62,
        "read": 63,
        "readv": 65,
        "pread64": 67,
        "newfstatat": 79,
        "fstat": 80,
        "exit": 93,
        "futex": 98,
        "set_robust_list": 99,
        "clock_gettime": 113,
        "clock_nanosleep": 115,
        "sched_getaffinity": 123,
        "sched_yield": 124,
        "restart_syscall": 128,
        "rt_sigaction": 134,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "getpid": 172,
        "gettid": 178,
        "brk": 214,
        "munmap": 215,
        "mremap": 216,
        "clone": 220,
        "mmap": 222,
        "fadvise64": 223,
        "mprotect": 226,
        "madvise": 233,
        "prlimit64": 261,
        "getrandom": 278,
        "rseq": 293,
        "clone3": 435,
        "openat2": 437,
    },
}


def why_not_here() -> str | None:
    """Say why nothing can be traced here, or return ``None`` where it can."""
    if sys.platform != "linux":
        return "only Linux can be traced"
    if platform.machine() not in _TABLES:
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
            if one.path != folder and not one.path.startswith(f"{folder}/")
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
        table = _TABLES[platform.machine()]
        self._names = {number: name for name, number in table.items()}
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
