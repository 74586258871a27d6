"""Write files atomically, so that a crash leaves the old file or the new one.

Data is first written under a random name beside its place, which no other writer has. What is then
given the place is seen to be that very file. A writer that is killed leaves its temporary file, and
the next one in the folder removes it: :func:`sweep`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import stat
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from dlm_schema.disk.handles import Folder
from dlm_schema.disk.kernel import NOT_OFFERED, exchange, rename_unless_taken
from dlm_schema.disk.opening import close, open_beneath
from dlm_schema.disk.refusals import refusal
from dlm_schema.errors import ManifestPathError

_OWN: Final = re.compile(r"\.dlm-schema-(?:stays-)?[0-9a-f]{16}\.tmp")
_OLD: Final = 24 * 60 * 60  # seconds after which no writer can be at work any more
_TRIES: Final = 8
_SHARED: Final = stat.S_IRGRP | stat.S_IWGRP
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def temporary_name(*, stays: bool = False) -> str:
    """Return a name that no file has, to write one under that is to be renamed.

    One that ``stays`` is not held open and locked while it waits, and says so by its name: whoever
    holds the tree may sweep it.
    """
    return f".dlm-schema-{'stays-' if stays else ''}{os.urandom(8).hex()}.tmp"


def is_own_temporary(name: str) -> bool:
    """Whether a file is one that this package is writing, or was when it was stopped."""
    return _OWN.fullmatch(name) is not None


def is_temporary(name: str) -> bool:
    """Whether a file is one that somebody is writing, or was when they were stopped."""
    return name.startswith(".") and name.endswith(".tmp")


class Content(NamedTuple):
    """What a file is to hold, and whose mode and owner it is to have.

    Without ``sync`` it is not durable when it is written.
    """

    data: bytes | memoryview
    like: os.stat_result | None = None
    sync: bool = True


def write_temporary(directory: int, temporary: str, content: Content) -> int:
    """Write a new file and return it open.

    It is locked while it is open, which keeps others from sweeping it. Raises ``OSError``; what
    has the temporary name then is the caller's to remove.
    """
    data, like, sync = content
    mode = 0o666 if like is None else 0o600
    descriptor = os.open(temporary, _FLAGS, mode, dir_fd=directory)
    try:
        lock(descriptor, fcntl.LOCK_EX)
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        if like is not None:
            _resemble(descriptor, like)
        if sync:
            fsync(descriptor)
    except BaseException:
        close(descriptor)
        raise
    return descriptor


def write_atomically(
    directory: int, path: str, data: bytes | memoryview, *, replace: bool = True
) -> None:
    """Create or replace a file atomically and durably, in the open directory that it lies in.

    ``path`` is what the user calls it. Mode and owner are those of the file that is replaced.
    What killed writers left in the directory is removed. Raises ``ManifestPathError`` when it
    cannot be written or something other than a regular file has its name, and ``FileExistsError``
    when, without ``replace``, anything has.
    """
    sweep(directory)
    content = Content(data, status_to_replace(directory, path))
    write_content(directory, path, content, replace=replace)


def status_to_replace(directory: int, path: str) -> os.stat_result | None:
    """Return the status of the regular file that a new one is to replace, if there is one.

    A store has none of these. Raises ``ManifestPathError`` when something other than a regular file
    has its name.
    """
    if isinstance(directory, Folder):
        return None
    try:
        status = os.stat(os.path.basename(path), dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refusal(path, error) from None
    if not stat.S_ISREG(status.st_mode):
        raise ManifestPathError(path, "is not a regular file and is left alone")
    return status


def write_content(directory: int, path: str, content: Content, *, replace: bool = True) -> None:
    """Do what :func:`write_atomically` does, whatever has the name and whatever lies beside it."""
    name = os.path.basename(path)
    try:
        if isinstance(directory, Folder):
            version = fetched(directory, name)[1] if replace else None
            directory.write(name, bytes(content.data), version)
        elif not any(_write_once(directory, name, content, replace=replace) for _ in range(_TRIES)):
            raise _not_own()
    except FileExistsError as error:
        if not replace:
            raise
        raise refusal(path, error) from None
    except OSError as error:
        raise refusal(path, error) from None
    if content.sync and not isinstance(directory, Folder):
        try:
            fsync(directory)
        except OSError as error:
            raise not_durable(refusal(path, error)) from None


def fetched(directory: Folder, name: str) -> tuple[bytes | None, str | None]:
    """Return the bytes and the version of what has a name in a store, if anything has it.

    Raises ``OSError``.
    """
    try:
        return directory.fetch(name)
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise
        return None, None


def not_durable(error: ManifestPathError) -> ManifestPathError:
    """Say that a file has its place and may lose it all the same."""
    reason = f"is written, but a power failure may undo that: {error.reason}"
    return ManifestPathError(error.path, reason, error.code)


def _write_once(directory: int, name: str, content: Content, *, replace: bool) -> bool:
    """Write a file and give it its name, unless it was swept before it was locked."""
    temporary = temporary_name()
    try:
        descriptor = write_temporary(directory, temporary, content)
        try:
            written = os.fstat(descriptor)
            if not written.st_nlink:
                return False
            _check_own(directory, temporary, written)
            if replace:
                os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
            else:
                name_anew(directory, temporary, name)
        finally:
            close(descriptor)
    finally:
        with contextlib.suppress(OSError):  # what stays is swept by the next run
            os.unlink(temporary, dir_fd=directory)
    return True


def _check_own(directory: int, temporary: str, written: os.stat_result) -> None:
    """See that the temporary name still is that of the file that was written under it."""
    if not _is_at(directory, temporary, written):
        raise _not_own()


def _not_own() -> OSError:
    return OSError(errno.ESTALE, "somebody removed or replaced its temporary file; try again")


def _is_at(directory: int, name: str, written: os.stat_result) -> bool:
    with contextlib.suppress(FileNotFoundError):
        found = os.stat(name, dir_fd=directory, follow_symlinks=False)
        return is_same(found, written)
    return False


def name_anew(directory: int, temporary: str, name: str) -> None:
    """Give a temporary file a name unless something has that.

    The temporary name is the caller's to remove. Raises ``FileExistsError`` then, or another
    ``OSError``.
    """
    try:
        os.link(temporary, name, src_dir_fd=directory, dst_dir_fd=directory, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
    else:
        return
    if not rename_unless_taken(directory, temporary, name):
        # There is no way that is safe: what comes between these two calls is overwritten.
        with contextlib.suppress(FileNotFoundError):
            os.stat(name, dir_fd=directory, follow_symlinks=False)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)


def replace_expected(
    directory: int,
    temporary: str,
    name: str,
    written: os.stat_result,
    is_expected: Callable[[str], bool],
) -> bool:
    """Give a temporary file its name in place of what is expected to have it, and tell whether.

    What somebody saved there meanwhile is kept or put back. Raises ``OSError``; where this was
    stopped, :func:`settle` ends it.
    """
    _check_own(directory, temporary, written)
    if not exchange(directory, temporary, name):
        # There is no way that is safe: what is saved between these two calls is overwritten.
        if not is_expected(name):
            return False
        os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
    return settle(directory, temporary, name, written, is_expected)


def settle(
    directory: int,
    temporary: str,
    name: str,
    written: os.stat_result,
    is_expected: Callable[[str], bool],
) -> bool:
    """Look at what has the temporary name, put back what is not expected, and remove the name.

    That comes to a good end from whatever instant :func:`replace_expected` was stopped at. Tells
    whether the file that was written has replaced what was expected. Raises ``OSError``.
    """
    try:
        found = os.stat(temporary, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return _is_at(directory, name, written)
    replaced = not os.path.samestat(found, written)
    if replaced and not is_expected(temporary):
        _put_back(directory, temporary, name, found, written)
        replaced = False
    with contextlib.suppress(OSError):  # what stays is swept by the next run
        os.unlink(temporary, dir_fd=directory)
    return replaced


def _put_back(
    directory: int, temporary: str, name: str, found: os.stat_result, inside: os.stat_result
) -> None:
    """Exchange until what comes out is what was put in: others may go on saving meanwhile."""
    while True:
        try:
            exchange(directory, temporary, name)
        except OSError as error:
            kept = f"{name}.saved{temporary}"
            os.rename(temporary, kept, src_dir_fd=directory, dst_dir_fd=directory)
            reason = f"{error.strerror}; what was saved there meanwhile is kept as {kept}"
            raise OSError(error.errno, reason) from None
        out = os.stat(temporary, dir_fd=directory, follow_symlinks=False)
        if os.path.samestat(out, inside):
            return
        inside, found = found, out


def sweep(directory: int, *, alone: bool = False) -> None:
    """Remove the temporary files that killed writers left in a folder, and nothing in use.

    ``alone`` tells that the caller keeps migrations out of the folder. What cannot be removed
    stays.
    """
    with contextlib.suppress(OSError):
        for name in filter(_OWN.fullmatch, os.listdir(directory)):
            with contextlib.suppress(OSError, ManifestPathError):
                _sweep_one(directory, name, alone=alone)


def _sweep_one(directory: int, name: str, *, alone: bool) -> None:
    descriptor, status = open_beneath(directory, name)
    try:
        is_free = lock(descriptor, fcntl.LOCK_EX) and (alone or "-stays-" not in name)
        if is_free or time.time() - status.st_mtime > _OLD:
            os.unlink(name, dir_fd=directory)
    finally:
        close(descriptor)


def lock(descriptor: int, kind: int) -> bool:
    """Lock an open file or folder; tell whether locks are offered there.

    Raises ``BlockingIOError`` when others hold it, or another ``OSError``.
    """
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise
        return False
    return True


def fsync(descriptor: int) -> None:
    """Make a file or folder durable where the file system offers that. Raises ``OSError``.

    What a store has accepted is durable.
    """
    if isinstance(descriptor, Folder):
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in NOT_OFFERED:
            raise


def is_same(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether two statuses are of one file, whose mode and size did not change."""
    return os.path.samestat(one, other) and (
        (one.st_mode, one.st_size) == (other.st_mode, other.st_size)
    )


def _resemble(descriptor: int, like: os.stat_result) -> None:
    """Give a new file the owner and mode of another.

    Of a file that its group may read and write, the group is enough: whoever shares it goes on.
    """
    created = os.fstat(descriptor)
    mode = stat.S_IMODE(like.st_mode)
    if (created.st_uid, created.st_gid) != (like.st_uid, like.st_gid):
        owner = f"its owner, user {like.st_uid} of group {like.st_gid},"
        try:
            _keep(owner, lambda: os.fchown(descriptor, like.st_uid, like.st_gid))
        except PermissionError:
            if mode & _SHARED != _SHARED:
                raise
            _keep(owner, lambda: os.fchown(descriptor, -1, like.st_gid))
    if stat.S_IMODE(created.st_mode) != mode:
        _keep(f"its mode {mode:o}", lambda: os.fchmod(descriptor, mode))


def _keep(what: str, change: Callable[[], None]) -> None:
    try:
        change()
    except OSError as error:
        raise OSError(error.errno, f"{what} cannot be kept: {error.strerror}") from None
