"""What a worker loads first to end, hang or fail at a given point: ``dask worker --preload``.

``DLM_SCHEMA_SABOTAGE`` is ``PHASE:DEED:TIMES:FOLDER``: in the phase the deed is done so many times,
whichever workers are started meanwhile; files in the folder count them.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from dlm_schema.cluster import units
from dlm_schema.export import checking, discovery, verification

SETTING: Final = "DLM_SCHEMA_SABOTAGE"
POISON: Final = "poison"
"""A word in the path of an export that the phase of this name is about."""


def sabotage(phase: str, deed: str, times: int, folder: Path) -> dict[str, str]:
    """Return the environment of a worker that is to do a deed."""
    return {SETTING: f"{phase}:{deed}:{times}:{folder}"}


def done(folder: Path) -> int:
    """Return how often it was done."""
    return len(list(folder.glob("deed-*")))


def dask_setup(dask_worker: Any) -> None:
    phase, deed, times, folder = os.environ[SETTING].split(":", 3)

    def act() -> None:
        for number in range(int(times)):
            with contextlib.suppress(FileExistsError):
                Path(folder, f"deed-{number}").touch(exist_ok=False)
                _DEEDS[deed]()
                return

    if phase == "return":
        dask_worker.handlers["get_data"] = _first(act, dask_worker.handlers["get_data"])
    else:
        _PHASES[phase](act)


def _fail() -> None:
    raise RuntimeError("a-secret-of-a-library")


_DEEDS: Final[dict[str, Callable[[], None]]] = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "wait": lambda: time.sleep(600),
    "fail": _fail,
}


def _first(act: Callable[[], None], function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does something first."""

    @functools.wraps(function)  # Dask looks at what it takes
    def acting(*arguments: Any, **options: Any) -> Any:
        act()
        return function(*arguments, **options)

    return acting


def _before(module: Any, name: str) -> Callable[[Callable[[], None]], None]:
    return lambda act: setattr(module, name, _first(act, getattr(module, name)))


def _take(act: Callable[[], None]) -> None:
    def take(unit: Any, state: Any) -> None:
        act()
        unit.__dict__.update(state)

    units.Unit.__setstate__ = take  # type: ignore[attr-defined]


def _poison(act: Callable[[], None]) -> None:
    def is_over(share: discovery.Share) -> bool:
        return share._seconds == 0  # however slow a worker is, it comes to what is in its unit

    discovery.Share.is_over = property(is_over)  # type: ignore[assignment,method-assign]

    class Poisonous(verification.Examination):
        def __init__(self, *given: Any, **options: Any) -> None:
            if POISON in given[2]:
                act()
            super().__init__(*given, **options)

    setattr(checking, "Examination", Poisonous)  # noqa: B010  (types know of no other)


_PHASES: Final = {
    "take": _take,
    "list": _before(discovery, "entries_of"),
    "hash": _before(verification, "digest_of"),
    "poison": _poison,
}
