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
from itertools import count, islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Self

from dlm_schema._version import __version__
from dlm_schema.cluster.connecting import connected, distributed
from dlm_schema.cluster.units import MOST_BYTES, MOST_PLACES, Left, Unit
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
from dlm_schema.remote.urls import is_url
from dlm_schema.text import counted_noun

if TYPE_CHECKING:
    from _typeshed import StrPath

_RUNNING: Final = 2
"""Units for each thread of the workers: one that it has, and one that is ready for it."""

_KEPT: Final = 16
"""Units for each thread of which results are held until their turn comes."""

_SHARES: Final = 4
"""Units for each thread into which is cut what is known of, as nobody knows how much is in it."""

_FEWEST_PLACES: Final = 64
"""Places of a unit, as long as there are some for each thread."""

_SHORTEST: Final = 0.2
_LONGEST: Final = 2.0
"""Seconds after which a worker leaves the rest, lest others have nothing to do.

They are few at first, and no more than an eighth of the time until then, save in stores: what was
looked at ahead there is asked for again by the unit that comes next.
"""

_SUSPECTS: Final = 2048
"""Places that are judged one by one after workers ended: as many as one of them began, or so."""

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
        self.all_found = False
        self.problem: str | None = None
        self.meter = Meter()
        self._kind = kind
        if bounds.state is not None:
            bounds = bounds._replace(state=bounds.state._replace(path=absolute(bounds.state.path)))
        self._bounds = bounds
        self._found = places(paths, bounds)
        self._address = address
        self._client = client
        self._unordered = unordered
        self._opened = ExitStack()
        self._flight: _Flight | None = None
        self._reported = 0

    @property
    def begun(self) -> int:
        """Of how many manifests is known so far."""
        return self._reported + (0 if self._flight is None else self._flight.known)

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
        flight = self._flight = _Flight(
            self._client, self.meter, self._found, self._kind, self._bounds
        )
        while flight.send() or flight.turns:
            while flight.send():
                flight.note(wait=False)
                yield from self._ready(flight)
            flight.note(wait=True)
            yield from self._ready(flight)
        self.all_found = True

    def _ready(self, flight: _Flight) -> Iterator[Checked]:
        for outcome in flight.ready(unordered=self._unordered):
            self.problem = self.problem or outcome.problem
            self._reported += outcome.number
            if self._bounds.sample is not None:
                self._bounds.sample.count(outcome.files, outcome.chosen)
            yield from outcome.checked


class _Turn:
    """A unit, its ``outcome`` once it ``is_done``, and what comes ``after`` it and is not sent."""

    def __init__(self, unit: Unit, after: deque[Place | Left]) -> None:
        self.unit = unit
        self.future: Any = None
        self.is_done = False
        self.outcome: Outcome | None = None
        self.after = after

    @property
    def known(self) -> int:
        """Of how many manifests is known here."""
        waiting = (
            left.results if isinstance(left, Left) else left.is_something for left in self.after
        )
        here = self.unit.results if not self.is_done else self.outcome.number if self.outcome else 0
        return here + sum(waiting)


