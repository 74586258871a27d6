"""Measure a registry: many manifests and a large object, in one process and on a cluster.

``python -m proofs.bench.registry`` makes the manifests in a folder, and some of them and the object
in an S3 server on loopback. Each way to judge them is a process of its own, in turns, beside one
that does no more than list, read and parse by fsspec. From what it measures it computes what a
registry needs, and how much faster two workers can be where each process has a core of its own.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from proofs.bench.exports import OPENSSL, VERIFY, write_large
from proofs.bench.subjects import write_stores
from support.dask_cluster import cluster_of
from support.object_store import BUCKET, environment, server_binary, serving

from dlm_schema.text import counted_noun

_PSUTIL: Final[Any] = import_module("psutil")  # it has no types
_LOOP: Final = """\
import json, sys
import fsspec
files, top = fsspec.url_to_fs(sys.argv[1])
for folder, _, names in files.walk(top):
    if "export_manifest.json" in names:
        json.loads(files.cat_file(f"{folder}/export_manifest.json"))
"""
_FSSPEC: Final = "list, read and parse by fsspec"
_CURL: Final = (
    'curl -sf --aws-sigv4 aws:amz:us-east-1:s3 -u "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" '
    '-H "x-amz-content-sha256: UNSIGNED-PAYLOAD" "$1"'
)
_ALONE: Final = "validate"
_WORKERS: Final = (1, 2)
_MIB: Final = 1024 * 1024
_RANGE: Final = 8 * _MIB
_EACH: Final = 4000
_HOUR: Final = 3600
_PETABYTE: Final = 10**15


class Run(NamedTuple):
    """What a process took: seconds, those that it computed, MiB at its peak.

    With a cluster there are the seconds that its scheduler and each of its workers computed.
    """

    seconds: float
    cpu: float
    peak: float
    scheduler: float = 0.0
    workers: tuple[float, ...] = ()


class Prices(NamedTuple):
    """In dollars: a thousand requests that list, a thousand that read, a worker for an hour."""

    lists: float
    gets: float
    hour: float


def run(command: Sequence[str], surroundings: Mapping[str, str]) -> Run:
    """Run a command that must succeed; the peak is that of the process itself."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(surroundings), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    with process.stderr as complaints:
        said = complaints.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError(f"{command}: {process.returncode}: {said.decode()[-2000:]}")
    seconds = time.perf_counter() - started
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def run_on_cluster(command: Sequence[str], workers: int, surroundings: Mapping[str, str]) -> Run:
    """Run a command on a cluster that is started for it."""
    with (
        tempfile.TemporaryDirectory(prefix="cluster-") as folder,
        cluster_of(workers, Path(folder), surroundings) as cluster,
    ):
        processes = [_PSUTIL.Process(process) for process in cluster.processes]
        each = [
            one for process in processes for one in (process, *process.children(recursive=True))
        ]
        begun = {process: _computed(process) for process in each}
        ended = run((*command, "--cluster", cluster.address), surroundings)
        used = [_computed(process) - begun[process] for process in each]
        return ended._replace(
            scheduler=used[0], workers=tuple(sorted(used[1:], reverse=True)[:workers])
        )


def _computed(process: Any) -> float:
    times = process.cpu_times()
    computed: float = times.user + times.system
    return computed


def write_registry(folder: Path, manifests: int) -> None:
    """Write stores with so many manifests, in folders of at most a thousand stores."""
    for part, begin in enumerate(range(0, manifests, _EACH)):
        write_stores(str(folder / f"part-{part:04}"), min(_EACH, manifests - begin))


def judged(
    place: str, manifests: int, surroundings: Mapping[str, str], rounds: int
) -> dict[str, Run]:
    """Judge all manifests of a place in every way, in turns, and print the medians."""
    ours = (sys.executable, "-m", "dlm_schema", "validate", place, "--quiet")
    ways: dict[str, Callable[[], Run]] = {
        _FSSPEC: lambda: run((sys.executable, "-c", _LOOP, place), surroundings),
        _ALONE: lambda: run(ours, surroundings),
    }
    for number in _WORKERS:
        ways[_on(number)] = partial(run_on_cluster, ours, number, surroundings)
    where = place.partition("://")[0] if "://" in place else "a folder"
    print(f"{manifests} manifests in {where}, medians of {rounds}")
    runs = [{name: way() for name, way in ways.items()} for _ in range(rounds)]
    found = {name: _median([each[name] for each in runs]) for name in ways}
    for name, one in found.items():
        rate = manifests / one.seconds
        beside = one.seconds / found[_FSSPEC].seconds
        print(f"  {name:32}{one.seconds:8.1f} s {rate:9.0f}/s {beside:6.2f} {one.peak:7.0f} MiB")
        each = " ".join(f"{seconds:.1f}" for seconds in one.workers)
        scheduler = f", scheduler {one.scheduler:.1f} s, workers {each} s" if one.workers else ""
        print(f"    computing: {one.cpu:.1f} s{scheduler}", flush=True)
    one, two = (found[_on(number)] for number in _WORKERS)
    print(f"  two workers are {one.seconds / two.seconds:.2f} times as fast as one")
    busiest = [max(a_run.cpu, a_run.scheduler, *a_run.workers) for a_run in (one, two)]
    print(f"  with a core for each process at most {busiest[0] / busiest[1]:.2f}", flush=True)
    return found


