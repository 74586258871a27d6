"""What is asked of a folder after a process in it was disturbed."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from proofs.faults import worlds
from proofs.faults.process import CRASHED, run
from proofs.faults.worlds import OUTER, SAVED, SAVED_NEW, World, is_temporary
from support.harness import backup_of, contents, manifest_bytes

if TYPE_CHECKING:
    from proofs.faults.disturbances import Swap


class Instant(NamedTuple):
    """A run that was disturbed: ahead of which call, how often, where, and what came of it."""

    number: int
    fired: int
    folder: Path
    status: int
    printed: str


Judge = Callable[[Instant], list[str]]
"""Lists what must not be."""


def crashes(instant: Instant) -> list[str]:
    """List what no command may say."""
    defect = "this is a defect" in instant.printed
    return [f"crashed: {instant.printed}"] if instant.status == CRASHED or defect else []


def done(found: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what was not finished."""
    return {name: data for name, data in found.items() if not is_temporary(name)}


class Writer:
    """Judges what a function left that writes, and what it leaves when it is run again.

    ``swap`` is what has to be undone before. Unless the function is the only one at work, its
    status does not tell what is there.
    """

    def __init__(
        self, world: World, template: Path, *, swap: Swap | None = None, only: bool = True
    ) -> None:
        self._world = world
        self._swap = swap
        self._only = only and swap is None
        self._old = contents(template)
        self._new = world.new(template)

    def __call__(self, instant: Instant) -> list[str]:
        """Judge a run."""
        if self._swap is not None:
            self._swap.undo(instant.folder)
        found = contents(instant.folder)
        wrong = crashes(instant) + self._halfway(found)
        if instant.status == 0 and self._only:
            wrong += [f"although it ended well, {one}" for one in self._differing(done(found))]
        status = run(partial(self._world.act, instant.folder))
        if status and not self._world.is_refused_again:
            wrong.append(f"run again, it ends with {status}")
        found = contents(instant.folder)
        found = found if self._world.sweeps else done(found)
        return wrong + [f"run again, {one}" for one in self._differing(found)]

    def _halfway(self, found: dict[str, bytes]) -> list[str]:
        """List what must not be, at whatever instant the function was stopped."""
        old, new = self._old, self._new
        wrong = [f"{name} is gone" for name in (old.keys() & new.keys()) - found.keys()]
        for name, data in found.items():
            if name in old or name in new:
                if data not in (old.get(name), new.get(name)):
                    wrong.append(f"{name} is neither old nor new: {len(data)} bytes")
                backup = backup_of(name, 1)
                if data != old.get(name) and new.get(backup) != found.get(backup):
                    wrong.append(f"{name} is new and has no backup")
            elif not is_temporary(name) and not name.endswith(self._world.working):
                wrong.append(f"{name} is not known")
        return wrong

    def _differing(self, found: dict[str, bytes]) -> list[str]:
        names = sorted(self._new.keys() | found.keys())
        return [
            f"{name} is not as it should be"
            for name in names
            if self._new.get(name) != found.get(name)
        ]


def judge_saved(instant: Instant) -> list[str]:
    """Judge a migration during which an editor saved: nothing of that is lost."""
    wrong = crashes(instant)
    found = contents(instant.folder)
    places = OUTER, os.path.dirname(backup_of(OUTER, 1))
    here = {name: data for name, data in found.items() if name.startswith(places)}
    known = (SAVED, SAVED_NEW, *(manifest_bytes(n, adapter_version=1) for n in (1, 2)))
    if here.get(OUTER) not in (SAVED, SAVED_NEW) or SAVED not in here.values():
        wrong.append("what was saved is lost")
    wrong += [f"{name} is torn" for name, data in here.items() if data not in known]
    if run(partial(worlds.migrate, instant.folder)):
        wrong.append("run again, it does not end well")
    found = contents(instant.folder)
    if found.get(OUTER) != SAVED_NEW or SAVED not in found.values():
        wrong.append("run again, what was saved is not migrated and kept")
    return wrong + [f"run again, {name} is left" for name in found if is_temporary(name)]


def judge_corrupt(instant: Instant) -> list[str]:
    """Judge a check of what is not ok: that must not be said of it.

    A link in the place of an export is a warning (EM-STORE-11), and of the export nothing is said.
    """
    wrong = crashes(instant)
    is_told = instant.status != 0 or "warning store/link" in instant.printed
    if not is_told or "ok v" in instant.printed:
        wrong.append(f"ends with {instant.status} and says {instant.printed!r}")
    if not instant.printed:
        wrong.append(f"ends with {instant.status} and says nothing")
    return wrong
