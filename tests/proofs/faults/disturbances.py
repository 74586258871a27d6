"""What befalls a process that stands ahead of a system call; each says how often it did."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from proofs.faults.process import Stopped, run
from proofs.faults.worlds import OUTER, SAVED, Act

from dlm_schema.disk import kernel

_HERE: Final = -100  # AT_FDCWD
_APART, _CALLS = 7, 300  # so that the instants of two processes fall differently


class Disturb(Protocol):
    """Disturbs a process in a folder that is the ``number``-th of its kind."""

    def __call__(self, process: Stopped, folder: Path, number: int) -> int:
        """Return how many disturbances there were."""


def kill(process: Stopped, folder: Path, number: int) -> int:
    """End the process."""
    process.kill()
    return int(process.status == -signal.SIGKILL)


def interrupt(process: Stopped, folder: Path, number: int) -> int:
    """Press Ctrl-C."""
    process.signal(signal.SIGINT)
    return 1


def fail(error: int, process: Stopped, folder: Path, number: int) -> int:
    """Have the system call fail."""
    process.fail(error)
    return 1


def meanwhile(act: Act, process: Stopped, folder: Path, number: int) -> int:
    """Have another process do something from its beginning to its end."""
    run(partial(act, folder))
    return 1


def meanwhile_killed(act: Act, process: Stopped, folder: Path, number: int) -> int:
    """Have another process begin something, and kill it: every other time as it begins to write."""
    other = Stopped(partial(act, folder), os.devnull)
    left = _APART * number % _CALLS
    while other.next():
        left -= 1
        if other.is_writing if number % 2 else left < 0:
            return kill(other, folder, number)
    return 1


def save_by_renaming(process: Stopped, folder: Path, number: int) -> int:
    """Save a manifest as an editor does that renames."""
    new = folder / "editor"
    new.write_bytes(SAVED)
    new.rename(folder / OUTER)
    return 1


def save_by_writing(process: Stopped, folder: Path, number: int) -> int:
    """Save a manifest as an editor does that writes into the file."""
    with (folder / OUTER).open("r+b") as file:
        file.write(SAVED)
        file.truncate()
    return 1


class Swap(NamedTuple):
    """A link to what must not be touched, that changes places with a file or a folder."""

    path: str
    target: str

    def once(self, process: Stopped, folder: Path, number: int) -> int:
        """Exchange them, and leave it at that."""
        (folder / "link").symlink_to(folder / self.target)
        return self.exchange(folder)

    def always(self, process: Stopped, folder: Path, number: int) -> int:
        """Exchange them ahead of every call from here on."""
        swaps = self.once(process, folder, number)
        while process.next():
            swaps += self.exchange(folder)
        return swaps

    def exchange(self, folder: Path) -> int:
        """Exchange them."""
        return int(kernel.exchange(_HERE, str(folder / "link"), str(folder / self.path)))

    def undo(self, folder: Path) -> None:
        """Put back what was taken away, unless the link came back for it."""
        taken = folder / "link"
        if not taken.is_symlink():
            self.exchange(folder)
        taken.unlink()