class _Flight:
    """Units on their way: sent and not yet reported, in order.

    A worker leaves what is more than its share, which is cut into other units in its place. The
    first of what is not sent is always sent next, so that no more is held than needs to be.

    Dask sends a unit whose worker ended to another one, and gives up when that happened too often.
    It blames units that only waited for the worker as well. So each place of such a unit is judged
    again while the cluster does nothing else, and no more than one folder deep, and one that ends
    workers then is to blame.
    """

    def __init__(
        self, client: Any, meter: Meter, found: Iterator[Place], kind: str, bounds: Bounds
    ) -> None:
        self.turns: list[_Turn] = []
        self._client = client
        self._meter = meter
        self._found = found
        self._kind = kind
        self._bounds = bounds
        self._dask = distributed()
        self._ended: SimpleQueue[tuple[_Turn, Any]] = SimpleQueue()
        self._running = 0
        self._given = self._unsent = self._suspects = 0
        self._is_alone = False
        self._found_at: set[str] = set()
        self._token = uuid.uuid4().hex
        self._numbers = count()
        self._threads = 0
        self._asked_at = self._working_at = -math.inf
        self._begun_at = time.monotonic()

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
    def known(self) -> int:
        """Of how many manifests is known that are not reported."""
        return sum(turn.known for turn in self.turns)

    def send(self) -> bool:
        """Send what comes next to the cluster, if there is room for it; tell whether it was."""
        threads = max(self.threads, 1)
        if self._is_alone or self._running >= _RUNNING * threads:
            return False
        before = next((i for i, turn in enumerate(self.turns) if turn.after), len(self.turns) - 1)
        if before >= _KEPT * threads:
            return False
        after = self.turns[before].after if self.turns else deque()
        if not after:
            most = max(self._given // (_KEPT * threads), _FEWEST_PLACES)
            after.extend(islice(self._found, min(most, MOST_PLACES)))
            self._given += len(after)
            self._unsent += len(after)
        few = min(math.ceil(self._unsent / threads), _FEWEST_PLACES)
        places = self._taken(after, max(self._unsent // (_SHARES * threads), few, 1))
        if not places:
            return False
        seconds = 0.0
        if not self._is_alone:
            seconds = (time.monotonic() - self._begun_at) / 8
            shortest = _LONGEST if is_url(places[0].path) else _SHORTEST
            seconds = min(max(seconds, shortest), _LONGEST)
        turn = _Turn(Unit(self._kind, places, self._bounds, seconds), after)
        if self.turns:
            self.turns[before].after = deque()
        self.turns.insert(before + 1, turn)
        with self._lost_is_said():
            key = f"dlm-schema-{self._token}-{next(self._numbers)}"
            turn.future = self._client.submit(judge, turn.unit, key=key, pure=False)
        self._running += 1
        turn.future.add_done_callback(lambda future: self._ended.put((turn, future)))
        return True

    def _taken(self, after: deque[Place | Left], most: int) -> list[Place]:
        """Take the places of the next unit; none, while one has to wait until nothing else runs."""
        taken: list[Place] = []
        size = 0
        while after and len(taken) < min(most, MOST_PLACES) and not self._is_alone:
            place = after.popleft()
            if isinstance(place, Left):
                after.extendleft(reversed(place.places))
                continue
            if place.is_spared_by(self._found_at):
                self._unsent -= 1
                continue
            is_suspected = place.is_suspected and self._suspects > 0
            size += place.ahead.size
            waits = is_suspected or place.ahead.is_end  # which is known once all before it is done
            if (waits and (taken or self._running)) or (taken and size > MOST_BYTES):
                after.appendleft(place)
                break
            taken.append(place)
            self._is_alone = is_suspected
        self._unsent -= len(taken)
        self._suspects -= self._is_alone
        return taken

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

    def ready(self, *, unordered: bool) -> Iterator[Outcome]:
        """Yield what was found by the units whose turn it is."""
        for turn in self.turns.copy():
            if turn.is_done:
                outcome, turn.outcome = turn.outcome, None
                if not turn.after:
                    self.turns.remove(turn)
                if outcome is not None:
                    yield outcome
            if not unordered and (turn.after or not turn.is_done):
                return

    def cancel(self) -> None:
        """Have the cluster forget what it has not done."""
        futures = [turn.future for turn in self.turns if turn.future is not None]
        if futures and self._client.status == "running":
            with contextlib.suppress(Exception):  # the cluster is gone, and the units with it
                self._client.cancel(futures, force=True)

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
        self._is_alone = False
        self._meter.small += outcome.read
        self._found_at.update(outcome.found)
        self._put(turn, outcome.left)
        turn.outcome = outcome._replace(left=(), found=())
        turn.is_done = True

    def _put(self, turn: _Turn, first: Sequence[Place | Left]) -> None:
        """Have places judged after a unit, and before what comes after it already."""
        turn.after.extendleft(reversed(first))
        self._unsent += sum(left.number if isinstance(left, Left) else 1 for left in first)

    def _blame(self, turn: _Turn, workers: str) -> None:
        if self._is_alone:
            (place,) = turn.unit.places
            self._take(turn, _poisonous(place, workers))
        else:
            self._put(turn, [place._replace(is_suspected=True) for place in turn.unit.places])
            self._suspects = _SUSPECTS
            turn.is_done = True

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
    checked = Checked(place.shown, Report(None, [finding_of(error)]), error)
    return Outcome.of((checked,), found=(place.shown,))


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
