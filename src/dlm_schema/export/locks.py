"""Keeping migrations apart whose trees overlap.

A tree is held by an exclusive lock on its top folder and shared locks on all folders above it,
whoever owns them, so trees that overlap exclude each other and siblings do not. What keeps
manifests whole is how they are written; locks spare two migrations from getting in each other's
way, and tell what a killed one left from what is in use.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from dlm_schema.disk.opening import close, open_directory
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import lock
from dlm_schema.errors import ManifestPathError, TreeLockedError
from dlm_schema.remote.urls import is_url

_MOST: Final = 16
_LOCKS: Final = "/proc/locks"

_Folder: TypeAlias = tuple[str, ...]


class Held(NamedTuple):
    """Trees that are held: ``alone`` tells that no other migration can be at work in them.

    ``tops`` are their real paths, with a slash behind them.
    """

    tops: tuple[str, ...]
    alone: bool

    def covers(self, folder: str) -> bool:
        """Whether a folder, by its real path, is in a tree that is held, or in a store."""
        return f"{folder}/".startswith(self.tops) or is_url(folder)


def tree_of(path: str) -> str:
    """Return the folder of the tree to lock for a PATH."""
    return path if is_url(path) or os.path.isdir(path) else os.path.dirname(path) or os.curdir


@contextlib.contextmanager
def locked(tops: Iterable[str]) -> Iterator[Held]:
    """Hold the trees at ``tops`` against migrations of them, or of trees around or in them.

    Stores have no locks; there, writes on conditions keep writers apart. More than 16 trees are
    held by the folders around them. Where a file system offers no locks, or a folder above cannot
    be opened, others are not kept out. Raises ``TreeLockedError`` at once when a tree is held, and
    ``ManifestPathError`` when a folder of ``tops`` cannot be locked.
    """
    named = {_parts(os.path.realpath(top)) for top in tops if not is_url(top)}
    held = _few(named)
    above = {folder[:length] for folder in held for length in range(len(folder))}
    with contextlib.ExitStack() as stack:
        alone = True
        for folder in sorted(above - held) + sorted(held):
            kind = fcntl.LOCK_EX if folder in held else fcntl.LOCK_SH
            try:
                alone &= _lock(stack, _path(folder), kind)
            except ManifestPathError:
                if folder in named:
                    raise
                alone = False
        yield Held(tuple(os.path.join(_path(folder), "") for folder in held), alone)


def _parts(folder: str) -> _Folder:
    return tuple(part for part in folder.split(os.sep) if part)


def _path(folder: _Folder) -> str:
    return os.sep + os.sep.join(folder)


def _few(folders: set[_Folder]) -> set[_Folder]:
    """Return the outermost of some folders, or, while these are many, of what is around them."""
    while True:
        outermost: list[_Folder] = []
        for folder in sorted(folders):
            if not outermost or folder[: len(outermost[-1])] != outermost[-1]:
                outermost.append(folder)
        if len(outermost) <= _MOST:
            return set(outermost)
        deepest = max(map(len, outermost))
        folders = {folder[: deepest - 1] for folder in outermost}


def _lock(stack: contextlib.ExitStack, folder: str, kind: int) -> bool:
    """Lock a folder until the end; tell whether that keeps others out."""
    descriptor = open_directory(folder)
    stack.callback(close, descriptor)
    try:
        return lock(descriptor, kind)
    except BlockingIOError:
        raise TreeLockedError(folder, _holder(descriptor)) from None
    except OSError as error:
        raise refusal(folder, error) from None


def _holder(descriptor: int) -> str:
    """Say who holds a lock on an open folder, as far as the system tells."""
    status = os.fstat(descriptor)
    device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}"
    with contextlib.suppress(OSError, ValueError), open(_LOCKS, encoding="ascii") as locks:
        for line in locks:
            # 1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
            fields = line.split()
            if fields[1] == "FLOCK" and fields[5] == f"{device}:{status.st_ino}":
                return _process(int(fields[4]))
    return "another process"


def _process(number: int) -> str:
    try:
        with open(f"/proc/{number}/status", encoding="utf-8", errors="replace") as file:
            said = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        return f"process {number} ({said['Name']}) of user {said['Uid'].split()[0]}"
    except (OSError, LookupError):  # it has ended, or is in another container
        return f"process {number}"
