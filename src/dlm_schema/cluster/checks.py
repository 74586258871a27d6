"""The client's side: units are sent to a cluster, and what was found comes back."""

from __future__ import annotations

import contextlib
import math
import os
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack
from itertools import count
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Self

from dlm_schema._version import __version__
from dlm_schema.cluster.connecting import connected, distributed
from dlm_schema.cluster.units import Unit, cut
from dlm_schema.cluster.worker import Outcome, judge
from dlm_schema.disk.meter import Meter
from dlm_schema.disk.read_pool import check_jobs
from dlm_schema.disk.refusals import finding_of
from dlm_schema.errors import ClusterError, ManifestPathError
from dlm_schema.export.checking import Bounds, Checked
from dlm_schema.export.inputs import STDIN
from dlm_schema.export.places import Place, absolute, places
from dlm_schema.findings import Report, check_most
from dlm_schema.limits import MAX_FINDINGS
from dlm_schema.text import counted_noun

if TYPE_CHECKING:
    from _typeshed import StrPath

_RUNNING: Final = 2
"""Units for each thread of the workers: one that it has, and one that is ready for it."""

_KEPT: Final = 16
"""Units for each thread of which results are held until their turn comes."""

_ASKED_EVERY: Final = 1.0

WITHOUT_WORKERS: Final = 60.0
"""Seconds after which a cluster that has no worker is given up."""

_LOST: Final = (
    "the connection to the scheduler is lost, or it was told to forget the work; "
    "what was not reported has to be judged again"
)


class ClusterChecks:
    """Manifests being judged on a cluster: what :class:`dlm_schema.export.checking.Checks` offers.

    ``address`` is a scheduler's, or ``local[:N]``, or a ``client`` is given. Results come in the
    order of the paths, or with ``unordered`` as units are done; ``problem`` says why some are not
    kept. Iterating raises ``ClusterError``
    where the cluster cannot go on. Leaving the context cancels what was not done.
    """

    def __init__(  # noqa: PLR0913  (what it is given is what it needs)
        self,
        kind: str,
        paths: Sequence[str],
        bounds: Bounds,
        *,
        address: str = "",
        client: Any = None,
        unordered: bool = False,
    ) -> None:
        self.begun = 0
        self.all_found = False
        self.problem: str | None = None
        self.meter = Meter()
        self._kind = kind
        if bounds.state is not None:
            bounds = bounds._replace(state=bounds.state._replace(path=absolute(bounds.state.path)))
        self._bounds = bounds
        self._found = places(paths, bounds, sizes=kind != "validate")
        self._address = address
        self._client = client
        self._unordered = unordered
        self._opened = ExitStack()
        self._flight: _Flight | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            if self._flight is not None:
                self._flight.cancel()
        finally:
            self._found.close()
            self._opened.close()

    def __iter__(self) -> Iterator[Checked]:
        if self._client is None:
            self._client = self._opened.enter_context(connected(self._address))
        flight = self._flight = _Flight(self._client, self.meter)
        units = self._units(flight)
        unsent = next(units, None)
        while unsent is not None or flight.turns:
            while unsent is not None and flight.has_room:
                flight.send(unsent)
                unsent = next(units, None)
                flight.note(wait=False)
                yield from self._ready(flight)
            flight.suspect()
            flight.note(wait=True)
            yield from self._ready(flight)
        self.all_found = True

    def _ready(self, flight: _Flight) -> Iterator[Checked]:
        for turn in flight.ready(unordered=self._unordered):
            self.begun -= turn.unit.count
            for outcome in turn.outcomes:
                self.problem = self.problem or outcome.problem
                checked = outcome.checked
                self.begun += len(checked)
                if self._bounds.sample is not None:
                    self._bounds.sample.count(outcome.files, outcome.chosen)
                yield from checked

    def _units(self, flight: _Flight) -> Iterator[Unit]:
        for number, found in enumerate(cut(self._found, lambda: flight.threads)):
            self.begun += len(found)
            yield Unit(number, self._kind, found, self._bounds)


