"""Reading large files on several threads, the largest first.

Hashing and reading release the interpreter's lock, so threads are enough. What is small is not
worth handing over, and stays with whoever found it.
"""

from __future__ import annotations

import contextlib
import heapq
import os
import threading
import time
from collections.abc import Callable
from itertools import count
from queue import SimpleQueue
from typing import Any, Final, Generic, Self, TypeVar

from dlm_schema.disk.digests import read_chunks
from dlm_schema.disk.handles import Chunks, File
from dlm_schema.disk.meter import Allowance, Meter, Sample

Value = TypeVar("Value")

LARGE: Final = 256 * 1024
"""Bytes from which handing a file to another thread costs less than it gains."""

MOST_JOBS: Final = 32
"""Threads that are ever of use; each holds up to three descriptors."""

_NOTICED: Final = 0.1  # seconds after which whoever waits sees a signal, or that the pool is closed
_PATIENCE: Final = 1.0  # seconds
_AHEAD: Final = 1024 * 1024
_BUFFERS: Final = 3
_WORTH_AHEAD: Final = 8 * _AHEAD


class StoppedError(Exception):
    """The pool was closed while a file was being read."""


class Task(Generic[Value]):
    """A call that a pool makes: its value or its error, once it has ended."""

    def __init__(self, call: Callable[[], Value]) -> None:
        self.ended = False
        self._under_way = threading.Lock()
        self._under_way.acquire()
        self._call: Callable[[], Value] | None = call
        self._value: Value
        self._error: BaseException | None = None

    def run(self) -> None:
        """Make the call and keep what came of it."""
        if self._call is None:
            raise AssertionError("a task runs once")
        try:
            self._value = self._call()
        except Exception as error:  # noqa: BLE001  (it is raised where the value is asked for)
            self._error = error
        self._call = None

    def end(self) -> None:
        """Note that the call has ended."""
        self.ended = True
        self._under_way.release()

    def wait(self, seconds: float) -> None:
        """Wait until the call has ended, but not for longer."""
        if self._under_way.acquire(timeout=seconds):
            self._under_way.release()

    def value(self) -> Value:
        """Return the call's value or raise its error."""
        if self._error is not None:
            raise self._error
        return self._value


def check_jobs(jobs: int | None) -> None:
    """Raise ``ValueError`` for what is no number of files that can be read at once."""
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs must be 1 or more, found {jobs}")


