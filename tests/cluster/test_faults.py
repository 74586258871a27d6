"""What ends, hangs or fails loses nothing, and what cannot go on says so in a line.

The oracle is the run of one process on the same store.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from support.dask_cluster import Cluster, cluster_of
from support.harness import (
    COMMAND,
    ENVIRONMENT,
    document,
    make_store,
    manifest_bytes,
    report_of,
    run,
)
from support.sabotaged import POISON, done, sabotage

from dlm_schema.cluster.connecting import connected

EXPORTS: Final = 40
MODEL: Final = b"a model"
DEATHS: Final = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"}
WITHIN: Final = 240.0


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    store = tmp_path / "store"
    for number, manifest in enumerate(make_store(store, EXPORTS, 3)):
        (artifact,) = document(3)["artifacts"]
        artifact.update(size_bytes=len(MODEL), sha256=hashlib.sha256(MODEL).hexdigest())
        manifest.write_bytes(manifest_bytes(3, adapter_version=number + 1, artifacts=[artifact]))
        (manifest.parent / artifact["path"]).write_bytes(MODEL)
    return store


@contextlib.contextmanager
def sabotaged(
    folder: Path, phase: str, deed: str, times: int = 1, settings: Mapping[str, str] = DEATHS
) -> Iterator[Cluster]:
    """Yield a cluster of two workers, of which one does a deed in a phase."""
    place = folder / "cluster"
    place.mkdir()
    environment = {**sabotage(phase, deed, times, place), **settings}
    with cluster_of(2, place, environment, "--preload", "support.sabotaged") as cluster:
        yield cluster


@pytest.mark.parametrize("phase", ["take", "list", "hash", "return"])
def test_a_worker_that_is_killed_loses_nothing(store: Path, tmp_path: Path, phase: str) -> None:
    with sabotaged(tmp_path, phase, "kill") as cluster:
        ended = run("check", str(store), "--format", "json", "--cluster", cluster.address)
        assert done(cluster.folder) == 1
    assert ended == run("check", str(store), "--format", "json")


def test_a_worker_that_hangs_loses_nothing(store: Path, tmp_path: Path) -> None:
    limit = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "1s"}
    with sabotaged(tmp_path, "hash", "stop", settings=limit) as cluster:
        ended = run("check", str(store), "--format", "json", "--cluster", cluster.address)
        assert done(cluster.folder) == 1
    assert ended == run("check", str(store), "--format", "json")


@pytest.mark.parametrize("order", [[], ["--unordered"]])
def test_an_export_that_ends_its_workers_becomes_a_finding(
    store: Path, tmp_path: Path, order: list[str]
) -> None:
    poisoned = store / "exports" / f"Q20-{POISON}"
    (store / "exports" / "Q20").rename(poisoned)
    with sabotaged(tmp_path, "poison", "kill", 100) as cluster:
        ended = run("check", str(store), "--format", "json", "--cluster", cluster.address, *order)
        assert done(cluster.folder) == 6  # three times with others, and three times alone
    reason = "3 workers ended while they read it"
    assert ended.err == f"dlm-schema: {poisoned}: {reason}\n"
    assert ended.status == 1
    results = {result["path"]: result for result in json.loads(ended.out)["results"]}
    (found,) = results.pop(str(poisoned))["findings"]
    assert (found["code"], found["message"]) == ("files/unreadable", reason)
    report = report_of("check", str(store))
    expected = {result["path"]: result for result in report["results"]}
    del expected[f"{poisoned}/export_manifest.json"]
    assert results == expected
    if not order:
        assert list(results) == list(expected)


def test_a_defect_in_a_worker_is_said_without_the_words_of_a_library(
    store: Path, tmp_path: Path
) -> None:
    with sabotaged(tmp_path, "hash", "fail") as cluster:
        ended = run("check", str(store), "--cluster", cluster.address)
        assert "secret" not in cluster.logs()
    assert ended.status == 2
    assert "a worker met a defect of dlm-schema: RuntimeError in _fail, line" in ended.err
    assert "secret" not in ended.out + ended.err


class Running:
    """A command that a worker keeps waiting."""

    def __init__(self, cluster: Cluster, store: Path, report: Path) -> None:
        self._report = report
        arguments = (
            "check",
            str(store),
            "--cluster",
            cluster.address,
            "--report",
            f"json={report}",
        )
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        ends = time.monotonic() + WITHIN
        while not done(cluster.folder):
            assert time.monotonic() < ends
            time.sleep(0.05)

    def ended(self) -> tuple[int, str, Any]:
        _, complaints = self.process.communicate(timeout=WITHIN)
        return self.process.returncode, complaints, json.loads(self._report.read_bytes())


def test_a_scheduler_that_is_gone_is_said_in_a_line(store: Path, tmp_path: Path) -> None:
    with sabotaged(tmp_path, "hash", "wait", 2) as cluster:
        running = Running(cluster, store, tmp_path / "report.json")
        assert cluster.scheduler is not None
        cluster.scheduler.kill()
        status, complaints, report = running.ended()
    assert status == 2
    lost, interrupted = complaints.splitlines()
    assert lost.startswith("dlm-schema: the connection to the scheduler is lost")
    assert interrupted.startswith("dlm-schema: interrupted: ")
    assert report["interrupted"] is True


def test_an_interrupt_cancels_what_is_not_done(store: Path, tmp_path: Path) -> None:
    with sabotaged(tmp_path, "hash", "wait", 2) as cluster:
        running = Running(cluster, store, tmp_path / "report.json")
        os.killpg(running.process.pid, signal.SIGINT)
        status, complaints, report = running.ended()
        with connected(cluster.address) as client:
            assert client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)) == 0
    assert status == 130
    assert complaints.startswith("dlm-schema: interrupted: ")
    assert complaints.count("\n") == 1
    assert report["interrupted"] is True
