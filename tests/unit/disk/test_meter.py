"""Bytes that were read, counted by the threads that read them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dlm_schema.disk.digests import describe_beneath
from dlm_schema.disk.meter import Meter, Sample
from dlm_schema.disk.opening import directory_at
from dlm_schema.disk.read_pool import Pool

if TYPE_CHECKING:
    from dlm_schema.disk.handles import Chunks


def chunks(count: int) -> Chunks:
    for _ in range(count):
        yield memoryview(bytes(10))


def test_what_is_under_way_and_what_has_ended_are_counted() -> None:
    meter = Meter()
    assert (meter.total, meter.current) == (0, "")
    first, second = meter.metered(chunks(3), "first"), meter.metered(chunks(3), "second")
    next(first)
    next(second)
    next(second)
    meter.small += 5
    assert (meter.total, meter.current) == (35, "first")
    assert len(list(first)) == 2
    assert (meter.total, meter.current) == (55, "second")
    second.close()
    assert (meter.total, meter.current) == (55, "")


def test_chance_goes_by_names_and_is_as_large_as_it_should_be() -> None:
    paths = [f"file-{number}" for number in range(2000)]
    sample = Sample(0.25, 3)
    chosen = dict(zip(paths, sample.choices("one", b"{}", paths), strict=True))
    assert (sample.all, sample.chosen) == (2000, sum(chosen.values()))
    assert 400 < sample.chosen < 600
    again = sample.anew()
    assert again.choices("one", b"{}", paths[::-1]) == [chosen[path] for path in paths[::-1]]
    assert again.choices("one", b"{}", paths[5:6]) == [chosen["file-5"]]
    for other in (
        Sample(0.25, 4).choices("one", b"{}", paths),
        sample.choices("two", b"{}", paths),
        sample.choices("one", b"[]", paths),
    ):
        assert other != list(chosen.values())
    assert Sample(0, 3).choices("", b"", paths) == [False] * 2000
    assert Sample(1, 3).choices("", b"", paths) == [True] * 2000


def test_closing_closes_what_is_read() -> None:
    closed = []

    def watched() -> Chunks:
        try:
            yield from chunks(2)
        finally:
            closed.append(True)

    metered = Meter().metered(watched(), "x")
    next(metered)
    metered.close()
    assert closed == [True]


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_every_byte_is_counted_once(tmp_path: Path, jobs: int) -> None:
    sizes = [300_000, 9_000_000, 1_000_001]
    for size in sizes:
        (tmp_path / str(size)).write_bytes(bytes(size))
    with directory_at(str(tmp_path)) as directory, Pool(jobs) as pool:

        def call(size: int) -> None:
            describe_beneath(directory, str(size), pool.read)

        for task in [pool.submit(size, lambda size=size: call(size)) for size in sizes]:  # type: ignore[misc]
            pool.outcome(task)
        assert pool.meter.total == sum(sizes)
