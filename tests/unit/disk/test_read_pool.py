"""Threads that read large files: order, ends, and what becomes of them when they are stopped.

``hashlib`` over the whole content is the oracle of what was read.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.harness import run
from support.process import raising

from dlm_schema.disk import read_pool
from dlm_schema.disk.digests import digest_of
from dlm_schema.disk.read_pool import MOST_JOBS, Pool, StoppedError, usable_cores

MEGABYTE = 2**20


pytestmark = pytest.mark.usefixtures("nothing_is_left_open")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[int], int]]:
    """Return a function that opens a new file of a size."""
    descriptors: list[int] = []

    def open_new(size: int) -> int:
        path = tmp_path / str(len(descriptors))
        path.write_bytes((os.urandom(1000) * (size // 1000 + 1))[:size])
        descriptors.append(os.open(path, os.O_RDONLY))
        return descriptors[-1]

    yield open_new
    for descriptor in descriptors:
        os.close(descriptor)


def no_thread_starts(monkeypatch: pytest.MonkeyPatch, after: int = 0) -> None:
    started = 0
    start = threading.Thread.start

    def starting(thread: threading.Thread) -> None:
        nonlocal started
        if started == after:
            raise RuntimeError("can't start new thread")
        started += 1
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", starting)


# Calls


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_outcomes_are_those_of_the_calls(jobs: int) -> None:
    with Pool(jobs) as pool:
        tasks = [pool.submit(number % 5, partial(pow, number, 2)) for number in range(100)]
        assert [pool.outcome(task) for task in tasks] == [number**2 for number in range(100)]
        assert all(task.ended for task in tasks)
        assert pool.waiting == 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_raised_where_the_outcome_is_asked_for(jobs: int) -> None:
    with Pool(jobs) as pool:
        bad, good = pool.submit(1, raising(OSError("of the call"))), pool.submit(1, lambda: "good")
        assert pool.outcome(good) == "good"
        for _ in range(2):
            with pytest.raises(OSError, match=r"^of the call$"):
                pool.outcome(bad)


def test_with_one_job_the_caller_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    no_thread_starts(monkeypatch)
    with Pool(1) as pool:
        task = pool.submit(1, threading.current_thread)
        assert not task.ended
        assert pool.outcome(task) is threading.main_thread()


def test_the_caller_does_the_work_where_no_thread_can_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    no_thread_starts(monkeypatch)
    with Pool(4) as pool:
        tasks = [pool.submit(1, threading.current_thread) for _ in range(3)]
        assert {pool.outcome(task) for task in tasks} == {threading.main_thread()}
        assert pool.jobs == 1


def test_the_threads_that_there_are_have_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    no_thread_starts(monkeypatch, after=2)
    with Pool(4) as pool:
        tasks = [pool.submit(1, threading.current_thread) for _ in range(50)]
        assert threading.main_thread() not in {pool.outcome(task) for task in tasks}
        assert pool.jobs == 2


@pytest.mark.parametrize("jobs", [2, 3, 5])
def test_no_more_calls_are_made_at_once_than_there_are_jobs(jobs: int) -> None:
    lock = threading.Lock()
    together = threading.Barrier(jobs, timeout=30)  # which only as many calls at once can pass
    running = most = 0

    def call() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1

    with Pool(jobs) as pool:
        for task in [pool.submit(1, call) for _ in range(4 * jobs)]:
            pool.outcome(task)
    assert most == jobs


def test_no_thread_is_started_before_it_is_needed() -> None:
    before = threading.active_count()
    with Pool(8) as pool:
        for _ in range(20):
            pool.outcome(pool.submit(1, lambda: None))
        assert threading.active_count() < before + 7


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_largest_is_next(jobs: int) -> None:
    sizes: list[int] = []
    begin = threading.Event()
    with Pool(jobs) as pool:
        held = [pool.submit(10**9, begin.wait) for _ in range(jobs)]
        while jobs > 1 and pool.waiting:
            time.sleep(0.001)
        tasks = [pool.submit(size, partial(sizes.append, size)) for size in (3, 9, 1, 7)]
        begin.set()
        for task in tasks:
            pool.outcome(task)
        for wait in held:
            pool.outcome(wait)
    assert sizes == [9, 7, 3, 1] or (jobs > 1 and sorted(sizes) == [1, 3, 7, 9])
    assert sizes[0] in (9, 7)


@pytest.mark.parametrize("jobs", [0, -1])
def test_jobs_are_one_or_more(jobs: int) -> None:
    with pytest.raises(ValueError, match=f"^jobs must be 1 or more, found {jobs}$"):
        Pool(jobs)


def test_jobs_are_by_default_the_cores_and_never_very_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Pool().jobs == min(usable_cores(), MOST_JOBS)
    assert Pool(10_000).jobs == MOST_JOBS
    if hasattr(os, "sched_getaffinity"):
        assert usable_cores() == len(os.sched_getaffinity(0))
        monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert usable_cores() == 5
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores() == 1


def test_a_closed_pool_makes_no_further_calls() -> None:
    began, go_on = threading.Event(), threading.Event()

    def call() -> None:
        began.set()
        go_on.wait()

    with Pool(2) as pool:
        running = [pool.submit(2, call) for _ in range(2)]
        began.wait()
        waiting = pool.submit(1, lambda: pytest.fail("called"))
        threading.Timer(0.05, go_on.set).start()
        pool.close()
        with pytest.raises(StoppedError):
            pool.outcome(waiting)
    assert any(task.ended for task in running)


# Reading


SIZES = [
    *(power + more for power in (2**18, 2**20, 3 * 2**20, 2**23) for more in (-1, 0, 1)),
    20 * MEGABYTE + 17,
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("jobs", [1, 2], ids=["chunks", "ahead"])
def test_a_file_is_read_whole(opened: Callable[[int], int], size: int, jobs: int) -> None:
    descriptor = opened(size)
    expected = hashlib.sha256(os.pread(descriptor, size, 0)).hexdigest()
    with Pool(jobs) as pool:
        assert digest_of(descriptor, os.fstat(descriptor), pool.read) == expected


def test_no_more_than_asked_for_is_read(opened: Callable[[int], int]) -> None:
    descriptor = opened(20 * MEGABYTE)
    for jobs in (1, 2):
        os.lseek(descriptor, 0, os.SEEK_SET)
        with Pool(jobs) as pool:
            total = sum(map(len, pool.read(descriptor, 10 * MEGABYTE + 1)))
        assert total == 10 * MEGABYTE + 1
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == total


def reading_threads(pool: Pool, descriptor: int) -> set[threading.Thread]:
    """Return the threads that call ``readv`` for a large file."""
    seen = set()
    readv = os.readv

    def watched(descriptor: int, buffers: Any) -> int:
        seen.add(threading.current_thread())
        return readv(descriptor, buffers)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(os, "readv", watched)
        for chunk in pool.read(descriptor, os.fstat(descriptor).st_size + 1):
            assert chunk
    return seen


def test_a_core_that_would_be_idle_reads_ahead(opened: Callable[[int], int]) -> None:
    descriptor = opened(20 * MEGABYTE)
    with Pool(2) as pool:
        assert threading.main_thread() not in reading_threads(pool, descriptor)


def test_nothing_reads_ahead_when_every_core_has_work(opened: Callable[[int], int]) -> None:
    descriptor = opened(20 * MEGABYTE)
    go_on = threading.Event()
    with Pool(2) as pool:
        held = [pool.submit(1, go_on.wait) for _ in range(2)]
        assert reading_threads(pool, descriptor) == {threading.main_thread()}
        go_on.set()
        for task in held:
            pool.outcome(task)


@pytest.mark.parametrize("size", [MEGABYTE, 20 * MEGABYTE])
def test_nothing_reads_ahead_with_one_job(opened: Callable[[int], int], size: int) -> None:
    descriptor = opened(size)
    with Pool(1) as pool:
        assert reading_threads(pool, descriptor) == {threading.main_thread()}


def test_nothing_reads_ahead_where_no_thread_can_be_started(
    opened: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    descriptor = opened(20 * MEGABYTE)
    no_thread_starts(monkeypatch)
    with Pool(2) as pool:
        assert reading_threads(pool, descriptor) == {threading.main_thread()}


@pytest.mark.parametrize("jobs", [1, 2], ids=["chunks", "ahead"])
def test_closing_the_pool_stops_a_read_after_its_chunk(
    opened: Callable[[int], int], jobs: int
) -> None:
    descriptor = opened(20 * MEGABYTE)
    pool = Pool(jobs)
    chunks = pool.read(descriptor, 20 * MEGABYTE)
    assert next(chunks)
    pool.close()
    with pytest.raises(StoppedError):
        next(chunks)
    assert os.lseek(descriptor, 0, os.SEEK_CUR) <= 4 * MEGABYTE


def test_a_reader_that_is_left_alone_ends(opened: Callable[[int], int]) -> None:
    descriptor = opened(20 * MEGABYTE)
    before = threading.active_count()
    with Pool(2) as pool:
        chunks = pool.read(descriptor, 20 * MEGABYTE)
        assert next(chunks)
        assert threading.active_count() == before + 1
        chunks.close()
        assert threading.active_count() == before


def test_an_error_of_the_reader_is_raised_where_the_file_is_hashed(
    opened: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    descriptor = opened(20 * MEGABYTE)
    monkeypatch.setattr(os, "readv", None)
    with Pool(2) as pool, pytest.raises(TypeError):
        digest_of(descriptor, os.fstat(descriptor), pool.read)


def test_a_system_without_advice_is_read_without(
    opened: Callable[[int], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    descriptor = opened(MEGABYTE)
    monkeypatch.delattr(os, "posix_fadvise", raising=False)
    with Pool(1) as pool:
        assert sum(map(len, pool.read(descriptor, MEGABYTE + 1))) == MEGABYTE


def test_a_buffer_is_not_filled_before_it_was_hashed(opened: Callable[[int], int]) -> None:
    descriptor = opened(12 * MEGABYTE)
    content = os.pread(descriptor, 12 * MEGABYTE, 0)
    place = 0
    with Pool(2) as pool:
        for chunk in pool.read(descriptor, len(content) + 1):
            time.sleep(0.002)  # in which whoever reads ahead gets as far as it can
            assert chunk == content[place : place + len(chunk)]
            place += len(chunk)
    assert place == len(content)


def test_a_call_that_does_not_end_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a store that does not answer; that the process ends is in ``tests/remote``."""
    monkeypatch.setattr(read_pool, "_PATIENCE", 0.05)
    begun, goes_on = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        goes_on.wait()

    with Pool(2) as pool:
        task = pool.submit(1, hang)
        begun.wait()
    assert not task.ended
    goes_on.set()
    for thread in pool._threads:
        thread.join()


