"""Rewriting many manifests in place so that a crash leaves each whole, old or new.

Everything is written beside the manifests first, then everything is renamed, each half made
durable before the next begins: file by file where there are few, by one ``syncfs`` per file
system where there are many.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from dlm_schema.disk.opening import directory_at, open_beneath
from dlm_schema.disk.reading import read_beneath, read_bounded
from dlm_schema.disk.refusals import refusal
from dlm_schema.disk.writing import rename_temporary, temporary_name, write_temporary
from dlm_schema.errors import ManifestPathError, TreeLockedError

_FEW: Final = 16


class Rewrite(NamedTuple):
    """One manifest to rewrite.

    ``path`` has no symbolic link in it, ``digest`` is the SHA-256 digest of the bytes that the
    plan was made from, ``backup`` the name to keep them under, or ``None``.
    """

    path: str
    digest: bytes
    backup: str | None


class InterruptedRewriteError(ManifestPathError):
    """Renaming stopped half way; ``written`` manifests are new, the others are as they were."""

    def __init__(self, written: Sequence[str], total: int, cause: ManifestPathError) -> None:
        self.written = tuple(written)
        super().__init__(
            cause.path,
            f"{cause.reason}; {len(self.written)} of {total} manifests were rewritten, the others "
            f"are untouched: run the same command again when the cause is mended",
            cause.code,
        )


def digest(data: bytes) -> bytes:
    """Return the digest that tells whether a manifest is still the one that was planned for."""
    return hashlib.sha256(data).digest()


def rewrite_all(rewrites: Sequence[Rewrite], transform: Callable[[bytes], bytes]) -> None:
    """Replace every manifest by what ``transform`` makes of its bytes.

    Nothing is renamed unless all new bytes are on disk. Raises ``ManifestPathError`` when one
    manifest cannot be prepared, and leaves all as they were; raises ``InterruptedRewriteError``
    when renaming stops half way, and leaves what was not renamed as it was.
    """
    one_by_one = len(rewrites) <= _FEW or not _syncfs.available
    prepared: list[_Prepared] = []
    devices: dict[int, str] = {}
    written: list[str] = []
    try:
        for rewrite in rewrites:
            ready = _prepare(rewrite, transform, sync=one_by_one)
            prepared.append(ready)
            devices.setdefault(ready.status.st_dev, os.path.dirname(ready.path))
        if not one_by_one:
            _sync_all(devices.values())
        for ready in prepared:
            _rename(ready, written, sync=one_by_one)
        if not one_by_one:
            _sync_all(devices.values())
    except ManifestPathError as error:
        if written:
            raise InterruptedRewriteError(written, len(rewrites), error) from error
        raise
    finally:
        for ready in prepared[len(written) :]:
            _discard(ready)


class _Prepared(NamedTuple):
    """A manifest whose replacement is written; ``backup`` is the name that was made for it."""

    path: str
    status: os.stat_result
    backup: str | None


@contextlib.contextmanager
def locked(tops: Iterable[str]) -> Iterator[None]:
    """Hold the trees at ``tops`` against other migrations of them, or of trees around or in them.

    A tree is held by an exclusive lock on its top folder and shared locks on the folders above,
    as far as they have the same owner, so that only trees that overlap exclude each other. Raises
    ``TreeLockedError`` at once when one is held, and ``ManifestPathError`` when a folder cannot
    be locked.
    """
    folders = sorted({os.path.realpath(top) for top in tops})
    outermost: list[str] = []
    for folder in folders:
        if not any(os.path.commonpath([folder, outer]) == outer for outer in outermost):
            outermost.append(folder)
    above = {
        parent for folder in outermost for parent in _parents(folder) if _shared(folder, parent)
    }
    with contextlib.ExitStack() as held:
        for folder in sorted(above):
            with contextlib.suppress(ManifestPathError):
                descriptor = held.enter_context(directory_at(folder))
                _lock(descriptor, fcntl.LOCK_SH, folder, best_effort=True)
        for folder in outermost:
            descriptor = held.enter_context(directory_at(folder))
            _lock(descriptor, fcntl.LOCK_EX, folder)
        yield


def _shared(folder: str, parent: str) -> bool:
    """Tell whether a folder above a tree belongs to its owner, who alone may migrate it whole.

    Others' folders, ``/`` first of all, can be locked by anybody for any reason.
    """
    try:
        return parent != "/" and os.stat(parent).st_uid == os.stat(folder).st_uid
    except OSError:
        return False


def _parents(folder: str) -> Iterator[str]:
    parent = os.path.dirname(folder)
    while parent != folder:
        yield parent
        folder, parent = parent, os.path.dirname(parent)


def _lock(descriptor: int, kind: int, folder: str, *, best_effort: bool = False) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise TreeLockedError(folder) from None
    except OSError as error:
        if not best_effort:
            raise refusal(folder, error) from None


def _prepare(rewrite: Rewrite, transform: Callable[[bytes], bytes], *, sync: bool) -> _Prepared:
    folder, name = os.path.split(rewrite.path)
    with directory_at(folder, follow=False) as directory:
        try:
            descriptor, status = open_beneath(directory, name)
        except ManifestPathError as error:
            raise ManifestPathError(rewrite.path, error.reason, error.code) from None
        try:
            data = read_bounded(descriptor, status.st_size)
            if digest(data) != rewrite.digest:
                raise ManifestPathError(
                    rewrite.path, "changed since the migration was planned; run it again"
                )
            temporary = temporary_name(name)
            write_temporary(directory, temporary, transform(data), status, sync=sync)
            try:
                backup = rewrite.backup and _back_up(directory, name, rewrite.backup, data)
            except BaseException:
                os.unlink(temporary, dir_fd=directory)
                raise
        except OSError as error:
            raise refusal(rewrite.path, error) from None
        finally:
            os.close(descriptor)
    return _Prepared(rewrite.path, status, backup)


def _back_up(directory: int, name: str, backup: str, data: bytes) -> str | None:
    """Give the manifest a second name, and never take one that holds something else.

    Returns the name, or ``None`` when a backup of these bytes is there already.
    """
    candidate, number = backup, 1
    while True:
        try:
            os.link(
                name, candidate, src_dir_fd=directory, dst_dir_fd=directory, follow_symlinks=False
            )
        except FileExistsError:
            if _holds(directory, candidate, data):
                return None
            number += 1
            candidate = f"{backup}.{number}"
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK):
                raise
            # A file system without hard links: the backup is a copy.
            like = os.stat(name, dir_fd=directory, follow_symlinks=False)
            temporary = temporary_name(candidate)
            write_temporary(directory, temporary, data, like)
            rename_temporary(directory, temporary, candidate)
            return candidate
        else:
            return candidate


def _holds(directory: int, name: str, data: bytes) -> bool:
    try:
        return read_beneath(directory, name) == data
    except ManifestPathError:
        return False


def _rename(ready: _Prepared, written: list[str], *, sync: bool) -> None:
    path, planned, _ = ready
    folder, name = os.path.split(path)
    with directory_at(folder, follow=False) as directory:
        try:
            status = os.stat(name, dir_fd=directory, follow_symlinks=False)
            if _identity(status) != _identity(planned):
                raise ManifestPathError(path, "changed while its migration was being written")
            os.rename(temporary_name(name), name, src_dir_fd=directory, dst_dir_fd=directory)
            written.append(path)
            if sync:
                os.fsync(directory)
        except OSError as error:
            raise refusal(path, error) from None


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_dev, status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns)


def _discard(ready: _Prepared) -> None:
    """Take back what was made beside a manifest, unless the manifest was replaced after all."""
    folder, name = os.path.split(ready.path)
    with (
        contextlib.suppress(OSError, ManifestPathError),
        directory_at(folder, follow=False) as directory,
    ):
        os.unlink(temporary_name(name), dir_fd=directory)
        if ready.backup is not None:
            os.unlink(ready.backup, dir_fd=directory)


def _sync_all(folders: Iterable[str]) -> None:
    for folder in folders:
        with directory_at(folder) as directory:
            try:
                _syncfs(directory)
            except OSError as error:
                raise refusal(folder, error) from None


class _SyncFs:
    """``syncfs(2)``, which Python does not offer; absent on other kernels than Linux."""

    def __init__(self) -> None:
        self._call: Callable[[int], int] | None = None
        with contextlib.suppress(AttributeError, OSError):
            self._errno = ctypes.get_errno
            self._call = ctypes.CDLL(None, use_errno=True).syncfs
        self.available = self._call is not None

    def __call__(self, descriptor: int) -> None:
        if self._call is not None and self._call(descriptor) != 0:
            number = self._errno()
            raise OSError(number, os.strerror(number))


_syncfs = _SyncFs()
