"""Reach a Dask cluster, or start one on this machine.

``distributed`` is imported when a cluster is first asked for.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import re
import signal
import socket
from collections.abc import Iterator
from importlib import import_module
from multiprocessing import resource_tracker
from typing import Any, Final

from dlm_schema.disk.read_pool import usable_cores
from dlm_schema.document.interrupts import held
from dlm_schema.errors import ClusterError
from dlm_schema.text import counted_noun, printable

LOCAL: Final = "local"
_LOCAL: Final = re.compile(rf"{LOCAL}(?::([1-9][0-9]{{0,3}}))?")
_INSTALL: Final = "a cluster needs more than is installed: pip install 'dlm-schema[cluster]'"
_DEATHS: Final = 3
_MOST: Final = 4  # workers that are started for a core, some of which wait for stores
_LOOPBACK: Final = "127.0.0.1"


def distributed() -> Any:
    """Import the library. Raises ``ClusterError`` where the extra is not installed."""
    try:
        return import_module("distributed")
    except ModuleNotFoundError as error:
        if error.name not in ("distributed", "dask"):
            raise
        raise ClusterError(_INSTALL) from None


@contextlib.contextmanager
def connected(address: str) -> Iterator[Any]:
    """Yield a client of the scheduler at an address, or of one that is started for ``local[:N]``.

    What was started is ended with the context. Dask's logging is switched off, because what
    matters to whoever runs a command is said by the command. Raises ``ClusterError``.
    """
    dask = distributed()
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        match = _LOCAL.fullmatch(address)
        if match is None:
            with _client(dask, address) as client:
                yield client
        else:
            number = _number(match[1])
            with _started(dask, number) as cluster, _client(dask, cluster) as client:
                yield client
    finally:
        logging.disable(disabled)


def _number(asked: str | None) -> int:
    """Return how many workers to start: one for each core, or as many as are asked for."""
    cores = usable_cores()
    number = cores if asked is None else int(asked)
    if number > _MOST * cores:
        machine = counted_noun(cores, "core")
        raise ClusterError(f"{number} workers are too many for {machine}: at most {_MOST * cores}")
    return number


@contextlib.contextmanager
def _client(dask: Any, cluster: Any) -> Iterator[Any]:
    client: Any = object.__new__(dask.Client)
    try:
        try:
            client.__init__(cluster, set_as_default=False)
        except Exception as error:  # noqa: BLE001  (of whatever answers there)
            client.close = lambda **_: None  # which it calls when deleted, and waits a minute for
            raise ClusterError(
                f"no scheduler answers at {printable(str(cluster))}: {_reason(error)}"
            ) from None
        yield client
    finally:
        with contextlib.suppress(Exception):  # of one whose scheduler is gone
            client.close(timeout=1)
        # A client that did not connect, or was not closed in time, leaves its thread running.
        with contextlib.suppress(AttributeError):
            client._loop_runner.stop()  # noqa: SLF001  (there is no public way)


@contextlib.contextmanager
def _started(dask: Any, number: int) -> Iterator[Any]:
    """Start workers that are processes of one thread each, and reached from this machine alone.

    A cluster that is half begun cannot be closed, so Ctrl-C has its effect afterwards.
    """
    config: Any = import_module("dask").config
    cluster = None
    try:
        failures = {"distributed.scheduler.allowed-failures": _DEATHS - 1}
        with config.set(failures), held(signal.SIGINT), _sigint_blocked():
            cluster = dask.LocalCluster(
                n_workers=number,
                threads_per_worker=1,
                host=_LOOPBACK,
                # No dashboard; what else is served is for this machine, on ports that are free.
                dashboard_address=f"{_LOOPBACK}:0",
                worker_dashboard_address=f"{_LOOPBACK}:0",
                scheduler_kwargs={"dashboard": False},
                memory_limit=0,
                silence_logs=logging.CRITICAL,
                preload=["dlm_schema.cluster.started"],
            )
        yield cluster
    finally:
        if cluster is not None:
            cluster.close()
        else:  # what is half begun ends with this process, and Dask complains when it closes that
            atexit.unregister(import_module("distributed.deploy.spec").close_clusters)


@contextlib.contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Keep Ctrl-C from the threads and processes that are started meanwhile, which inherit that.

    It still reaches this process by its other threads.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        resource_tracker.ensure_running()  # once, for it unblocks Ctrl-C when it has begun
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _reason(error: BaseException) -> str:
    if isinstance(error, (TimeoutError, socket.timeout)) or "timed out" in str(error).lower():
        return "it does not answer in time"
    return printable(str(error).partition("\n")[0]) or type(error).__name__
