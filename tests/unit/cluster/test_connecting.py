from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

import dask
import pytest

from dlm_schema.cluster import connecting
from dlm_schema.cluster.connecting import connected, distributed
from dlm_schema.errors import ClusterError


@pytest.mark.parametrize("name", ["distributed", "dask"])
def test_a_missing_extra_is_said_in_a_line(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def missing(module: str) -> Any:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(connecting, "import_module", missing)
    with pytest.raises(ClusterError) as caught:
        distributed()
    install = "a cluster needs more than is installed: pip install 'dlm-schema[cluster]'"
    assert str(caught.value) == install


def test_another_missing_module_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(module: str) -> Any:
        raise ModuleNotFoundError(name="msgpack")

    monkeypatch.setattr(connecting, "import_module", missing)
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


def test_the_library_is_imported_when_it_is_asked_for() -> None:
    assert distributed() is import_module("distributed")
