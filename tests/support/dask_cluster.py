"""A real Dask scheduler with worker processes on loopback, as the commands of Dask start them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from support.harness import ENVIRONMENT

STARTS_WITHIN: Final = 240.0


class Cluster:
    """A scheduler, at ``address``, and the processes that were started for it."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.address = ""
        self.scheduler: subprocess.Popen[bytes] | None = None
        self._settings = {
            **ENVIRONMENT,
            "DASK_TEMPORARY_DIRECTORY": str(folder),
            **(settings or {}),
        }
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that were started, the scheduler's first."""
        return [process.pid for process in self._processes]

    def start_scheduler(self) -> None:
        """Start it on a free port, and wait until it says where it is."""
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter")
        self.scheduler = self._start("scheduler", *options, "--scheduler-file", str(self._file))
        self.wait_for("Scheduler at:", self.folder / "0.log")
        text = (self.folder / "0.log").read_text()
        self.address = text.partition("Scheduler at:")[2].split()[0]

    def start_workers(self, number: int, *options: str) -> None:
        """Start workers of one thread each, which are started again when they end."""
        common = ("--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", "--memory-limit", "0")
        log = self.folder / f"{len(self._processes)}.log"
        self._start("worker", self.address, "--nworkers", str(number), *common, *options)
        self.wait_for("Registered to:", log, number)

    def logs(self) -> str:
        """Return all that its processes have printed."""
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def wait_for(self, text: str, log: Path, times: int = 1) -> None:
        """Wait until a process has printed a text so many times."""
        ends = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < ends:
            if log.is_file() and log.read_text().count(text) >= times:
                return
            time.sleep(0.05)
        raise AssertionError(f"{text} was not printed: {log.read_text()}")

    def close(self) -> None:
        """End what was started, and what that started, be it stopped or not."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{len(self._processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                env=self._settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._processes.append(process)
        return process


@contextlib.contextmanager
def cluster_of(
    workers: int, folder: Path, settings: Mapping[str, str] | None = None, *options: str
) -> Iterator[Cluster]:
    """Start a scheduler and workers in a folder, where they print, and end them."""
    cluster = Cluster(folder, settings)
    try:
        cluster.start_scheduler()
        cluster.start_workers(workers, *options)
        yield cluster
    finally:
        cluster.close()
