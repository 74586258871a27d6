"""What a worker of the cluster does: the ordinary check, of the places of one unit."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from dlm_schema._version import __version__
from dlm_schema.cluster.units import MOST_BYTES, left, pack, unpack
from dlm_schema.disk.read_pool import StoppedError
from dlm_schema.export.places import Work, judge_all, validate_all

if TYPE_CHECKING:
    from dlm_schema.cluster.units import Left, Unit
    from dlm_schema.export.checking import Checked, Checks

_NOTICED: Final = 1.0
_WANTED: Final = ("executing", "long-running")


class Outcome(NamedTuple):
    """What became of a unit: what was found, in order, and the bytes that were read.

    It is ``packed``, because the client holds many that wait for their turn, and ``number`` is how
    many there are. What is ``left`` comes after it. ``files`` is how many there are, of which so
    many were ``chosen`` to be read. ``found`` is where something was that others need to know of.
    ``problem`` says why results could not be kept. ``fault`` says why nothing was found instead,
    with no more of an error than its name and place: other text of it can hold a password.
    """

    packed: bytes = b""
    number: int = 0
    left: Sequence[Left] = ()
    read: int = 0
    problem: str | None = None
    fault: str | None = None
    files: int = 0
    chosen: int = 0
    found: Collection[str] = ()

    @classmethod
    def of(cls, checked: Sequence[Checked], work: Work | None = None, **more: Any) -> Self:
        """Pack what was found, and the places that are left."""
        if work is not None:
            more |= {"left": tuple(left(work.left)), "found": work.found}
        return cls(pack(checked), len(checked), **more)

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
        work = Work(unit.kind, unit.places, unit.seconds, MOST_BYTES)
        if unit.kind == "validate":
            return Outcome.of(tuple(validate_all(work, unit.bounds)), work)
        with judge_all(work, unit.bounds) as checks, _while_wanted(checks):
            checked = tuple(checks)
        return Outcome.of(
            checked,
            work,
            read=checks.meter.total,
            problem=checks.problem,
            files=checks.sample.all,
            chosen=checks.sample.chosen,
        )
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
