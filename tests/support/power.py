"""A model of power cuts: what a file system may be left with, whenever the power fails.

What a process changes is durable only once it was synced. Until then, any of the changes of a
folder may have reached the disk or not, each folder for itself, and a file whose bytes were not
synced may hold anything. :class:`Recorder` follows the calls of a process in this model.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dlm_schema.disk import kernel

if TYPE_CHECKING:
    import pytest

Change = tuple[tuple[str, int | None], ...]
"""Names in a folder that change in one step, and the files that they are given, if any."""

_SYSTEM: Final = "dlm_schema.disk.writing"


class State(NamedTuple):
    """What a disk may hold: the names in each folder, and the bytes of files, if they are known."""

    folders: Mapping[int, Mapping[str, int]]
    contents: Mapping[int, bytes]

    def read(self, top: int, path: str) -> bytes | None:
        """Return what a file holds, or ``None`` where it is not there or may hold anything."""
        *folders, name = path.split("/")
        place: int | None = top
        for folder in folders:
            place = self.folders.get(place or 0, {}).get(folder)
        return self.contents.get(self.folders.get(place or 0, {}).get(name) or 0)


class Recorder:
    """The disk below a folder, as far as it is durable, and what has changed since.

    ``judge`` is asked of every state that a power cut may leave after each change.
    """

    def __init__(self, top: Path, judge: Callable[[State], None]) -> None:
        self.top = top.stat().st_ino
        self.states = 0
        self._path = top
        self._judge = judge
        self._folders: dict[int, dict[str, int]] = {}
        self._contents: dict[int, bytes] = {}
        self._pending: dict[int, list[Change]] = {}
        for place, folders, names in os.walk(top):
            known = self._folders.setdefault(os.stat(place).st_ino, {})
            for name in (*folders, *names):
                status = os.lstat(os.path.join(place, name))
                known[name] = status.st_ino
                if stat.S_ISREG(status.st_mode):
                    self._contents[status.st_ino] = Path(place, name).read_bytes()

    def watch(self, patch: pytest.MonkeyPatch, *, syncs: bool = True) -> None:
        """Follow what this process does; without ``syncs`` it syncs nothing."""
        for name in ("open", "link", "rename", "unlink", "mkdir", "rmdir"):
            patch.setattr(os, name, self._following(name, getattr(os, name)))
        patch.setattr(f"{_SYSTEM}.exchange", self._exchanging(kernel.exchange))
        fsync = os.fsync if syncs else lambda _: None
        patch.setattr(os, "fsync", self._syncing(fsync, syncs=syncs))
        syncfs = kernel.syncfs if syncs else lambda _: True
        patch.setattr("dlm_schema.export.rewriting.syncfs", self._syncing_all(syncfs, syncs=syncs))

    def look(self, judge: Callable[[State], None] | None = None) -> None:
        """Judge every state that a power cut may leave now."""
        kept = [
            [(folder, chosen) for chosen in _subsets(changes)]
            for folder, changes in self._pending.items()
        ]
        for choice in itertools.product(*kept):
            folders = dict(self._folders)
            for folder, changes in choice:
                names = dict(folders.get(folder, {}))
                for name, inode in itertools.chain(*changes):
                    if inode is None:
                        names.pop(name, None)
                    else:
                        names[name] = inode
                folders[folder] = names
            self.states += 1
            (judge or self._judge)(State(folders, self._contents))

    def _changed(self, folder: int, *change: tuple[str, int | None]) -> None:
        self._pending.setdefault(folder, []).append(change)
        self.look()

    def _following(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def following(path: Any, *arguments: Any, **options: Any) -> Any:
            made = name == "open" and arguments[0] & os.O_CREAT
            result = call(path, *arguments, **options)
            directory = options.get("dst_dir_fd") or options.get("dir_fd")
            if made or name == "mkdir":
                self._changed(*_made(os.fspath(path), directory))
            elif name in ("link", "rename"):
                target = arguments[0]
                folder, (_, inode) = _made(target, directory)
                gone = [(path, None)] if name == "rename" else []
                self._changed(folder, *gone, (os.path.basename(target), inode))
            elif name in ("unlink", "rmdir"):
                self._changed(_folder(os.fspath(path), directory), (os.path.basename(path), None))
            return result

        return following

    def _exchanging(self, call: Callable[..., bool]) -> Callable[..., bool]:
        def exchanging(directory: int, one: str, other: str) -> bool:
            done = call(directory, one, other)
            entries = [_made(name, directory) for name in (one, other)]
            self._changed(entries[0][0], *(entry for _, entry in entries))
            return done

        return exchanging

    def _syncing(self, call: Callable[[int], None], *, syncs: bool) -> Callable[[int], None]:
        def syncing(descriptor: int) -> None:
            call(descriptor)
            status = os.fstat(descriptor)
            if syncs and stat.S_ISREG(status.st_mode):
                self._contents[status.st_ino] = _bytes_of(descriptor)
            elif syncs:
                self._settle(status.st_ino)

        return syncing

    def _syncing_all(self, call: Callable[[int], bool], *, syncs: bool) -> Callable[[int], bool]:
        def syncing(descriptor: int) -> bool:
            done = call(descriptor)
            if syncs:
                for folder in list(self._pending):
                    self._settle(folder)
                for place, _, names in os.walk(self._path):
                    for name in names:
                        path = Path(place, name)
                        self._contents[path.stat().st_ino] = path.read_bytes()
            return done

        return syncing

    def _settle(self, folder: int) -> None:
        names = self._folders.setdefault(folder, {})
        for name, inode in itertools.chain(*self._pending.pop(folder, ())):
            if inode is None:
                names.pop(name, None)
            else:
                names[name] = inode


def _subsets(changes: Sequence[Change]) -> list[tuple[Change, ...]]:
    sizes = range(len(changes) + 1)
    return [chosen for size in sizes for chosen in itertools.combinations(changes, size)]


def _folder(path: str, directory: int | None) -> int:
    """Return the inode of the folder that a path leads into."""
    around = os.path.dirname(path) or os.curdir
    return os.stat(around, dir_fd=directory).st_ino


def _made(path: str, directory: int | None) -> tuple[int, tuple[str, int | None]]:
    """Return the folder of what a path leads to, and its name and inode."""
    inode = os.stat(path, dir_fd=directory, follow_symlinks=False).st_ino
    return _folder(path, directory), (os.path.basename(path), inode)


def _bytes_of(descriptor: int) -> bytes:
    return Path(f"/proc/self/fd/{descriptor}").read_bytes()
