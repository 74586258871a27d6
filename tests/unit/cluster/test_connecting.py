from __future__ import annotations

import gc
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import dask
import distributed as library  # before its settings are changed here
import pytest
from support.process import raising

from dlm_schema.cluster import connecting
from dlm_schema.cluster.connecting import connected, distributed
from dlm_schema.errors import ClusterError


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    threads = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= threads


@pytest.mark.parametrize("name", ["distributed", "dask"])
def test_a_missing_extra_is_said_in_a_line(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(connecting, "import_module", raising(ModuleNotFoundError(name=name)))
    with pytest.raises(ClusterError) as caught:
        distributed()
    install = "a cluster needs more than is installed: pip install 'dlm-schema[cluster]'"
    assert str(caught.value) == install


def test_another_missing_module_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "import_module", raising(ModuleNotFoundError(name="msgpack")))
    with pytest.raises(ModuleNotFoundError):
        distributed()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://127.0.0.1:1", "it does not answer in time"),
        ("nothing://127.0.0.1:1", "unknown address scheme 'nothing' (known schemes: "),
    ],
)
def test_a_scheduler_that_does_not_answer_is_said_in_a_line(address: str, reason: str) -> None:
    disabled = logging.root.manager.disable
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "200ms"}),
        pytest.raises(ClusterError) as caught,
        connected(address),
    ):
        raise AssertionError("it was reached")
    assert str(caught.value).startswith(f"no scheduler answers at {address}: {reason}")
    assert logging.root.manager.disable == disabled


def test_what_answers_and_is_no_scheduler_is_said_in_a_line(
    recwarn: pytest.WarningsRecorder,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with suppress(OSError):  # the test is over
                while True:
                    connection, _ = server.accept()
                    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(256)))
                    connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with (
            dask.config.set({"distributed.comm.timeouts.connect": "500ms"}),
            pytest.raises(ClusterError, match=f"^no scheduler answers at {address}: "),
            connected(address),
        ):
            raise AssertionError("it was reached")
        gc.collect()
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert not [str(one.message) for one in recwarn if "timed out" in str(one.message)]


def test_no_more_workers_are_started_than_cores_can_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "usable_cores", lambda: 2)
    reason = "^9 workers are too many for 2 cores: at most 8$"
    with pytest.raises(ClusterError, match=reason), connected("local:9"):
        raise AssertionError("they were started")


def test_the_library_is_imported_when_it_is_asked_for() -> None:
    assert distributed() is library
