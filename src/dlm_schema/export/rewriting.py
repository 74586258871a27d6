"""Rewriting many manifests in place so that a crash leaves each whole, old or new.

Everything is written beside the manifests first, and the old bytes get a second name elsewhere.
Then everything is put in its place, each half made durable before the next begins: file by file
where there are few, by one ``syncfs`` per file system where there are many. Nothing is held open
meanwhile; what is opened again is seen to be the folder and the file that the plan was made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from dlm_schema.disk.kernel import syncfs
from dlm_schema.disk.opening import close, folder_id, open_beneath, open_directory
from dlm_schema.disk.reading import read_with_status
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import (
    Content,
    fsync,
    is_same,
    not_durable,
    replace_expected,
    settle,
    sweep,
    temporary_name,
    write_temporary,
)
from dlm_schema.errors import ManifestPathError
from dlm_schema.export.backups import CHANGED, Place, Shelf, keep
from dlm_schema.export.discovery import KEPT_FOLDER
from dlm_schema.export.putting import Put
from dlm_schema.remote.opening import see_writable
from dlm_schema.remote.urls import is_url

if TYPE_CHECKING:
    from dlm_schema.disk.handles import FolderId

_FEW: Final = 16


class Rewrite(NamedTuple):
    """One manifest to rewrite, by its real path or its URL.

    ``folder`` is the folder that the plan found the manifest in, ``digest`` the SHA-256 digest of
    the bytes that the plan was made from, and ``new`` makes the new bytes of these. They are kept
    on the ``shelf`` under the name ``backup``, unless that is ``None``.
    """

    path: str
    folder: FolderId
    digest: bytes
    new: Callable[[bytes], bytes]
    shelf: Shelf
    backup: str | None


class InterruptedRewriteError(ManifestPathError):
    """Rewriting stopped half way; ``written`` manifests are new, the others are as they were."""

    def __init__(self, written: Sequence[str], total: int, cause: ManifestPathError) -> None:
        self.written = tuple(written)
        rest = (
            "the others are untouched: run the same command again when the cause is mended"
            if len(written) < total
            else "and none is left to do"
        )
        reason = f"{cause.reason}; {len(written)} of {total} manifests were rewritten, {rest}"
        super().__init__(cause.path, reason, cause.code)


class RewriteInterrupt(KeyboardInterrupt):
    """Rewriting was interrupted; ``written`` manifests are new, the others are as they were."""

    def __init__(self, written: Sequence[str], total: int) -> None:
        self.written = tuple(written)
        super().__init__(
            f"{len(written)} of {total} manifests were rewritten, the others are untouched: run "
            f"the same command again"
        )


def digest(data: bytes) -> bytes:
    """Return the digest that tells whether a manifest is still the one that was planned for."""
    return hashlib.sha256(data).digest()


def sweep_all(folders: Mapping[str, FolderId], *, alone: bool) -> None:
    """Remove what killed runs left in these folders, as :func:`sweep` does."""
    for path, identity in folders.items():
        with contextlib.suppress(ManifestPathError):
            directory = _folder(path, identity)
            try:
                sweep(directory, alone=alone)
            finally:
                close(directory)


def rewrite_all(rewrites: Sequence[Rewrite]) -> None:
    """Replace every manifest by what its plan makes of its bytes.

    No manifest is replaced unless all new bytes and all backups are on disk. Raises
    ``ManifestPathError`` when one cannot be prepared, and leaves all as they were; raises
    ``InterruptedRewriteError`` when it stops half way, or ``RewriteInterrupt`` when it is
    interrupted, and leaves the others as they were. That a folder could not be made durable stops
    nothing, and is raised in the end.
    """
    together = len(rewrites) > _FEW
    changes: list[_Change | Put] = []
    doubts: list[ManifestPathError] = []
    try:
        _see_writable(rewrites)
        for rewrite in rewrites:
            changes.append(_change_for(rewrite))
            changes[-1].prepare(sync=not together)
        local = [change for change in changes if isinstance(change, _Change)]
        if together:
            done: dict[int, bool] = {}
            _sync_all(local, _Change.device, _Change.folder, _Change.sync_file, done)
            kept = [change for change in local if change.kept_on is not None]
            _sync_all(kept, _Change.backup_device, _Change.shelf, _Change.sync_backup, done)
        for change in changes:
            change.carry_out()
            if not together:
                doubts += _doubts(change.sync_folder)
        if together:
            ends = _Change.device, _Change.folder, _Change.sync_folder
            doubts += _doubts(lambda: _sync_all(local, *ends, {}))
        _raise_first(doubts)
    except ManifestPathError as error:
        _discard_rest(changes)
        written = [change.path for change in changes if change.is_done]
        if written:
            raise InterruptedRewriteError(written, len(rewrites), error) from error
        raise
    except KeyboardInterrupt:
        _discard_rest(changes)
        written = [change.path for change in changes if change.is_done]
        raise RewriteInterrupt(written, len(rewrites)) from None
    except BaseException:
        _discard_rest(changes)
        raise


def rewritten(
    rewrites: Sequence[Rewrite],
) -> tuple[set[str], ManifestPathError | RewriteInterrupt | None]:
    """Do what :func:`rewrite_all` does; return the paths of what is new, and what stopped it."""
    try:
        rewrite_all(rewrites)
    except (InterruptedRewriteError, RewriteInterrupt) as error:
        return set(error.written), error
    except ManifestPathError as error:
        return set(), error
    return {rewrite.path for rewrite in rewrites}, None


def _see_writable(rewrites: Iterable[Rewrite]) -> None:
    """See of every store that manifests are to be put in that it refuses what it should."""
    tops = {one.path.split("/")[2]: one.shelf.top for one in rewrites if is_url(one.path)}
    for top in tops.values():
        see_writable(os.path.join(top, KEPT_FOLDER), by_trying=True)


def _change_for(rewrite: Rewrite) -> _Change | Put:
    if is_url(rewrite.path):
        return Put(rewrite.path, rewrite.digest, rewrite.new, rewrite.shelf, rewrite.backup)
    return _Change(rewrite, temporary_name(stays=True))


def _discard_rest(changes: Iterable[_Change | Put]) -> None:
    for change in changes:
        if not change.is_done:
            change.discard()


def _raise_first(doubts: Sequence[ManifestPathError]) -> None:
    if doubts:
        raise doubts[0]


def _doubts(sync: Callable[[], None]) -> Iterator[ManifestPathError]:
    """Yield what keeps changes from being durable, which is too late to undo them."""
    try:
        sync()
    except ManifestPathError as error:
        yield not_durable(error)


def _sync_all(
    changes: Iterable[_Change],
    device_of: Callable[[_Change], int],
    folder_of: Callable[[_Change], contextlib.AbstractContextManager[int]],
    sync_one: Callable[[_Change], None],
    done: dict[int, bool],
) -> None:
    """Make every change durable, those of one file system together where that is offered.

    ``done`` tells of every file system whether that was.
    """
    for change in changes:
        device = device_of(change)
        if device not in done:
            with folder_of(change) as directory:
                done[device] = syncfs(directory)
        if not done[device]:
            sync_one(change)


def _folder(path: str, identity: FolderId) -> int:
    """Open a folder that was looked at before, if it is the same."""
    directory = open_directory(path)
    try:
        is_same = folder_id(directory) == identity
    except BaseException:
        close(directory)
        raise
    if not is_same:
        close(directory)
        raise ManifestPathError(path, "is another folder than was planned for; run it again")
    return directory


@dataclass
class _Change:
    """A manifest that is being rewritten, and what was made of it so far.

    ``kept_on`` is the device that its backup is on, if it has one.
    """

    rewrite: Rewrite
    temporary: str
    is_done: bool = False
    kept_on: int | None = None
    _folder_path: str = field(init=False)
    _name: str = field(init=False)
    _planned: os.stat_result | None = None
    _written: os.stat_result | None = None
    _backup: str | None = None
    _made_backup: bool = False

    def __post_init__(self) -> None:
        self._folder_path, self._name = os.path.split(self.rewrite.path)

    def device(self) -> int:
        """Return the device that the manifest is on."""
        return self.rewrite.folder[0]

    def backup_device(self) -> int:
        """Return the device that the backup is on."""
        return self.device() if self.kept_on is None else self.kept_on

    @contextlib.contextmanager
    def folder(self) -> Iterator[int]:
        """Hold the folder open that the plan was made for; what goes wrong names the manifest."""
        path = self.rewrite.path
        try:
            directory = _folder(self._folder_path or os.curdir, self.rewrite.folder)
            try:
                yield directory
            finally:
                close(directory)
        except ManifestPathError as error:
            if error.path in (self._name, self.temporary):
                raise ManifestPathError(path, error.reason, error.code) from None
            raise
        except OSError as error:
            raise refusal(path, error) from None

    @contextlib.contextmanager
    def shelf(self) -> Iterator[int]:
        """Hold the folder of the backup open."""
        with self.folder() as directory, self.rewrite.shelf.opened(directory) as shelf:
            yield shelf

    @property
    def path(self) -> str:
        """The path of the manifest."""
        return self.rewrite.path

    def prepare(self, *, sync: bool) -> None:
        """Write the new bytes beside the manifest, and give the old ones a second name."""
        rewrite = self.rewrite
        with self.folder() as directory:
            data, self._planned = read_with_status(directory, self._name)
            if digest(data) != rewrite.digest:
                raise ManifestPathError(
                    rewrite.path, "changed since this was planned; run it again"
                )
            content = Content(rewrite.new(data), self._planned, sync)
            descriptor = write_temporary(directory, self.temporary, content)
            try:
                self._written = os.fstat(descriptor)
            finally:
                os.close(descriptor)
            self._back_up(directory, self._name, data, sync=sync)

    def carry_out(self) -> None:
        """Put the new manifest in the place of the one that the plan was made from."""
        written = self._written
        if written is None:
            raise AssertionError("what is not prepared is not carried out")
        with self.folder() as directory:

            def is_planned(name: str) -> bool:
                return self._is_planned(directory, name)

            names = self.temporary, self._name
            self.is_done = replace_expected(directory, *names, written, is_planned)
            if not self.is_done:
                raise ManifestPathError(self.rewrite.path, CHANGED)

    def discard(self) -> None:
        """Take back what was made for the manifest, unless that was replaced after all."""
        with contextlib.suppress(ManifestPathError), self.folder() as directory:
            if self._written is None:
                os.unlink(self.temporary, dir_fd=directory)
                return

            def is_planned(name: str) -> bool:
                return self._is_planned(directory, name)

            names = self.temporary, self._name
            self.is_done = settle(directory, *names, self._written, is_planned)
            if self._made_backup and self._backup is not None and self._planned is not None:
                found = os.stat(self._name, dir_fd=directory, follow_symlinks=False)
                if os.path.samestat(found, self._planned):  # else somebody may need the backup
                    with self.rewrite.shelf.opened(directory) as shelf:
                        os.unlink(self._backup, dir_fd=shelf)
                    self.rewrite.shelf.remove_empty()

    def sync_file(self) -> None:
        """Make the new bytes durable."""
        with self.folder() as directory:
            descriptor, _ = open_beneath(directory, self.temporary)
            try:
                fsync(descriptor)
            finally:
                close(descriptor)

    def sync_backup(self) -> None:
        """Make it durable that there is a backup."""
        with self.shelf() as shelf:
            fsync(shelf)

    def sync_folder(self) -> None:
        """Make it durable that the manifest is the new one."""
        with self.folder() as directory:
            fsync(directory)

    def _is_planned(self, directory: int, name: str) -> bool:
        """Tell whether a file is the planned one, as it was, and see that it has a backup."""
        planned = self._planned
        try:
            data, status = read_with_status(directory, name)
        except ManifestPathError:
            return False
        same = planned is not None and is_same(status, planned)
        if not same or digest(data) != self.rewrite.digest:
            return False
        if self._backup is not None:
            with contextlib.suppress(OSError, ManifestPathError):
                try:
                    os.lstat(os.path.join(self.rewrite.shelf.path, self._backup))
                except FileNotFoundError:  # somebody removed it
                    self._back_up(directory, name, data, sync=True)
        return True

    def _back_up(self, directory: int, name: str, data: bytes, *, sync: bool) -> None:
        """Give the manifest a second name, and never take one that holds something else."""
        rewrite, planned = self.rewrite, self._planned
        if rewrite.backup is None or planned is None:
            return
        place = Place(directory, name, rewrite.shelf, self.rewrite.path)
        kept = keep(place, rewrite.backup, data, planned, sync=sync)
        self._backup, self.kept_on = kept.name, kept.device
        self._made_backup |= kept.is_new
