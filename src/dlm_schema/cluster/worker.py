"""What a worker of the cluster does: the ordinary check, of the places of one unit."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from dlm_schema._version import __version__
from dlm_schema.cluster.units import pack, unpack
from dlm_schema.disk.read_pool import StoppedError
from dlm_schema.export.places import judge_all, validate_all

if TYPE_CHECKING:
    from dlm_schema.cluster.units import Unit
    from dlm_schema.export.checking import Checked, Checks

_NOTICED: Final = 1.0
_WANTED: Final = ("executing", "long-running")


class Outcome(NamedTuple):
    """What became of a unit: what was found, in order, and the bytes that were read.

    ``files`` is how many there are, of which so many were ``chosen`` to be read. It is ``packed``,
    because the client holds many that wait for their turn. ``problem`` says why results could not
    be kept. ``fault`` says why nothing was found instead, with no more of an error than its name
    and place: other text of it can hold a password.
    """

    packed: bytes = b""
    read: int = 0
    problem: str | None = None
    fault: str | None = None
    files: int = 0
    chosen: int = 0

    @classmethod
    def of(cls, checked: Iterable[Checked], read: int = 0, problem: str | None = None) -> Self:
        """Pack what was found."""
        return cls(pack(tuple(checked)), read, problem)

    @property
    def checked(self) -> tuple[Checked, ...]:
        """What was found."""
        found: tuple[Checked, ...] = unpack(self.packed)
        return found


def judge(unit: Unit) -> Outcome:
    """Judge the places of a unit.

    Nothing is raised, because Dask writes errors and arguments to the log of the worker.
    """
    if unit.version != __version__:
        return Outcome(fault=f"a worker has dlm-schema {__version__}, and not {unit.version}")
    try:
        if unit.kind == "validate":
            return Outcome.of(validate_all(unit.places, unit.bounds))
        with judge_all(unit.kind, unit.places, unit.bounds) as checks, _while_wanted(checks):
            checked = tuple(checks)
        outcome = Outcome.of(checked, checks.meter.total, checks.problem)
        return outcome._replace(files=checks.sample.all, chosen=checks.sample.chosen)
    except StoppedError:
        return Outcome(fault="nobody wants it any more")
    except Exception as error:  # noqa: BLE001  (whatever it is, the client says it)
        return Outcome(fault=f"a worker met a defect of dlm-schema: {_described(error)}")


def _described(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"


@contextlib.contextmanager
def _while_wanted(checks: Checks) -> Iterator[None]:
    """Stop reading when the client has cancelled the unit, which Dask leaves to the unit."""
    from distributed import get_worker  # noqa: PLC0415  (only a worker has it)

    worker: Any = get_worker()
    key = worker.get_current_task()
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_NOTICED):
            task = worker.state.tasks.get(key)
            if task is None or task.state not in _WANTED:
                checks.stop()
                return

    watching = threading.Thread(target=watch, name="dlm-schema-wanted", daemon=True)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()
