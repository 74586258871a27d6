"""Rewriting many manifests in place so that a crash leaves each whole, old or new.

Everything is written beside the manifests first, then everything is put in its place, each half
made durable before the next begins: file by file where there are few, by one ``syncfs`` per file
system where there are many. Nothing is held open meanwhile; what is opened again is seen to be the
folder and the file that the plan was made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from dlm_schema.disk.kernel import NOT_OFFERED, syncfs
from dlm_schema.disk.opening import FolderId, close, directory_at, folder_id, open_beneath
from dlm_schema.disk.reading import read_beneath, read_with_status
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import (
    Content,
    fsync,
    is_same,
    name_anew,
    not_durable,
    replace_expected,
    settle,
    sweep,
    temporary_name,
    write_temporary,
)
from dlm_schema.errors import ManifestPathError

_FEW: Final = 16
_CHANGED: Final = "changed while its migration was being written"


class Rewrite(NamedTuple):
    """One manifest to rewrite.

    ``folder`` is the folder that the plan found the manifest in, ``digest`` the SHA-256 digest of
    the bytes that the plan was made from, ``backup`` the name to keep them under, or ``None``.
    """

    path: str
    folder: FolderId
    digest: bytes
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


def digest(data: bytes) -> bytes:
    """Return the digest that tells whether a manifest is still the one that was planned for."""
    return hashlib.sha256(data).digest()


def sweep_all(folders: Mapping[str, FolderId], *, alone: bool) -> None:
    """Remove what killed runs left in these folders, as :func:`sweep` does."""
    for path, identity in folders.items():
        with contextlib.suppress(ManifestPathError), _folder(path, identity) as directory:
            sweep(directory, alone=alone)


def rewrite_all(rewrites: Sequence[Rewrite], transform: Callable[[bytes], bytes]) -> None:
    """Replace every manifest by what ``transform`` makes of its bytes.

    No manifest is replaced unless all new bytes are on disk. Raises ``ManifestPathError`` when one
    cannot be prepared, and leaves all as they were; raises ``InterruptedRewriteError`` when it
    stops half way, and leaves the others as they were. That a folder could not be made durable
    stops nothing, and is raised in the end.
    """
    together = len(rewrites) > _FEW
    changes: list[_Change] = []
    doubts: list[ManifestPathError] = []
    try:
        for rewrite in rewrites:
            changes.append(_Change(rewrite, temporary_name(stays=True)))
            changes[-1].prepare(transform, sync=not together)
        if together:
            _sync_all(changes, _Change.sync_file)
        for change in changes:
            change.carry_out()
            if not together:
                doubts += _doubts(change.sync_folder)
        if together:
            doubts += _doubts(lambda: _sync_all(changes, _Change.sync_folder))
        _raise_first(doubts)
    except ManifestPathError as error:
        _discard_rest(changes)
        written = [change.rewrite.path for change in changes if change.is_done]
        if written:
            raise InterruptedRewriteError(written, len(rewrites), error) from error
        raise
    except BaseException:
        _discard_rest(changes)
        raise


def _discard_rest(changes: Iterable[_Change]) -> None:
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


def _sync_all(changes: Iterable[_Change], sync_one: Callable[[_Change], None]) -> None:
    """Make every change durable, those of one file system together where that is offered."""
    together: dict[int, bool] = {}
    for change in changes:
        device, _ = change.rewrite.folder
        if device not in together:
            together[device] = change.sync_file_system()
        if not together[device]:
            sync_one(change)


@contextlib.contextmanager
def _folder(path: str, identity: FolderId) -> Iterator[int]:
    with directory_at(path) as directory:
        if folder_id(directory) != identity:
            raise ManifestPathError(path, "is another folder than was planned for; run it again")
        yield directory


@dataclass
class _Change:
    """A manifest that is being rewritten, and what was made beside it so far."""

    rewrite: Rewrite
    temporary: str
    is_done: bool = False
    _planned: os.stat_result | None = None
    _written: os.stat_result | None = None
    _backup: str | None = None
    _made_backup: bool = False

    def folder(self) -> contextlib.AbstractContextManager[int]:
        """Hold the folder open that the plan was made for."""
        return _folder(os.path.dirname(self.rewrite.path) or os.curdir, self.rewrite.folder)

    @property
    def _name(self) -> str:
        return os.path.basename(self.rewrite.path)

    def prepare(self, transform: Callable[[bytes], bytes], *, sync: bool) -> None:
        """Write the new bytes beside the manifest, and give the old ones a second name."""
        rewrite = self.rewrite
        with self._refusing(), self.folder() as directory:
            data, self._planned = read_with_status(directory, self._name)
            if digest(data) != rewrite.digest:
                raise ManifestPathError(
                    rewrite.path, "changed since the migration was planned; run it again"
                )
            content = Content(transform(data), self._planned, sync)
            descriptor = write_temporary(directory, self.temporary, content)
            try:
                self._written = os.fstat(descriptor)
            finally:
                os.close(descriptor)
            self._back_up(directory, self._name, data)

    def carry_out(self) -> None:
        """Put the new manifest in the place of the one that the plan was made from."""
        written = self._written
        if written is None:
            raise AssertionError("what is not prepared is not carried out")
        with self._refusing(), self.folder() as directory:

            def is_planned(name: str) -> bool:
                return self._is_planned(directory, name)

            names = self.temporary, self._name
            self.is_done = replace_expected(directory, *names, written, is_planned)
            if not self.is_done:
                raise ManifestPathError(self.rewrite.path, _CHANGED)

    def discard(self) -> None:
        """Take back what was made beside the manifest, unless that was replaced after all."""
        with contextlib.suppress(OSError, ManifestPathError), self.folder() as directory:
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
                    os.unlink(self._backup, dir_fd=directory)

    def sync_file(self) -> None:
        """Make the new bytes durable."""
        with self._refusing(), self.folder() as directory:
            descriptor, _ = open_beneath(directory, self.temporary)
            try:
                fsync(descriptor)
            finally:
                close(descriptor)

    def sync_folder(self) -> None:
        """Make it durable that the manifest is the new one."""
        with self._refusing(), self.folder() as directory:
            fsync(directory)

    def sync_file_system(self) -> bool:
        """Make everything durable that is on the same file system, where that is offered."""
        with self._refusing(), self.folder() as directory:
            return syncfs(directory)

    @contextlib.contextmanager
    def _refusing(self) -> Iterator[None]:
        path = self.rewrite.path
        try:
            yield
        except ManifestPathError as error:
            if error.path in (self._name, self.temporary):
                raise ManifestPathError(path, error.reason, error.code) from None
            raise
        except OSError as error:
            raise refusal(path, error) from None

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
                    os.stat(self._backup, dir_fd=directory, follow_symlinks=False)
                except FileNotFoundError:  # somebody removed it
                    self._back_up(directory, name, data)
        return True

    def _back_up(self, directory: int, name: str, data: bytes) -> None:
        """Give the manifest a second name, and never take one that holds something else."""
        number = 1
        self._backup = self.rewrite.backup
        while self._backup is not None:
            try:
                self._keep_as(directory, name, self._backup, data)
            except FileExistsError:
                if _holds(directory, self._backup, data):
                    return
                number += 1
                self._backup = f"{self.rewrite.backup}.{number}"
            else:
                self._made_backup = True
                return

    def _keep_as(self, directory: int, name: str, candidate: str, data: bytes) -> None:
        try:
            os.link(
                name, candidate, src_dir_fd=directory, dst_dir_fd=directory, follow_symlinks=False
            )
            kept = os.stat(candidate, dir_fd=directory, follow_symlinks=False)
            if self._planned is None or not os.path.samestat(kept, self._planned):
                os.unlink(candidate, dir_fd=directory)
                raise ManifestPathError(self.rewrite.path, _CHANGED)
        except OSError as error:
            if error.errno not in NOT_OFFERED:
                raise
            # A file system without hard links: the backup is a copy.
            temporary = temporary_name(stays=True)
            try:
                content = Content(data, self._planned)
                os.close(write_temporary(directory, temporary, content))
                name_anew(directory, temporary, candidate)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=directory)


def _holds(directory: int, name: str, data: bytes) -> bool:
    try:
        return read_beneath(directory, name) == data
    except ManifestPathError:
        return False
