"""Bytes that were read, counted by the threads that read them."""

from __future__ import annotations

import os
import resource
import threading
from pathlib import Path

import pytest

from dlm_schema.cli.progress import size_of_exports
from dlm_schema.disk import files
from dlm_schema.disk.meter import Meter
from dlm_schema.disk.read_pool import Pool

NAMES = ("export_manifest.json", "a", "inner/b")


def chunks(count: int) -> files.Chunks:
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


def test_closing_closes_what_is_read() -> None:
    closed = []

    def watched() -> files.Chunks:
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
    with files.directory_at(str(tmp_path)) as directory, Pool(jobs) as pool:

        def call(size: int) -> None:
            files.describe_beneath(directory, str(size), pool.read)

        for task in [pool.submit(size, lambda size=size: call(size)) for size in sizes]:  # type: ignore[misc]
            pool.outcome(task)
        assert pool.meter.total == sum(sizes)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for top in ("s/exports/x", "s/exports/y", "s/other"):
        for number, name in enumerate(NAMES):
            path = tmp_path / top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if top != "s/other" or number:
                path.write_bytes(bytes(10**number))
    (tmp_path / "s/exports/x/link").symlink_to("/etc")
    return tmp_path


def test_sizes_are_those_of_exports(tree: Path) -> None:
    stopped = threading.Event()
    exports = tree / "s/exports"
    for paths, size in (
        ([tree], 220),
        ([exports / "x"], 110),
        ([exports / "x/export_manifest.json", exports / "y"], 220),
        ([tree / "gone", "-", exports / "x/a"], 0),
    ):
        assert size_of_exports([str(path) for path in paths], stopped) == size


def test_sizes_of_a_deep_tree_take_few_descriptors(tree: Path) -> None:
    folder = str(tree / "s/exports/x")
    for _ in range(1_200):
        folder += "/d"
        os.mkdir(folder)
    Path(folder, "file").write_bytes(b"1234567")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, limits[1]))
    try:
        assert size_of_exports([str(tree)], threading.Event()) == 227
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        os.unlink(f"{folder}/file")
        os.removedirs(folder)


def test_working_out_sizes_can_be_stopped(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlm_schema.cli.progress._WORK", 0.0)
    stopped = threading.Event()
    stopped.set()
    assert size_of_exports([str(tree)], stopped) is None
