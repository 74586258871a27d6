"""What the client does with a cluster of which every answer is made here.

Real schedulers and workers are in ``tests/cluster/``.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import distributed
import pytest
from support.harness import make_export, make_store

import dlm_schema
from dlm_schema.cluster import checks, worker
from dlm_schema.cluster.checks import ClusterChecks, check_many
from dlm_schema.disk.opening import entries_of
from dlm_schema.errors import ClusterError
from dlm_schema.export import discovery
from dlm_schema.export.checking import Bounds, Checked, check_all

if TYPE_CHECKING:
    from dlm_schema.cluster.units import Unit
    from dlm_schema.cluster.worker import Outcome
    from dlm_schema.disk.handles import Entries


class FakeFuture:
    """A unit that a fake cluster has, which ends when the cluster says so."""

    def __init__(self, unit: Unit, judge: Callable[[Unit], Outcome]) -> None:
        self.unit = unit
        self._judge = judge
        self._callback: Callable[[Any], None] = lambda _: None

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self._callback = callback

    def end(self) -> None:
        self._callback(self)

    def result(self) -> Outcome:
        return self._judge(self.unit)


class FakeClient:
    """A cluster that does units when ``take`` says so, and fails those that ``fail`` names."""

    asynchronous = False
    status = "running"

    def __init__(self, threads: int = 1) -> None:
        self.workers = {"worker": threads}
        self.under_way: deque[FakeFuture] = deque()
        self.most = 0
        self.cancelled: list[Any] = []
        self.sent: list[list[str]] = []
        self.fail: Callable[[Unit], BaseException | None] = lambda _: None
        self.take: Callable[[deque[FakeFuture]], FakeFuture | None] = lambda queue: queue.popleft()

    def nthreads(self) -> dict[str, int]:
        return self.workers

    def submit(self, judge: Any, unit: Unit, *, key: str, pure: bool) -> FakeFuture:
        assert not pure
        assert key.startswith("dlm-schema-")

        def result(given: Unit) -> Outcome:
            error = self.fail(given)
            if error is not None:
                raise error
            outcome: Outcome = judge(given)
            return outcome

        self.sent.append([place.shown for place in unit.places])
        self.under_way.append(FakeFuture(unit, result))
        self.most = max(self.most, len(self.under_way))
        return self.under_way[-1]

    def cancel(self, futures: list[Any], *, force: bool) -> None:
        self.cancelled += futures


@pytest.fixture(name="client")
def _client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    """Return a client whose units end, one at a time, whenever it is waited for them."""
    client = FakeClient()
    state = SimpleNamespace(tasks={"key": SimpleNamespace(state="executing")})
    this = SimpleNamespace(state=state, get_current_task=lambda: "key")
    monkeypatch.setattr(distributed, "get_worker", lambda: this)

    class Queue(SimpleQueue[Any]):
        def get(self, block: bool = True, timeout: float | None = 0) -> Any:  # noqa: FBT001, FBT002
            if timeout and client.under_way:
                future = client.take(client.under_way)
                if future is not None:
                    future.end()
            return super().get(timeout=0.001)

    monkeypatch.setattr(checks, "SimpleQueue", Queue)
    monkeypatch.setattr(checks, "_SHORTEST", 0)
    monkeypatch.setattr(checks, "_LONGEST", 0)
    monkeypatch.setattr(checks, "_FEWEST_PLACES", 8)
    return client


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> str:
    make_store(tmp_path / "store", 60)
    return str(tmp_path / "store")


def alone(store: str) -> list[Checked]:
    with check_all([store]) as found:
        return list(found)


def judged(client: FakeClient, store: str, *, unordered: bool = False) -> list[Checked]:
    with ClusterChecks("check", [store], Bounds(), client=client, unordered=unordered) as found:
        return list(found)


def killed(deaths: int = 3) -> BaseException:
    return distributed.scheduler.KilledWorker("key", SimpleNamespace(), deaths - 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("threads", [1, 4])
def test_results_come_in_order_whichever_unit_ends_first(
    client: FakeClient, store: str, threads: int
) -> None:
    client.workers = {"worker": threads}
    client.take = lambda queue: queue.pop()
    with ClusterChecks("check", [store], Bounds(), client=client) as found:
        assert list(found) == alone(store)
        assert found.all_found
        assert found.begun == 60
    assert 1 < client.most <= 2 * threads
    assert len(client.sent) > 60  # as no share is more than a folder


def test_results_come_as_they_are_ready_where_order_is_not_wanted(
    client: FakeClient, store: str
) -> None:
    client.take = lambda queue: queue.pop()
    checked = judged(client, store, unordered=True)
    assert checked != alone(store)
    assert sorted(checked, key=lambda one: one.path) == alone(store)


def test_results_that_wait_for_their_turn_are_bounded(
    client: FakeClient, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_KEPT", 3)
    client.take = lambda queue: queue.pop() if len(queue) > 1 else queue.popleft()
    with ClusterChecks("check", [store], Bounds(), client=client) as found:
        results = iter(found)
        next(results)
        assert len(client.sent) <= 2 + 3 + 1  # two of folders that hold no export come before
        assert found.begun == 60  # those that are not sent are known of
        assert [*results] == alone(store)[1:]


@pytest.mark.parametrize("suspects", [1, 3, 2048])
def test_a_unit_that_ends_workers_is_judged_place_by_place_and_alone(
    client: FakeClient, store: str, monkeypatch: pytest.MonkeyPatch, suspects: int
) -> None:
    poison = f"{store}/exports/Q20"

    def fail(unit: Unit) -> BaseException | None:
        return killed(4) if any(place.shown == poison for place in unit.places) else None

    client.fail = fail
    monkeypatch.setattr(checks, "_SUSPECTS", suspects)
    checked = judged(client, store)
    expected = alone(store)
    (index,) = [i for i, one in enumerate(expected) if one.path.startswith(poison)]
    blamed = checked.pop(index)
    del expected[index]
    assert checked == expected
    assert blamed.path == poison
    assert str(blamed.error) == f"{poison}: 4 workers ended while they read it"
    (finding,) = blamed.report.findings
    assert (finding.code, finding.severity) == ("files/unreadable", "error")
    assert [poison] in client.sent
    assert suspects < 8 or sum(poison in places for places in client.sent) == 2


def test_what_is_below_a_folder_that_ends_workers_is_judged_one_by_one(
    client: FakeClient, store: str
) -> None:
    poison = f"{store}/exports/Q20"
    client.fail = lambda unit: killed() if unit.places[0].shown == poison or unit.seconds else None
    checked = judged(client, store)
    assert len(checked) == 60
    assert [one.path for one in checked if one.error is not None] == [poison]


def test_a_suspected_folder_that_holds_nothing_is_said(client: FakeClient, tmp_path: Path) -> None:
    (tmp_path / "empty" / "deep" / "deeper").mkdir(parents=True)
    given = str(tmp_path / "empty")
    paths = [given, given]
    with ClusterChecks("check", paths, Bounds(), client=client) as found, check_all(paths) as both:
        assert [(one[:2], str(one.error)) for one in found] == [
            (one[:2], str(one.error)) for one in both
        ]
    assert len(client.sent) > len(paths)


def test_what_is_removed_once_it_was_reported_was_there(client: FakeClient, tmp_path: Path) -> None:
    export = make_export(tmp_path / "export")
    (tmp_path / "nothing").mkdir()
    client.workers = {"worker": 4}
    with ClusterChecks("validate", [str(tmp_path)], Bounds(), client=client) as found:
        results = iter(found)
        assert next(results).report.ok
        shutil.rmtree(export.parent)
        assert list(results) == []


def test_units_of_a_store_are_long_from_the_first_on(
    client: FakeClient, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_LONGEST", 2)
    seconds: list[float] = []
    client.fail = lambda unit: seconds.append(unit.seconds)
    for path in (store, "memory://nothing/at/all"):
        with ClusterChecks("check", [path], Bounds(), client=client) as found:
            next(iter(found))
    assert seconds[0] < 1
    assert seconds[-1] == checks._LONGEST


def test_what_holds_nothing_is_listed_once(
    client: FakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    listed: list[int] = []

    def noted(folder: int) -> Entries:
        listed.append(folder)
        return entries_of(folder)

    monkeypatch.setattr(discovery, "entries_of", noted)
    client.workers = {"worker": 4}
    with ClusterChecks("check", [str(tmp_path)], Bounds(), client=client) as found:
        (checked,) = found
    assert str(checked.error) == f"{tmp_path}: holds no export_manifest.json, at any depth"
    assert len(listed) == 4


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (CancelledError(), "the connection to the scheduler is lost"),
        (OSError("secret"), "the connection to the scheduler is lost"),
        (ModuleNotFoundError("secret"), "the cluster cannot use dlm-schema"),
    ],
)
def test_what_cannot_go_on_is_said_in_a_line(
    client: FakeClient, store: str, error: BaseException, message: str
) -> None:
    client.fail = lambda _: error
    with pytest.raises(ClusterError, match=message) as caught:
        judged(client, store)
    assert "secret" not in str(caught.value)


def test_a_client_that_is_closed_meanwhile_has_lost_its_scheduler(
    client: FakeClient, store: str
) -> None:
    def fail(_: Unit) -> BaseException:
        client.status = "closed"
        return ValueError("secret")

    client.fail = fail
    with pytest.raises(ClusterError, match="the connection to the scheduler is lost"):
        judged(client, store)
    assert client.cancelled == []


def test_a_fault_of_a_worker_is_said(
    client: FakeClient, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "judge_all", {}.__getitem__)
    with pytest.raises(ClusterError, match="a worker met a defect of dlm-schema: TypeError"):
        judged(client, store)


def test_a_cluster_without_workers_is_given_up(
    client: FakeClient, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.workers = {}
    client.take = lambda _: None
    monkeypatch.setattr(checks, "_ASKED_EVERY", 0.01)
    monkeypatch.setattr(checks, "WITHOUT_WORKERS", 0.05)
    with pytest.raises(ClusterError, match="the cluster has had no workers for 0 seconds"):
        judged(client, store)
    assert len(client.cancelled) == 1


def test_what_was_not_done_is_cancelled(client: FakeClient, store: str) -> None:
    with ClusterChecks("check", [store], Bounds(), client=client) as found:
        results = iter(found)
        next(results)
        assert not found.all_found
        assert found.begun > 1
    assert client.cancelled == list(client.under_way) != []


def test_a_function_for_notebooks_gives_the_same(client: FakeClient, store: str) -> None:
    path = Path(store)
    assert list(check_many([path, path / "exports"], client=client)) == [
        *alone(store),
        *alone(f"{store}/exports"),
    ]
    assert list(dlm_schema.check_many(store, client=client)) == alone(store)


def test_closing_the_iterator_cancels(client: FakeClient, store: str) -> None:
    results: Any = check_many(store, client=client)
    assert next(results).path == f"{store}/exports/Q00/export_manifest.json"
    results.close()
    assert client.cancelled


def test_a_client_is_needed_that_waits(client: FakeClient, store: str) -> None:
    with pytest.raises(ClusterError, match="there is no client of a cluster"):
        check_many(store)
    client.asynchronous = True
    with pytest.raises(ClusterError, match="the client is asynchronous"):
        check_many(store, client=client)


def test_wrong_options_are_refused_before_anything_is_begun(store: str) -> None:
    client: Any = FakeClient
    with pytest.raises(ValueError, match="jobs must be 1 or more, found 0"):
        check_many(store, client=client, jobs=0)
    with pytest.raises(ValueError, match="max_findings must be 0 or more"):
        check_many(store, client=client, max_findings=-1)
    with pytest.raises(TypeError, match=r"client must be a distributed\.Client, found str"):
        check_many(store, client="tcp://127.0.0.1:8786")


def test_the_word_for_standard_input_is_a_file(
    client: FakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (one,) = check_many("-", client=client)
    assert str(one.error) == "./-: no such file or directory"


def test_nothing_is_asked_before_the_first_result_is(client: FakeClient, store: str) -> None:
    results: Iterator[Checked] = check_many(store, client=client)
    assert client.sent == []
    next(results)
    assert client.sent
