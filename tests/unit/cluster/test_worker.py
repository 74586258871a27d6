"""A unit comes to what the ordinary check finds, or to a fault; it raises nothing."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distributed
import pytest
from support.harness import make_store
from support.process import raising

from dlm_schema import __version__
from dlm_schema.cluster import worker
from dlm_schema.cluster.units import Unit
from dlm_schema.cluster.worker import Outcome, judge
from dlm_schema.disk.read_pool import StoppedError
from dlm_schema.export import checking, places
from dlm_schema.export.checking import Bounds, check_all

KEY = "dlm-schema-1"


@pytest.fixture(name="task", autouse=True)
def _task(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return the task that the worker of this thread is at."""
    task = SimpleNamespace(state="executing")
    state = SimpleNamespace(tasks={KEY: task})
    this = SimpleNamespace(state=state, get_current_task=lambda: KEY)
    monkeypatch.setattr(distributed, "get_worker", lambda: this)
    return task


@pytest.fixture(name="unit")
def _unit(tmp_path: Path) -> Unit:
    make_store(tmp_path / "store", 5)
    found = list(places.places([str(tmp_path / "store")], Bounds()))
    return Unit("check", found, Bounds(), 60)


def test_a_unit_comes_to_what_one_process_finds(unit: Unit, tmp_path: Path) -> None:
    with check_all([str(tmp_path / "store")]) as checks:
        expected = tuple(checks)
        read = checks.meter.total
    outcome = judge(unit)
    assert outcome.checked == expected
    assert (outcome.number, outcome.read, outcome.fault) == (len(expected), read, None)


@pytest.mark.parametrize("kind", ["check", "validate"])
def test_what_is_more_than_a_share_is_left(unit: Unit, kind: str) -> None:
    unit.kind = kind
    unit.seconds = 0
    outcome = judge(unit)
    assert (outcome.number, outcome.checked) == (0, ())
    (left,) = outcome.left
    assert [place.ahead.below for place in left.places] == ["exports"]


def test_what_is_found_is_packed(unit: Unit) -> None:
    outcome = judge(unit)
    many = Outcome.of(outcome.checked * 200)
    assert len(many.checked) == 1_000
    assert len(many.packed) < 100_000


def test_another_version_is_a_fault(unit: Unit) -> None:
    unit.version = "0.0.1"
    assert judge(unit).fault == f"a worker has dlm-schema {__version__}, and not 0.0.1"


def test_a_defect_is_told_by_its_name_and_place_alone(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking.Checks, "__iter__", raising(LookupError("a secret")))
    fault = judge(unit).fault
    assert fault is not None
    assert fault.startswith("a worker met a defect of dlm-schema: LookupError in ")
    assert "fail, line " in fault
    assert "secret" not in fault


@pytest.mark.parametrize("state", ["cancelled", None])
def test_reading_stops_when_nobody_wants_the_unit(
    unit: Unit, task: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, state: str | None
) -> None:
    stopped = threading.Event()

    def waiting(checks: Any) -> Any:
        if state is None:
            distributed.get_worker().state.tasks.clear()
        else:
            task.state = state
        assert stopped.wait(60)
        raise StoppedError

    monkeypatch.setattr(worker, "_NOTICED", 0.01)
    monkeypatch.setattr(checking.Checks, "stop", lambda checks: stopped.set())
    monkeypatch.setattr(checking.Checks, "__iter__", waiting)
    assert judge(unit).fault == "nobody wants it any more"