class Pool:
    """Threads that make calls, those about the largest files first.

    ``jobs`` is how many calls are made at once: by default one for every core that this process
    may use, and never more than ``MOST_JOBS``. With one job no thread is started: whoever asks
    for the outcome of a call makes it. ``most_bytes`` is what may be read in all, if that is
    bounded, and ``sample`` chooses the files that are. No thread outlives the pool, but for one
    whose storage does not answer; closing it stops every read of :meth:`read` after its present
    chunk.
    """

    def __init__(
        self,
        jobs: int | None = None,
        most_bytes: int | None = None,
        sample: Sample | None = None,
    ) -> None:
        check_jobs(jobs)
        self.jobs = min(usable_cores() if jobs is None else jobs, MOST_JOBS)
        self.meter = Meter()
        self.allowance = Allowance(most_bytes)
        self.sample = sample or Sample()
        self._numbers = count()
        # It is entered by itself and never by the condition, and the main thread never waits for
        # that: an interrupt that comes while Python's own code acquires it would leave it locked.
        self._lock = threading.Lock()
        self._has_work = threading.Condition(self._lock)
        self._waiting: list[tuple[int, int, Task[Any]]] = []
        self._running = 0
        self._threads: list[threading.Thread] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def waiting(self) -> int:
        """How many calls no thread has begun."""
        return len(self._waiting)

    def submit(self, size: int, call: Callable[[], Value]) -> Task[Value]:
        """Have a call made that reads ``size`` bytes."""
        task = Task(call)
        with self._lock:
            heapq.heappush(self._waiting, (-size, next(self._numbers), task))
            self._has_work.notify()
            idle = len(self._threads) - self._running
            if self.jobs > 1 and len(self._threads) < self.jobs and idle < len(self._waiting):
                self._start_thread()
        return task

    def outcome(self, task: Task[Value]) -> Value:
        """Wait for a call of this pool and return its value, or raise its error."""
        while not task.ended:
            with self._lock:
                if self._closed:
                    raise StoppedError
                largest = None if self._threads or not self._waiting else self._take()
            if largest is None:
                task.wait(_NOTICED)
            else:
                self._run(largest)
        return task.value()

    def read(self, descriptor: int, most: int, name: str = "") -> Chunks:
        """Read a large file as :func:`read_chunks` does, stopping when the pool is closed.

        Where a core would be idle it reads ahead, so that hashing never waits for copying.
        ``name`` is what the meter shows it by.
        """
        if isinstance(descriptor, File):
            return self.meter.metered(self._read(descriptor, most), name)
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
        busy = self._running + len(self._waiting)
        if most > _WORTH_AHEAD and self.jobs > max(busy, 1):
            return self.meter.metered(self._read_ahead(descriptor, most), name)
        return self.meter.metered(self._read(descriptor, most), name)

    def close(self) -> None:
        """Stop every thread, after its present chunk, and wait for its end, but not for long.

        One that waits for its storage is left alone.
        """
        with self._lock:
            self._closed = True
            self._waiting.clear()
            self._has_work.notify_all()
        ends = time.monotonic() + _PATIENCE
        for thread in self._threads:
            thread.join(max(ends - time.monotonic(), 0))

    def _start_thread(self) -> None:
        thread = _thread(self._work)
        if start_thread(thread):
            self._threads.append(thread)
        else:  # those that there are have to do
            self.jobs = max(len(self._threads), 1)

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._waiting and not self._closed:
                    self._has_work.wait()
                if self._closed:
                    return
                largest = self._take()
            self._run(largest)

    def _take(self) -> Task[Any]:
        *_, task = heapq.heappop(self._waiting)
        self._running += 1
        return task

    def _run(self, task: Task[Any]) -> None:
        try:
            task.run()
        finally:
            with self._lock:
                self._running -= 1
            task.end()

    def _read(self, descriptor: int, most: int) -> Chunks:
        for chunk in read_chunks(descriptor, most):
            if self._closed:
                raise StoppedError
            yield chunk

    def _read_ahead(self, descriptor: int, most: int) -> Chunks:
        ahead = _Ahead(descriptor, most)
        if not start_thread(ahead.thread):
            yield from self._read(descriptor, most)
            return
        try:
            for chunk in ahead.chunks():
                if self._closed:
                    raise StoppedError
                yield chunk
        finally:
            ahead.stop()


class _Ahead:
    """A thread that fills buffers with a file while those before them are being hashed."""

    def __init__(self, descriptor: int, most: int) -> None:
        self.thread = _thread(self._fill)
        self._descriptor = descriptor
        self._remaining = most
        self._stopped = False
        self._free: SimpleQueue[memoryview | None] = SimpleQueue()
        self._filled: SimpleQueue[memoryview | BaseException] = SimpleQueue()

    def chunks(self) -> Chunks:
        for _ in range(_BUFFERS):
            self._free.put(memoryview(bytearray(_AHEAD)))
        while chunk := self._filled.get():
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk
            self._free.put(memoryview(chunk.obj))

    def stop(self) -> None:
        self._stopped = True
        self._free.put(None)
        self.thread.join()

    def _fill(self) -> None:
        """Read into buffers as they become free; an empty one is the end."""
        try:
            while (buffer := self._free.get()) is not None and not self._stopped:
                read = os.readv(self._descriptor, [buffer[: self._remaining]])
                self._remaining -= read
                self._filled.put(buffer[:read])
                if read == 0:
                    return
        except BaseException as error:  # noqa: BLE001  (it is raised where the file is hashed)
            self._filled.put(error)


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_thread(thread: threading.Thread) -> bool:
    """Start a thread, and tell whether the system had one left for it.

    An interrupt that comes while Python waits for its start can come out as an error about a lock.
    """
    try:
        thread.start()
    except RuntimeError as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise error.__context__ from None
        return False
    return True


def _thread(target: Callable[[], None]) -> threading.Thread:
    # One that cannot be stopped, because its storage hangs, must not keep the process alive.
    return threading.Thread(target=target, name="dlm-schema", daemon=True)