class _Turn:
    """A unit, and its ``outcomes`` once it ``is_done``.

    ``suspected`` are places of a unit whose workers ended, which are judged one by one.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.future: Any = None
        self.is_done = False
        self.outcomes: list[Outcome] = []
        self.suspected: deque[Place] = deque()


class _Flight:
    """Units on their way: sent and not yet reported, in order.

    Dask sends a unit whose worker ended to another one, and gives up when that happened too often.
    It blames units that only waited for the worker as well. So each place of such a unit is judged
    again while the cluster does nothing else, and one that ends workers then is to blame.
    """

    def __init__(self, client: Any, meter: Meter) -> None:
        self.turns: deque[_Turn] = deque()
        self._client = client
        self._meter = meter
        self._dask = distributed()
        self._ended: SimpleQueue[tuple[_Turn, Any]] = SimpleQueue()
        self._running = 0
        self._suspects: deque[_Turn] = deque()
        self._alone = False
        self._token = uuid.uuid4().hex
        self._numbers = count()
        self._threads = 0
        self._asked_at = self._working_at = -math.inf

    @property
    def threads(self) -> int:
        """How many threads the workers have, which come and go."""
        now = time.monotonic()
        if now - self._asked_at >= _ASKED_EVERY:
            with self._lost_is_said():
                self._threads = sum(self._client.nthreads().values())
            self._asked_at = time.monotonic()
        return self._threads

    @property
    def has_room(self) -> bool:
        """Whether another unit can be sent."""
        threads = max(self.threads, 1)
        is_full = self._running >= _RUNNING * threads or len(self.turns) >= _KEPT * threads
        return not (is_full or self._alone)

    def send(self, unit: Unit) -> None:
        """Send a unit to the cluster."""
        turn = _Turn(unit)
        self.turns.append(turn)
        self._submit(turn, unit)

    def suspect(self) -> None:
        """Send a place of a unit whose workers ended, if nothing else is under way."""
        if self._suspects and not self._running:
            self._alone = True
            turn = self._suspects[0]
            place = turn.suspected[0]
            unit = turn.unit
            self._submit(turn, Unit(unit.number, unit.kind, [place], unit.bounds))

    def note(self, *, wait: bool) -> None:
        """Note which units have ended; with ``wait`` wait for one, if any is under way."""
        while self._running:
            try:
                turn, future = self._ended.get(timeout=_ASKED_EVERY if wait else 0)
            except Empty:
                if not wait:
                    return
                self._look_for_workers()
            else:
                self._working_at = time.monotonic()
                self._end(turn, future)
                wait = False

    def ready(self, *, unordered: bool) -> Iterator[_Turn]:
        """Yield the units whose turn it is."""
        while self.turns and (turn := self._next(unordered=unordered)) is not None:
            self.turns.remove(turn)
            yield turn

    def cancel(self) -> None:
        """Have the cluster forget what it has not done."""
        futures = [turn.future for turn in self.turns if turn.future is not None]
        self.turns.clear()
        if futures and self._client.status == "running":
            with contextlib.suppress(Exception):  # the cluster is gone, and the units with it
                self._client.cancel(futures, force=True)

    def _next(self, *, unordered: bool) -> _Turn | None:
        if unordered:
            return next((turn for turn in self.turns if turn.is_done), None)
        return self.turns[0] if self.turns[0].is_done else None

    def _submit(self, turn: _Turn, unit: Unit) -> None:
        with self._lost_is_said():
            key = f"dlm-schema-{self._token}-{next(self._numbers)}"
            turn.future = self._client.submit(judge, unit, key=key, pure=False)
        self._running += 1
        turn.future.add_done_callback(lambda future: self._ended.put((turn, future)))

    def _end(self, turn: _Turn, future: Any) -> None:
        """Take what a unit came to, or have it done again."""
        self._running -= 1
        turn.future = None
        try:
            with self._lost_is_said():
                outcome: Outcome = future.result()
        except self._dask.scheduler.KilledWorker as error:
            self._blame(turn, counted_noun(error.allowed_failures + 1, "worker"))
        except ClusterError:
            raise
        except Exception as error:  # noqa: BLE001  (of unpickling it, whatever that is)
            reason = f"the cluster cannot use dlm-schema {__version__} ({type(error).__name__})"
            raise ClusterError(f"{reason}: install it for the scheduler and all workers") from None
        else:
            if outcome.fault is not None:
                raise ClusterError(outcome.fault)
            self._take(turn, outcome)

    def _take(self, turn: _Turn, outcome: Outcome) -> None:
        turn.outcomes.append(outcome)
        self._meter.small += outcome.read
        if turn.suspected:
            turn.suspected.popleft()
            self._alone = False
        if not turn.suspected:
            turn.is_done = True
            if self._suspects and self._suspects[0] is turn:
                self._suspects.popleft()

    def _blame(self, turn: _Turn, workers: str) -> None:
        if turn.suspected:
            self._take(turn, _poisonous(turn.suspected[0], workers))
        else:
            turn.suspected.extend(turn.unit.places)
            self._suspects.append(turn)

    def _look_for_workers(self) -> None:
        now = time.monotonic()
        if self.threads or self._working_at == -math.inf:
            self._working_at = now
        elif now - self._working_at > WITHOUT_WORKERS:
            waited = f"{WITHOUT_WORKERS:.0f} seconds"
            raise ClusterError(f"the cluster has had no workers for {waited}: start some")

    @contextlib.contextmanager
    def _lost_is_said(self) -> Iterator[None]:
        """Say that the scheduler is gone, where asking it fails."""
        try:
            yield
        except Exception as error:
            if isinstance(error, (OSError, CancelledError)) or self._client.status != "running":
                raise ClusterError(_LOST) from None
            raise


def _poisonous(place: Place, workers: str) -> Outcome:
    reason = f"{workers} ended while they read it"
    error = ManifestPathError(place.shown, reason, "files/unreadable")
    return Outcome.of([Checked(place.shown, Report(None, [finding_of(error)]), error)])


def check_many(
    urls: Iterable[StrPath],
    *,
    client: Any = None,
    jobs: int | None = None,
    max_findings: int | None = MAX_FINDINGS,
    unordered: bool = False,
) -> Iterator[Checked]:
    """Judge everything at or below many paths or URLs on a Dask cluster.

    Each result has the ``path`` of a manifest and the ``report`` that :func:`dlm_schema.check`
    gives for it. Results come in the order of ``urls``, or with ``unordered`` as they are ready.
    ``client`` is a ``distributed.Client``, by default the current one. Its scheduler and workers
    need the same version of this package, and workers reach the same paths and stores. A worker
    reads ``jobs`` large files of an export at once, by default one for every core. Of more than
    ``max_findings`` findings a report lists the worst and counts all; ``None`` lists all.

    Nothing is begun before the first result is asked for, and closing the iterator cancels what
    was not done. Raises ``ClusterError`` where there is no cluster or it goes away.
    """
    check_jobs(jobs)
    check_most(max_findings)
    given = [urls] if isinstance(urls, (str, os.PathLike)) else urls
    names = [os.fspath(path) for path in given]
    paths = [os.path.join(os.curdir, path) if path == STDIN else path for path in names]
    if client is None:
        try:
            client = distributed().default_client()
        except ValueError:
            raise ClusterError("there is no client of a cluster: make one, or give one") from None
    if not hasattr(client, "asynchronous"):
        raise TypeError(f"client must be a distributed.Client, found {type(client).__name__}")
    if client.asynchronous:
        raise ClusterError("the client is asynchronous: give one that is not")
    bounds = Bounds(jobs, max_findings)
    checks = ClusterChecks("check", paths, bounds, client=client, unordered=unordered)

    def results() -> Iterator[Checked]:
        with checks:
            yield from checks

    return results()