def _on(workers: int) -> str:
    return f"validate on {counted_noun(workers, 'worker')}"


def _median(runs: Sequence[Run]) -> Run:
    seconds, cpu, peak, scheduler, workers = zip(*runs, strict=True)
    each = tuple(map(median, zip(*workers, strict=True)))
    return Run(median(seconds), median(cpu), median(peak), median(scheduler), each)


def hashed(export: Path, size: int, port: int, rounds: int) -> float:
    """Hash one large object in every way, in turns; print medians, and return our bytes a second.

    openssl reads the file that the server keeps, and what curl gets, which is all in one answer.
    """
    [path] = export.glob("*.gguf")
    address = f"http://127.0.0.1:{port}/{BUCKET}/{export.parent.name}/{export.name}/{path.name}"
    surroundings = {**os.environ, **environment(port)}
    ours = (sys.executable, "-m", "dlm_schema", "verify", f"s3://{BUCKET}/{export.parent.name}")
    ways = {
        OPENSSL: ("openssl", "dgst", "-sha256", str(path)),
        "curl": ("sh", "-c", f"{_CURL} >{os.devnull}", "sh", address),
        "curl | openssl dgst -sha256": (
            "sh",
            "-c",
            f"{_CURL} | openssl dgst -sha256",
            "sh",
            address,
        ),
        VERIFY: (*ours, "--quiet"),
    }
    (server,) = (one for one in _PSUTIL.Process().children() if str(port) in str(one.cmdline()))
    found: dict[str, list[Run]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, command in ways.items():
            begun = _computed(server)
            one = run(command, surroundings)
            found[name].append(one._replace(workers=(_computed(server) - begun,)))
    medians = {name: _median(runs) for name, runs in found.items()}
    print(f"one object of {size // _MIB} MiB, medians of {rounds}")
    for name, one in medians.items():
        rate = size / _MIB / one.seconds
        beside = medians[OPENSSL].seconds / one.seconds
        print(f"  {name:32}{one.seconds:8.1f} s {rate:9.0f} MiB/s {beside:6.2f}")
        print(f"    computing: {one.cpu:.1f} s, server {one.workers[0]:.1f} s", flush=True)
    return size / medians[VERIFY].seconds


def needs(exports: int, size: int, rates: tuple[float, float], hours: float, prices: Prices) -> str:
    """Say what checking a registry needs: ``rates`` are a worker's manifests and bytes a second."""
    manifests, hashing = rates
    seconds = exports / manifests + size / hashing
    lists = exports
    gets = exports + max(math.ceil(size / _RANGE), exports)
    workers = math.ceil(seconds / (hours * _HOUR))
    cost = (lists * prices.lists + gets * prices.gets) / 1000 + seconds / _HOUR * prices.hour
    return (
        f"{exports} exports of {size / _PETABYTE:g} PB: {seconds / _HOUR:,.0f} hours of a worker, "
        f"{workers} workers for {hours:g} hours, {lists / 1e6:,.1f} million lists, "
        f"{gets / 1e6:,.1f} million reads, ${cost:,.0f}"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0."""
    parser = argparse.ArgumentParser(prog="registry", description=__doc__, allow_abbrev=False)
    add = parser.add_argument
    add("--manifests", type=int, default=1_000_000, help="in the folder (default %(default)s)")
    add("--objects", type=int, default=10_000, help="manifests in the server (%(default)s)")
    add("--rounds", type=int, default=3, help="how often each way is run (%(default)s)")
    add("--size", type=int, default=2048, help="MiB of the large object (%(default)s)")
    add("--list-price", type=float, default=0.005, help="for 1,000 lists, in dollars")
    add("--get-price", type=float, default=0.0004, help="for 1,000 reads, in dollars")
    add("--hour-price", type=float, default=0.0725, help="of a worker, in dollars")
    options = parser.parse_args(arguments)
    if server_binary() is None:
        parser.error("DLM_SCHEMA_VERSITYGW names no server; nox -s remote builds it")
    with tempfile.TemporaryDirectory(prefix="registry-") as top:
        folder = Path(top, "folder")
        write_registry(folder, options.manifests)
        judged(str(folder), options.manifests, os.environ, options.rounds)
        buckets = Path(top, "buckets")
        bucket = buckets / BUCKET
        bucket.mkdir(parents=True)
        write_registry(bucket / "registry", options.objects)
        write_large(str(bucket / "large"), 1, options.size * _MIB)
        with serving(buckets) as port:
            surroundings = {**os.environ, **environment(port)}
            registry = f"s3://{BUCKET}/registry"
            found = judged(registry, options.objects, surroundings, options.rounds)
            hashing = hashed(bucket / "large" / "export", options.size * _MIB, port, options.rounds)
        worker = options.objects / found[_on(1)].seconds
        prices = Prices(options.list_price, options.get_price, options.hour_price)
        print(needs(10_000_000, 5 * _PETABYTE, (worker, hashing), 24, prices))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