INTERRUPTED = """
import random, signal, sys
from dlm_schema.disk.read_pool import Pool

def interrupt(*_):
    raise KeyboardInterrupt

signal.signal(signal.SIGALRM, interrupt)
chance = random.Random(0)
for _ in range(300):
    pool = Pool(int(sys.argv[1]))
    try:
        signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.0005, 0.003))
        while True:
            pool.outcome(pool.submit(1, int))
    except KeyboardInterrupt:
        assert pool._lock.acquire(timeout=20), "the lock was left held"
        pool._lock.release()
        pool.close()
print("closed")
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_leaves_a_pool_that_can_be_closed(jobs: str) -> None:
    """At any moment, and as what it is: no other error comes of it."""
    ended = run(jobs, command=(sys.executable, "-c", INTERRUPTED), timeout=120)
    assert ended == (0, "closed\n", "")


def test_one_outcome_can_be_asked_for_twice() -> None:
    """Where nobody but who asks makes the call, the other waits for it."""
    begun, goes_on = threading.Event(), threading.Event()

    def call() -> int:
        begun.set()
        assert goes_on.wait(60)
        return 7

    with Pool(1) as pool, ThreadPoolExecutor(2) as askers:
        task = pool.submit(1, call)
        first = askers.submit(pool.outcome, task)
        assert begun.wait(60)
        second = askers.submit(pool.outcome, task)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        goes_on.set()
        assert (first.result(), second.result()) == (7, 7)


def test_an_interrupt_while_a_thread_starts_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own code makes an error about a lock of it."""

    def interrupted(_thread: threading.Thread) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            threading.Lock().release()

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with Pool(2) as pool, pytest.raises(KeyboardInterrupt):
        pool.submit(1, int)
